"""A process that is killed costs what it had not committed, and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from tests.helpers.towns import digests
from workingregions.app import Project
from workingregions.app.map import build as governance
from workingregions.corpus.store import TABLES

HELPERS = Path(__file__).resolve().parents[2] / "helpers"
DROP = HELPERS.parent.parent / "examples" / "drop"
KILLS = 50


@pytest.mark.slow
def test_a_correction_killed_between_ledger_and_commit_is_repaired(project: Project, tmp_path: Path) -> None:
    shutil.copytree(project.root, tmp_path / "calm")
    command = [sys.executable, HELPERS / "kills.py", project.root, str(KILLS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["wrong"] == [], done.stderr
    assert sum(told["fell"].values()) == KILLS
    assert told["fell"]["ledger only"] >= KILLS // 3, "the kills were to fall into the window"
    lines = [(c.action, c.names, c.value) for c in project.ledger.read().corrections if c.action != "undo"]
    assert all(a != b for a, b in pairwise(lines)), "no line is there twice"
    rough = digests(project)
    governance.rebuild(project.store, project.root, "once more")
    assert digests(project) == rough, "the map is that of a full rebuild"
    calm = Project.open(tmp_path / "calm")
    shutil.copy(project.ledger.path, calm.ledger.path)
    governance.rebuild(calm.store, calm.root, "all at once")
    assert digests(calm) == rough, "the map is that of a project that was never disturbed"


@pytest.mark.slow
@pytest.mark.parametrize("manifests", [2, 3, 5])
def test_kill_and_run_again_gives_the_tables_of_an_undisturbed_run(tmp_path: Path, manifests: int) -> None:
    """The run is killed as soon as the n-th manifest appears: the files listed, then one document each."""
    folder = tmp_path / "in"
    folder.mkdir()
    for path in sorted(DROP.glob("*.md")) + sorted(DROP.glob("*.html")):
        shutil.copy(path, folder)
    calm = Project.create(tmp_path / "calm")
    calm.ingest([folder], workers=1)
    rough = Project.create(tmp_path / "rough")
    config = rough.root / "workingregions.toml"
    config.write_text(config.read_text().replace("commit = 24", "commit = 1"))
    command = [
        sys.executable, "-m", "workingregions.app", "ingest", folder, "-p", rough.root, "--workers", "1",
    ]  # fmt: skip
    process = subprocess.Popen(
        command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while len(list(rough.store.manifests.glob("s*.json"))) < manifests:
        assert process.poll() is None, "the run ended before it could be killed"
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert rough.check() == []
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert tables(rough) == tables(calm)
    assert rough.check() == []


def tables(project: Project) -> dict[str, str]:
    now = project.store.snapshot()
    return {name: now.digest(name) for name in TABLES}
