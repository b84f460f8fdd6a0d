"""A German document and a file that failed are named in every answer that they could change."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.here import Here
from tests.helpers.towns import write
from workingregions.app import Project

GERMAN = """---
date: 2015
---
# Die Industrie in Ohio

Die Stadt Akron in Ohio und die Hochschule haben mit dem Verband der Industrie eine Werkstatt eröffnet. Die
Ausbildung der Facharbeiter in Ohio wird von der Landesregierung mit zwei Millionen Dollar gefördert, und die
Betriebe der Region stellen dafür ihre Maschinen zur Verfügung.
"""
SAID = "Not read, or only in part: 1 of 3 documents (German); 1 file that failed."


@pytest.fixture(scope="module")
def project(original: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("unread")
    shutil.copytree(original.root, folder / "copy")
    drop = write(folder / "more", industrie=GERMAN)
    (drop / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    made = Project.open(folder / "copy")
    made.ingest([drop], engine=Here())
    return made


def test_networks_profiles_and_trends_count_what_was_not_read(project: Project) -> None:
    view = project.view()
    net = view.network("Ohio")
    assert net.unread.languages == {"de": 1}
    assert SAID in net.notes
    assert json.loads(json.dumps(net.unread.files)) == {"damaged": 1}
    assert "industrie.md" in {d.path for d in net.documents}
    profile = view.thickness(["Ohio", "Sheffield"])
    row = profile.regions.set_index("name").loc["Ohio"]
    assert (row["documents"], row["unread"]) == (2, 1)
    assert any("1 of 4 documents (German)" in warning for warning in profile.warnings)
    trends = view.trends("workforce_skills", ["region"]).set_index("region_name")
    assert (trends.at["Ohio", "of_documents"], trends.at["Ohio", "unread"]) == (3, 1)


def test_what_was_not_read_is_listed_and_selected(project: Project, wr: Any) -> None:
    view = project.view()
    rows = view.unread_rows().set_index("file")
    assert rows["what"].to_dict() == {"broken.pdf": "failed", "industrie.md": "language"}
    assert view.documents(view.select(languages=["German"]))["path"].tolist() == ["industrie.md"]
    assert view.unread(view.select(languages=["en"])).languages == {}
    listed = wr("documents", "--unread", "-p", project.root).out
    assert "industrie.md" in listed
    assert "In German" in listed
    assert "skills.md" not in listed


@pytest.mark.parametrize(
    "command",
    [
        ("network", "Ohio"), ("ties", "--region", "Ohio"), ("institutions", "--region", "Ohio"),
        ("outcomes", "--region", "Ohio"), ("documents", "--region", "Ohio"),
    ],
)  # fmt: skip
def test_commands_name_it_in_one_line(project: Project, wr: Any, command: tuple[str, ...]) -> None:
    out = wr(*command, "-p", project.root).out
    assert f"Note: {SAID} List them with: wr documents --unread" in out


def test_the_report_of_the_drop_and_the_review_name_it(project: Project, tmp_path: Path) -> None:
    items = {item.path: item for item in project.drops()[-1].items}
    assert items["industrie.md"].language == "de"
    page = project.view().report_theme("workforce_skills", out=tmp_path).read_text(encoding="utf8")
    assert "One document in German was not searched by methods that know its language." in page


def test_answers_name_the_filter_and_lists_take_it(project: Project, wr: Any) -> None:
    out = wr("network", "Ohio", "-p", project.root).out
    assert "Note: Counted: ties of governance; firms only where such a tie joins them." in out
    ties = json.loads(wr("ties", "--type", "training provider", "--json", "-p", project.root).out)
    assert ties
    assert all("training_provider" in (row["source_type"], row["target_type"]) for row in ties)
    assert {row["kind"] for row in ties} == {"governance"}
    wrong = wr("network", "Ohio", "--ties", "suply", "-p", project.root)
    assert (wrong.code, "'supply'" in wrong.err) == (2, True)
