"""wr check and wr prune on a project that is damaged, or has a past."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.bundles import bundle, put
from workingregions.app.project import Project


@pytest.fixture
def aged(tmp_path: Path) -> Project:
    """A project with the snapshots 0 to 3."""
    project = Project.create(tmp_path / "project")
    for name in "abc":
        put(project.store, bundle(name))
    return project


def test_prune_names_what_goes_and_what_stays(wr: Callable[..., Any], aged: Project) -> None:
    dry = wr("prune", "--keep", 2, "--dry-run", "-p", aged.root)
    assert (dry.code, dry.out) == (0, "Would remove 2 snapshots (s000000 to s000001), 2 kept.\n")
    assert len(list(aged.store.manifests.iterdir())) == 4
    done = json.loads(wr("prune", "--keep", 2, "--json", "-p", aged.root).out)
    assert done["removed"] == ["s000000", "s000001"]
    assert done["kept"][:2] == ["s000002", "s000003"]
    assert done["freed"] >= 0
    again = wr("prune", "--keep", 9, "-p", aged.root)
    assert (again.code, again.out[:17]) == (0, "Nothing to remove")
    wrong = wr("prune", "--keep", 0, "-p", aged.root)
    assert wrong.code == 2
    assert "Keep at least 1" in wrong.err


def test_check_finds_a_deleted_index_and_repairs_it(wr: Callable[..., Any], aged: Project) -> None:
    wr("prune", "--keep", 1, "-p", aged.root)
    wr("prune", "--keep", 1, "-p", aged.root)
    assert wr("check", "--deep", "-p", aged.root).code == 0
    shutil.rmtree(aged.store.folder / "tables" / "passages.lance" / "_indices")
    found = wr("check", "--deep", "-p", aged.root)
    assert found.code == 1
    assert "full-text index" in found.err
    repaired = wr("check", "--repair", "-p", aged.root)
    assert repaired.code == 0
    assert "Built the full-text index again." in repaired.out


def test_check_opens_a_project_whose_newest_manifest_is_cut_short(
    wr: Callable[..., Any], aged: Project
) -> None:
    newest = aged.store.manifests / "s000003.json"
    newest.write_text(newest.read_text()[:50])
    other = wr("documents", "-p", aged.root)
    assert other.code == 1
    assert "s000003.json is not a snapshot manifest" in other.err
    found = wr("check", "--json", "-p", aged.root)
    assert found.code == 1
    assert "s000003" in json.loads(found.out)["wrong"][0]
    repaired = wr("check", "--repair", "--deep", "--json", "-p", aged.root)
    assert repaired.code == 0
    assert json.loads(repaired.out) == {
        "snapshot": "s000003",
        "rows": dict(aged.store.manifest().rows),
        "wrong": [],
        "repaired": ["Wrote the manifest of snapshot s000003 again from the tables' tags."],
    }
