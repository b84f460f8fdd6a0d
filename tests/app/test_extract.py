"""wr extract: one file, no project."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from workingregions.app.cli import app
from workingregions.app.extract import extract
from workingregions.corpus.enums import MentionKind
from workingregions.corpus.errors import InputError


def note(folder: Path, text: str) -> Path:
    path = folder / "note.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_prints_annotations_with_confidence_and_stores_nothing(tmp_path: Path) -> None:
    path = note(tmp_path, "Lancashire County Council funds the University of Leeds.\n")
    ran = CliRunner().invoke(app, ["extract", str(path)])
    assert ran.exit_code == 0, ran.output
    assert "Lancashire County Council [institution 0." in ran.stdout
    assert [p.name for p in tmp_path.iterdir()] == ["note.txt"]


def test_json_is_the_page_format(tmp_path: Path) -> None:
    path = note(tmp_path, "Lancashire County Council met the University of Leeds.\n")
    ran = CliRunner().invoke(app, ["extract", str(path), "--json"])
    (page,) = json.loads(ran.stdout)
    assert (page["file"], page["page"]) == ("note.txt", 1)
    assert [i["name"] for i in page["institutions"]] == ["Lancashire County Council", "University of Leeds"]
    assert page["themes"] == []


def test_another_language_is_flagged_and_not_guessed_at(tmp_path: Path) -> None:
    text = "Die Landesregierung fördert die Ansiedlung neuer Betriebe und die Ausbildung der Fachkräfte. " * 8
    path = note(tmp_path, text)
    ran = CliRunner().invoke(app, ["extract", str(path)])
    assert ran.exit_code == 0
    assert "another language (de)" in ran.stderr
    assert not [m for m in extract(path).mentions if m.kind is MentionKind.INSTITUTION]


def test_an_encrypted_file_opens_with_its_password(tmp_path: Path) -> None:
    path = str(Path(__file__).parents[2] / "examples" / "drop" / "site-appraisal-restricted.pdf")
    (tmp_path / "passwords").write_text("wrong\nhawthorn\n")
    ran = CliRunner().invoke(app, ["extract", path, "--password-file", str(tmp_path / "passwords")])
    assert ran.exit_code == 0
    assert "Appraisal of Remediation Costs" in ran.stdout


@pytest.mark.parametrize("kind", [str, Path])
def test_a_missing_file_is_reported(tmp_path: Path, kind: type) -> None:
    with pytest.raises(InputError, match="does not exist"):
        extract(kind(tmp_path / "none.pdf"))
