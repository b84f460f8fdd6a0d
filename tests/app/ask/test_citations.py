"""Citation keys of a project, and hits written to files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.helpers.here import Here
from tests.helpers.towns import LATER, SKILLS, write
from workingregions.app import Project


def test_keys_stay_when_documents_come_later(project: Project, tmp_path: Path) -> None:
    before = project.view().citation_keys
    assert len(set(before.values())) == 3
    again = SKILLS.replace("forty", "fifty new")
    project.ingest([write(tmp_path / "more", later=LATER, again=again)], engine=Here())
    after = project.view().citation_keys
    assert before.items() <= after.items()
    assert len(set(after.values())) == len(after) == 5


def test_hits_are_written_with_their_keys(original: Project, tmp_path: Path, wr: Any) -> None:
    out = tmp_path / "new" / "hits.bib"
    ran = wr("search", "trains machinists", "-n", "2", "--out", out, "-p", original.root)
    assert (ran.code, ran.out) == (0, f"Wrote 2 hits to {out}.\n")
    found = original.view().search("trains machinists", n=2)
    key = original.view().citation_keys[found.hits[0].document]
    assert f"{{{key},\n" in out.read_text()
    ran = wr("search", "steel", "--out", tmp_path / "hits.docx", "-p", original.root)
    assert (ran.code, "csv, xlsx, bib, ris, md" in ran.err) == (2, True)
