"""The governance map: fresh when it is asked, the same however it came about, and every question answered."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.here import Here
from tests.helpers.towns import BOARD, LATER, REVIEW, SAME, SKILLS, STEEL, digests, write
from workingregions.app import Project
from workingregions.app.map.build import OUTPUTS, is_current
from workingregions.corpus import ledger
from workingregions.corpus.correction import Action
from workingregions.corpus.errors import NotFoundError, ProjectError
from workingregions.nlp.registry import linking


def test_the_tables_are_there_after_a_drop_in_the_same_snapshot(original: Project) -> None:
    rows = original.store.snapshot().manifest.rows
    assert rows["entities"] >= 8
    assert rows["names"] >= 10
    assert rows["entity_ties"] >= 4
    assert original.store.snapshot().manifest.reason == "ingest d0001"
    assert is_current(original.store, original.root)
    ids = {e.id for e in original.store.snapshot().records("entities")}
    assert {n.entity for n in original.store.snapshot().records("names")} == ids
    assert {
        end for t in original.store.snapshot().records("entity_ties") for end in (t.source, t.target)
    } <= ids


def test_nothing_is_made_again_while_nothing_changed(project: Project, original: Project) -> None:
    before = project.store.snapshot().id
    project.view().institutions()
    project.view().network("Ohio")
    project.ingest([original.root.parent / "drop"], engine=Here())
    assert project.store.snapshot().id == before


def test_a_change_to_the_ledger_by_hand_is_reported_until_it_is_taken_up(
    project: Project, original: Project
) -> None:
    line = ledger.make(Action.MERGE, [BOARD, SAME], when="2026-01-01T00:00:00Z", who="Ada")
    project.ledger.append([line])  # as a pull from a colleague's repository would
    assert not is_current(project.store, project.root)
    view = project.view()
    assert view.stale == "1 correction is not in the map yet."
    assert SAME in set(view.institutions()["name"])
    assert not is_current(project.store, project.root)
    assert any(BOARD in line for line in project.refresh())
    assert project.view().stale == ""
    assert SAME not in set(project.view().institutions()["name"])
    assert SAME in set(view.institutions()["name"])  # as of its snapshot
    assert project.refresh() == ()
    project.ledger.path.unlink()
    assert project.view().stale == "1 correction is no longer in force but still in the map."
    # A run without a new file is a run as well.
    project.ingest([original.root.parent / "drop"], engine=Here())
    assert digests(project) == digests(original)


def test_a_project_of_an_earlier_release_gets_the_tables(project: Project, original: Project) -> None:
    folder = project.store.manifests
    newest = folder / f"{project.store.snapshot().id}.json"
    data = json.loads(newest.read_text())
    for name in OUTPUTS:
        shutil.rmtree(project.store.folder / "tables" / f"{name}.lance")
        del data["tables"][name], data["rows"][name]
    del data["basis"]
    newest.write_text(json.dumps({**data, "format": 1}))
    old = Project.open(project.root)
    assert old.check() == []
    assert digests(old)["entities"] != digests(original)["entities"]
    assert old.view().stale == "The institution map has not been built yet."
    assert old.view().institutions().empty
    old.refresh()
    assert old.view().stale == ""
    assert set(old.view().institutions()["name"]) == set(original.view().institutions()["name"])
    assert digests(old) == digests(original)


@pytest.mark.slow
def test_while_another_process_writes_the_map_answers_as_it_is(project: Project) -> None:
    line = ledger.make(Action.REJECT, [BOARD], when="2026-01-01T00:00:00Z", who="Ada")
    project.ledger.append([line])
    with project.store.writer():
        assert BOARD in set(project.view().institutions()["name"])
        with pytest.raises(ProjectError):
            project.refresh()
    project.refresh()
    assert BOARD not in set(project.view().institutions()["name"])


def test_one_drop_or_two_in_any_order_give_one_map(original: Project, tmp_path: Path) -> None:
    project = Project.create(tmp_path / "other")
    project.ingest([write(tmp_path / "one", steel=STEEL, review=REVIEW)], engine=Here())
    project.ingest([write(tmp_path / "two", skills=SKILLS)], engine=Here())
    assert digests(project) == digests(original)


def test_a_document_that_goes_takes_its_institutions_along(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "project")
    drop = write(tmp_path / "in", note=STEEL)
    project.ingest([drop], engine=Here())
    assert "Sheffield City Council" in set(project.view().institutions()["name"])
    project.ingest([write(tmp_path / "in", note=LATER)], engine=Here())
    names = set(project.view().institutions()["name"])
    assert BOARD in names
    assert "Sheffield City Council" not in names


ACRONYM = """---
date: 2015
---
# Steel in Akron

The Akron Combined Trust (ACT) was founded in Akron. ACT pays for machines. ACT met the Akron Workforce Board.
"""
OTHER = """---
date: 2016
---
# Steel in Sheffield

The Association of Cutlery Toolmakers (ACT) is in Sheffield. ACT asked Sheffield City Council for a hall.
"""


def test_search_for_an_institution_goes_document_by_document(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "project")
    project.ingest([write(tmp_path / "in", akron=ACRONYM, sheffield=OTHER)], engine=Here())
    for name, file in (
        ("Akron Combined Trust", "akron.md"),
        ("Association of Cutlery Toolmakers", "sheffield.md"),
    ):
        selection = project.view().select(institutions=[name])
        assert list(project.view().documents(selection)["path"]) == [file]
        hits = project.view().search("machines hall", selection, n=9)
        assert {hits.documents[h.document].path for h in hits.hits} == {file}
    with pytest.raises(NotFoundError, match="There is no"):
        project.view().select(institutions=["Akron Combined Tryst of Nowhere"])


def test_frames_answer_by_region_year_type_and_scale(original: Project) -> None:
    view = original.view()
    frame = original.view().institutions(original.view().select(regions=["Ohio"]))
    assert BOARD in set(frame["name"])
    assert "Sheffield City Council" not in set(frame["name"])
    assert set(view.institutions(only=view.map_filter(types=["university"]))["name"]) == {
        "University of Sheffield"
    }
    assert set(view.institutions(only=view.map_filter(scales=["local"]))["scale"]) == {"local"}
    only = original.view().institutions(original.view().select(year="2018"))
    assert (only["documents"] == 1).all()
    ties = view.ties(only=view.map_filter(relations=["funds"]))
    assert set(ties["relation"]) == {"funds"}
    row = ties[ties["target"] == BOARD].iloc[0]
    assert (row["source"], row["file"], row["year"]) == ("Ohio Development Agency", "skills.md", 2014)
    assert row["sentence"] == "The Ohio Development Agency funds the Akron Workforce Board."
    assert set(original.view().ties(institution=BOARD)["target"]) == {BOARD}
    card = original.view().institution("Summit Valley College")
    assert card.years[["year", "mentions"]].to_numpy().tolist() == [[2014, 2], [2018, 2]]
    assert set(card.typed["field"]) <= {"type", "scale"}
    assert "hired forty trainers" in " ".join(card.passages["text"])
    assert len(card.ties) >= 1


UNKNOWN = [
    (["institutions", "--region", "Nowhereland"], ["region 'Nowhereland'"]),
    (["institutions", "--type", "univercity"], ["'university'"]),
    (["institutions", "--scale", "regionel"], ["'regional'"]),
    (["institution", "Akron Workforce Bord"], [BOARD]),
    (["ties", "--institution", "Akron Workforce Bord"], [BOARD]),
    (["ties", "--relation", "fund"], ["'funds'"]),
    (["outcomes", "--kind", "job"], ["'jobs'"]),
    (["search", "steel", "--institution", "Sheffeld City Council"], ["Sheffield City Council"]),
    (["network", "Pensylvania"], ["'Pennsylvania'"]),
    (["network", "Ohio", "--format", "grafml"], ["'graphml'"]),
    (["network", "Ohio", "--format", "png"], ["--out FILE"]),
    (["network", "Ohio", "--against", "2010"], ["--year"]),
    (["thickness", "Ohio", "Pensylvania"], ["'Pennsylvania'"]),
    (["thickness", "Ohio", "--out", "x.docx"], ["'docx'"]),
    (["registry", "add", "missing.zip"], ["missing.zip"]),
    (["correct", "place", "Akron Workforce Board", "Nowhereland"], ["region 'Nowhereland'"]),
]


@pytest.mark.parametrize(("arguments", "words"), UNKNOWN, ids=lambda v: " ".join(v)[:40])
def test_unknown_names_are_told_with_the_nearest(
    original: Project, wr: Any, arguments: list[str], words: list[str]
) -> None:
    ran = wr(*arguments, "-p", original.root)
    assert ran.code == 2
    assert ran.out == ""
    for word in words:
        assert word in ran.err


@pytest.mark.parametrize(
    "arguments",
    [["institutions"], ["institution", BOARD], ["ties"], ["outcomes"], ["network", "Ohio"],
     ["thickness", "Ohio", "GB"], ["registry", "status"], ["corrections", "list"],
     ["corrections", "conflicts"]],
    ids=" ".join,
)  # fmt: skip
def test_every_answer_is_there_as_json(original: Project, wr: Any, arguments: list[str]) -> None:
    plain = wr(*arguments, "-p", original.root)
    assert (plain.code, plain.err) == (0, "")
    assert plain.out
    ran = wr(*arguments, "--json", "-p", original.root)
    assert ran.code == 0
    assert json.loads(ran.out) is not None


@pytest.mark.parametrize("format", ["graphml", "gexf", "json", "csv", "png", "html"])
def test_a_network_is_written_in_every_format(
    original: Project, wr: Any, tmp_path: Path, format: str
) -> None:
    out = tmp_path / ("tables" if format == "csv" else f"net.{format}")
    ran = wr("network", "Ohio", "--format", format, "--out", out, "-p", original.root)
    assert ran.code == 0, ran.err
    assert "Wrote" in ran.out
    files = sorted(out.iterdir()) if out.is_dir() else [out]
    assert all(file.stat().st_size > 20 for file in files)
    found = b"".join(file.read_bytes() for file in files)
    if format != "png":
        assert BOARD.encode() in found
        assert b"funds the Akron Workforce Board" in found


def test_networks_of_two_periods_are_compared(original: Project, wr: Any) -> None:
    ran = wr("network", "Akron, OH", "--year", "2018", "--against", "2014", "-p", original.root)
    assert ran.code == 0
    assert "entered" in ran.out
    assert "left" in ran.out
    frame = original.view().change("Akron, OH", "2014", "2018").institutions.set_index("name")["change"]
    assert frame["Steelworkers Union"] == "entered"
    assert frame["Summit Valley College"] == "stayed"


@pytest.mark.parametrize("command", [(), ("network",), ("report", "theme")])
def test_help_imports_nothing_heavy(command: tuple[str, ...]) -> None:
    program = """
import sys
from workingregions.app.cli import main
sys.argv = ["wr", *sys.argv[1:], "--help"]
try:
    main()
finally:
    heavy = {"torch", "lancedb", "pyarrow", "pandas", "numpy", "spacy", "openvino", "transformers", "scipy"}
    print(sorted(heavy & sys.modules.keys()))
"""
    ran = subprocess.run(
        [sys.executable, "-c", program, *command], check=True, capture_output=True, text=True
    )
    assert "Usage:" in ran.stdout
    assert ran.stdout.splitlines()[-1] == "[]"


RECORD = {
    "id": "https://ror.org/05krs5044",
    "names": [
        {"value": "University of Sheffield", "types": ["ror_display", "label"], "lang": "en"},
        {"value": "Prifysgol Sheffield", "types": ["label"], "lang": "cy"},
    ],
    "types": ["education"],
    "status": "active",
    "established": 1905,
    "locations": [
        {
            "geonames_id": 2638077,
            "geonames_details": {"name": "Sheffield", "country_code": "GB", "country_name": "United Kingdom"},
        }
    ],
    "relationships": [],
    "links": [],
    "domains": [],
    "external_ids": [],
    "admin": {},
}


def test_a_registry_is_taken_in_and_institutions_are_linked(
    project: Project, wr: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "No registry" in wr("registry", "status", "-p", project.root).out
    dump = tmp_path / "ror_schema_v2.json"
    dump.write_text(json.dumps([RECORD]))
    ran = wr("registry", "add", dump, "-p", project.root)
    assert ran.code == 0, ran.err
    assert "1 record of ror_schema_v2.json; linked 1 of" in ran.out
    entity = project.view().institution("University of Sheffield").entity
    assert entity.external_ids == ("ror:05krs5044",)
    assert "ror" in wr("institution", "University of Sheffield", "-p", project.root).out
    assert "1 of" in wr("registry", "status", "-p", project.root).out
    # Kept through the next drop, and in a second look nothing is made again.
    project.ingest([write(tmp_path / "more", later=LATER)], engine=Here())
    assert project.view().institution("University of Sheffield").entity.external_ids == ("ror:05krs5044",)
    before = project.store.snapshot().id
    project.view().institutions()
    assert project.store.snapshot().id == before
    # What was linked once is not looked up again.
    monkeypatch.setattr(linking, "link", lambda *_, **__: pytest.fail("was linked before"))
    project.correct("tie", "Ohio Development Agency", BOARD, relation="funds", value="rejected")
    assert project.view().institution("University of Sheffield").entity.external_ids == ("ror:05krs5044",)


def test_a_registry_of_another_schema_is_refused_with_what_was_expected(
    project: Project, wr: Any, tmp_path: Path
) -> None:
    before = digests(project)
    old = [{"id": "https://ror.org/05krs5044", "name": "University of Sheffield", "labels": []}]
    (tmp_path / "v1.json").write_text(json.dumps(old))
    (tmp_path / "torn.zip").write_bytes(b"PK\x03\x04 torn")
    (tmp_path / "words.json").write_text("these are words")
    for name, told in (("v1.json", "schema 2"), ("torn.zip", "damaged"), ("words.json", "not JSON")):
        ran = wr("registry", "add", tmp_path / name, "-p", project.root)
        assert (ran.code, ran.out) == (2, ""), name
        assert told in ran.err
    assert digests(project) == before
    assert not (project.root / "registry").exists()
