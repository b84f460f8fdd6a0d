"""Every answer of a project is JSON that its published schema accepts, with rows or without."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pydantic import TypeAdapter

from tests.helpers.topics import give_topics
from tests.helpers.towns import BOARD
from workingregions.app import answers
from workingregions.app.answers import as_json, schema_of, types
from workingregions.app.coding import check_codebook
from workingregions.app.project import Project
from workingregions.corpus.codebook import Codebook
from workingregions.corpus.correction import Action
from workingregions.corpus.errors import NotFoundError
from workingregions.corpus.plain import plain, twin


def check(kind: Any, answer: object) -> Any:
    """The answer's JSON, which the schema of `kind` must accept."""
    text = json.dumps(as_json(answer), allow_nan=False)
    TypeAdapter(twin(kind, types())).validate_json(text, strict=True)
    return json.loads(text)


def columns(row: type) -> list[str]:
    return [f.metadata.get("name", f.name) for f in dataclasses.fields(row)]


def rows(name: str) -> Any:
    """The type of a list of the rows of that name."""
    return list[types()[name]]  # type: ignore[misc]


@pytest.fixture(scope="module")
def full(original: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The towns, with a correction of one page, a conflict and topics."""
    root = tmp_path_factory.mktemp("answers") / "copy"
    shutil.copytree(original.root, root)
    project = Project.open(root)
    project.correct(Action.RETYPE, BOARD, value="union", document="skills.md", page=1, who="a")
    done = project.correct(Action.RETYPE, BOARD, value="firm", who="b")
    check(types()["Corrected"], done)
    passage = project.store.snapshot().records("passages")[0].id
    give_topics(project)
    check(types()["TopicChange"], project.name_topic(2, "Steel and water"))
    check(rows("Label"), project.label("reshoring", passage, "no", who="a"))
    quote = project.view().locate("The board trains machinists")[0].id
    check(types()["Kept"], project.keep(quote, labels=["doubt"], who="a"))
    check(types()["Overview"], project.view().overview())
    check(types()["Tally"], project.view().tally())
    return project


@pytest.fixture
def empty(tmp_path: Path) -> Project:
    return Project.create(tmp_path / "empty")


def frames(project: Project) -> Iterator[tuple[str, pd.DataFrame]]:
    yield "DocumentRow", project.view().documents()
    yield "ReferenceRow", project.view().references()
    yield "DuplicateRow", project.view().duplicates()
    yield "ThemeRow", project.view().themes()
    yield "InstitutionRow", project.view().institutions()
    yield "TieRow", project.view().ties()
    yield "OutcomeRow", project.view().outcomes()
    yield "DatasetRow", project.view().datasets()
    yield "CorrectionRow", project.view().corrections()
    yield "LabelRow", project.view().labels()
    yield "LabelSummaryRow", project.view().label_summary()
    yield "BasketRow", project.view().basket()


def test_frames_have_the_columns_and_values_of_their_rows(full: Project) -> None:
    filled = set()
    largest = int(full.view().topics()["topic"].iloc[0])
    for name, frame in (
        *frames(full),
        ("HeadingRow", full.view().outline(full.view().document("skills.md"))),
        ("FindingRow", full.view().findings(full.view().document("skills.md"))),
        ("MetadataRow", full.view().metadata(full.view().document("skills.md"))),
        ("TopicRow", full.view().topics()),
        ("TopicPassage", full.view().topic(largest)),
        ("TopicDocument", full.view().topic_documents(largest)),
        ("TopicPlace", full.view().topic_map()),
        ("TopicHistoryRow", full.view().topic_history()),
    ):
        row = types()[name]
        assert list(frame.columns) == columns(row), name
        if len(check(rows(name), frame)):
            filled.add(name)
    assert filled >= {
        "HeadingRow",
        "FindingRow",
        "MetadataRow",
        "LabelRow",
        "LabelSummaryRow",
        "BasketRow",
        "DocumentRow",
        "ThemeRow",
        "InstitutionRow",
        "TieRow",
        "CorrectionRow",
        "TopicRow",
        "TopicPassage",
    }
    assert full.view().corrections()["page"].tolist()[0] == 1


def test_frames_without_rows_have_the_same_columns(empty: Project) -> None:
    for name, frame in frames(empty):
        assert list(frame.columns) == columns(types()[name]), name
        assert as_json(frame) == [] or name == "ThemeRow"


@pytest.mark.parametrize(
    "by", [["year"], ["region", "year"], ["genre"], ["publisher"], ["period", "type"], []]
)
def test_trends_have_the_facets_asked_for(full: Project, by: list[str]) -> None:
    found = full.view().trends("workforce_skills", by)
    cells = check(rows("TrendRow"), found)
    assert cells
    facets = {"region", "region_name", "year", "period", "genre", "type", "publisher", "language"}
    assert set(cells[0]) & facets == {
        *by, *(["region_name"] if "region" in by else [])
    }  # fmt: skip


def test_comparisons_tests_and_passages_are_accepted(full: Project) -> None:
    view, record = full.view(), types()
    compared = check(record["Comparison"], view.compare(["Ohio", "Sheffield"]))
    assert {row["region_name"] for row in compared["profile"]} == {"Ohio", "Sheffield"}
    assert check(record["TermComparison"], view.terms(region="Ohio"))["documents_b"] == 2
    assert (
        check(rows("TrendTest"), view.trend_tests("labour_market_intermediaries"))[0]["direction"]
        == "too few"
    )
    assert check(rows("TrendPassage"), view.trend_passages("labour_market_intermediaries"))
    check(rows("ThemePair"), view.theme_pairs())
    assert check(rows("CellDocument"), view.trend_documents("labour_market_intermediaries"))
    assert check(rows("ThemeInstitution"), view.theme_institutions("labour_market_intermediaries"))
    check(rows("TermPassage"), view.term_passages("trainers", region="Ohio"))
    assert check(rows("CodebookVersion"), view.codebook_versions())


def test_records_and_whole_answers_are_accepted(full: Project) -> None:
    record = types()
    hits = check(rows("HitRow"), full.view().search("steel workers"))
    assert hits[0]["rank"] == 1
    card = check(record["Institution"], full.view().institution(BOARD))
    assert card["names"]
    assert card["ties"]
    assert card["passages"]
    net = check(record["NetworkAnswer"], full.view().network("Akron, OH", outside=True))
    check(record["RegionProfile"], full.view().region("Ohio", against=["Sheffield"]))
    assert check(rows("RegionCountRow"), full.view().regions(theme="reshoring"))
    assert net["edges"][0]["evidence"]
    assert "in" in net["nodes"][0]
    assert check(record["Change"], full.view().change("Akron, OH", "2014", "2018"))["institutions"]
    assert check(record["ThicknessProfile"], full.view().thickness(["Akron, OH", "Sheffield"]))["components"]
    assert len(check(record["Standing"], full.view().standing())["conflicts"]) == 1
    check(rows("DropReport"), full.drops())
    check(record["RegistryStatus"], full.view().registry_status())
    check(record["TopicModel"], full.view().topic_model())
    check(record["Bundle"], full.view().bundle(full.view().document("skills.md")))
    document = full.view().document("skills.md")
    check(record["DocumentPage"], full.view().page(document))
    check(record["Steps"], full.view().steps(document, "institution"))
    check(record["Original"], full.view().original(document))
    check(record["Manifest"], full.store.manifest())
    with pytest.raises(NotFoundError) as caught:
        full.view().document("skils.md")
    assert check(record["ErrorReport"], caught.value.report())["nearest"][0] == "skills.md"


def test_answers_about_labels_and_codebooks_are_accepted(full: Project) -> None:
    view = full.view()
    check(types()["ThemeAccuracy"], view.accuracy("reshoring"))
    assert check(rows("ThemeAgreement"), view.agreement())
    assert check(rows("QueueItem"), view.label_queue("reshoring", 3))
    changed = Codebook(groups=view.codebook.groups, themes=view.codebook.themes[:3])
    check(types()["CodebookDifference"], view.codebook_difference(view.codebook, changed, effects=False))
    check(types()["CodebookReport"], check_codebook(None))


def test_exported_pages_are_accepted(full: Project, tmp_path: Path) -> None:
    count = full.view().export_pages(tmp_path / "pages.jsonl")
    pages = [json.loads(line) for line in (tmp_path / "pages.jsonl").read_text(encoding="utf8").splitlines()]
    assert len(check(rows("PageRow"), pages)) == count > 0
    assert {"institutions", "ties", "places"} <= {name for page in pages for name in page if page[name]}


def test_answers_about_nothing_are_accepted(empty: Project) -> None:
    record = types()
    check(record["NetworkAnswer"], empty.view().network("Ohio"))
    check(record["ThicknessProfile"], empty.view().thickness(["Ohio", "GB"]))
    check(record["RegionProfile"], empty.view().region("Ohio"))
    assert check(rows("RegionCountRow"), empty.view().regions(theme="reshoring")) == []
    check(record["Change"], empty.view().change("Ohio", "2014", "2018"))
    assert check(rows("HitRow"), empty.view().search("steel")) == []


def test_the_command_line_prints_the_same_json(full: Project, wr: Any) -> None:
    for arguments, answer in (
        (["documents"], full.view().documents()),
        (["institution", BOARD], full.view().institution(BOARD)),
        (["search", "steel workers"], full.view().search("steel workers")),
        (["network", "Akron, OH"], full.view().network("Akron, OH")),
        (["regions", "--theme", "reshoring"], full.view().regions(theme="reshoring")),
        (["region", "Ohio"], full.view().region("Ohio")),
        (["thickness", "Akron, OH", "Sheffield"], full.view().thickness(["Akron, OH", "Sheffield"])),
    ):
        ran = wr(*arguments, "--json", "-p", full.root)
        assert json.loads(ran.out) == as_json(answer), arguments


def test_every_type_has_a_schema_and_unknown_ones_are_refused(wr: Any) -> None:
    for name in types():
        found = schema_of(name)
        assert found["type"] == "object", name
        assert found["description"], name
    found_rows = [name for name, kind in vars(answers).items() if dataclasses.is_dataclass(kind)]
    assert len(found_rows) > 12
    listed = wr("schema")
    assert all(f"\n{name} " in "\n" + listed.out for name in types())
    assert json.loads(wr("schema", "TieRow").out) == plain(schema_of("TieRow"))
    assert json.loads(wr("schema", "--json").out).keys() == types().keys()
    refused = wr("schema", "TieRows")
    assert (refused.code, "'TieRow'" in refused.err) == (2, True)
