"""The main job on the sample drop: what a reader knows of these documents, the system must find."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workingregions.app import Project
from workingregions.corpus.drops import FileOutcome
from workingregions.corpus.enums import MentionKind

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def expected() -> dict[str, dict[str, str]]:
    with (ROOT / "examples" / "expected.csv").open(encoding="utf8") as lines:
        return {row["file"]: row for row in csv.DictReader(lines)}


def test_every_file_ends_as_a_document_or_with_the_reason_expected(
    sample: Project, expected: dict[str, dict[str, str]]
) -> None:
    (report,) = sample.drops()
    ended = {i.path: i for i in report.items}
    assert set(ended) == set(expected)
    for file, row in expected.items():
        item = ended[file]
        if row["expect"] == "document":
            assert item.outcome in (FileOutcome.NEW, FileOutcome.DUPLICATE), file
        else:
            assert (item.outcome, item.category) == (FileOutcome.FAILED, row["expect"]), file
            assert item.advice
    pairs = {frozenset((f, row["duplicate_of"])) for f, row in expected.items() if row["duplicate_of"]}
    path = {d.id: d.path for d in sample.store.snapshot().records("documents")}
    found = {frozenset((path[d.document], path[d.of])) for d in sample.store.snapshot().records("duplicates")}
    assert found == pairs


def share(found: dict[str, Any], wanted: dict[str, str], same: Callable[[Any, str], bool]) -> float:
    right = [same(found[file], value) for file, value in wanted.items()]
    return sum(right) / len(right)


def test_metadata_is_what_the_covers_say(sample: Project, expected: dict[str, dict[str, str]]) -> None:
    rows = {f: r for f, r in expected.items() if r["expect"] == "document"}
    documents = {d.path: d for d in sample.store.snapshot().records("documents")}
    years = {f: d.year for f, d in documents.items()}
    assert share(years, {f: r["year"] for f, r in rows.items()}, lambda a, b: str(a or "") == b) >= 0.9
    genres = {f: d.genre for f, d in documents.items()}
    assert share(genres, {f: r["genre"] for f, r in rows.items()}, lambda a, b: a == b) >= 0.9
    titles = {f: d.title for f, d in documents.items()}
    wanted = {f: r["title"] for f, r in rows.items()}
    assert share(titles, wanted, lambda a, b: b.casefold()[:30] in a.casefold()) >= 0.9
    countries = {f: d.jurisdiction for f, d in documents.items()}
    assert share(countries, {f: r["country"] for f, r in rows.items()}, lambda a, b: a == b) >= 0.9


def test_every_offset_slices_back_to_the_text_it_claims(sample: Project) -> None:
    bundles = list(sample.view().bundles())
    assert all(
        any(getattr(bundle, layer) for bundle in bundles) for layer in ("mentions", "ties", "outcomes")
    )
    for bundle in bundles:
        blocks = {b.ordinal: b for b in bundle.blocks}
        passages = {p.id: p for p in bundle.passages}
        assert bundle.passages
        for passage in bundle.passages:
            for piece in passage.pieces:
                source = blocks[piece.block].text[piece.offset : piece.offset + piece.end - piece.start]
                assert passage.text[piece.start : piece.end] == source
        for mention in bundle.mentions:
            assert passages[mention.passage].text[mention.start : mention.end] == mention.text
            assert mention.page in passages[mention.passage].pages
        for tie in bundle.ties:
            # The other end may be written short ("the Board") or as a pronoun.
            sentence = " ".join(passages[tie.passage].text[tie.start : tie.end].split())
            assert tie.source_name in sentence or tie.target_name in sentence
        for outcome in bundle.outcomes:
            assert outcome.text in passages[outcome.passage].text[outcome.start : outcome.end]
        for block in bundle.blocks:
            for span in block.spans:
                assert 0 <= span.start < span.end <= len(block.text)
                assert span.box.x0 <= span.box.x1
                assert span.box.y0 <= span.box.y1


def test_search_by_meaning_puts_reshoring_first(sample: Project, expected: dict[str, dict[str, str]]) -> None:
    found = sample.view().search("bringing manufacturing back from overseas", n=3)
    assert len(found.hits) == 3
    for hit in found.hits:
        document = found.documents[hit.document]
        assert "reshoring" in expected[document.path]["themes"].split(";")
        assert 1 <= hit.page <= max(1, len(document.pages))
        assert hit.snippet


def test_filters_keep_only_what_they_name(sample: Project) -> None:
    everything = sample.view().search("apprenticeships and skills", n=50)
    assert len({h.document for h in everything.hits}) > 5
    ohio = sample.view().search(
        "apprenticeships and skills", sample.view().select(regions=["Ohio"], year="2010:2020"), n=50
    )
    assert ohio.hits
    for hit in ohio.hits:
        assert 2010 <= (ohio.documents[hit.document].year or 0) <= 2020
    shown = {p.id: p for p in sample.store.snapshot().records("passages")}
    assert all("US-OH" in shown[h.passage].regions for h in ohio.hits)
    themed = sample.view().search("training", sample.view().select(themes=["workforce_skills"]), n=50)
    assert themed.hits
    assert all("workforce_skills" in shown[h.passage].themes for h in themed.hits)
    scholarly = sample.view().documents(sample.view().select(types=["scholarly"]))
    assert set(scholarly["genre"]) == {"scholarly"}


def test_a_search_for_an_institution_finds_the_passages_that_name_it(sample: Project) -> None:
    frame = sample.view().institutions()
    name = str(frame.iloc[0]["name"])
    hits = sample.view().search("manufacturing", sample.view().select(institutions=[name]), n=50).hits
    forms = {name, *frame.iloc[0]["aliases"]}
    passages = {p.id: p.text for p in sample.store.snapshot().records("passages")}
    assert hits
    for hit in hits:
        assert any(form in " ".join(passages[hit.passage].split()) for form in forms)


def test_trends_count_each_document_once_a_cell(sample: Project) -> None:
    frame = sample.view().trends("reshoring", ["year"])
    counted = sample.view().documents()
    counted = counted[counted["duplicate_of"] == ""]
    assert frame["of_documents"].sum() == len(counted)
    assert (frame["documents"] <= frame["of_documents"]).all()
    assert frame["documents"].sum() >= 3
    regions = sample.view().trends("reshoring", ["region", "year"])
    assert {"US", "GB"} <= set(regions["region"])


def test_a_review_opens_on_its_evidence(sample: Project, tmp_path: Path) -> None:
    page = sample.view().report_theme("reshoring", out=tmp_path)
    text = page.read_text(encoding="utf8")
    assert sample.store.snapshot().id in text
    assert "<svg" in text
    assert "closer-to-home.pdf" in text or "Closer to Home" in text
    assert sample.view().report_theme("reshoring", out=tmp_path / "again").read_text(encoding="utf8") == text


def test_exported_pages_have_the_fields_of_the_gold(sample: Project, tmp_path: Path) -> None:
    out = tmp_path / "pages.jsonl"
    count = sample.view().export_pages(out)
    lines = [json.loads(line) for line in out.read_text(encoding="utf8").splitlines()]
    assert len(lines) == count
    assert len({(line["file"], line["page"]) for line in lines}) == count
    fields = {"file", "page", "institutions", "people", "places", "ties", "themes", "mentions", "outcomes"}
    assert all(fields <= line.keys() for line in lines)
    named = {i["name"] for line in lines for i in line["institutions"]}
    mentions = sample.store.snapshot().records("mentions")
    assert len(named) > 50
    assert named <= {m.text for m in mentions if m.kind is MentionKind.INSTITUTION}
    assert min(line["page"] for line in lines) == 1


def test_show_prints_rules_and_annotations(sample: Project, wr: Any) -> None:
    ran = wr("show", "closer-to-home.pdf", "-p", sample.root)
    assert ran.code == 0
    assert "2022" in ran.out
    assert "confidence" in ran.out
    ran = wr("show", "closer-to-home.pdf", "--page", "1", "-p", sample.root)
    assert "reshoring" in ran.out
    ran = wr("show", "closer-to-home.pdf", "--page", "99", "-p", sample.root)
    assert (ran.code, "pages 1 to" in ran.err) == (2, True)


@pytest.mark.parametrize("command", ["documents", "drops", "themes", "institutions", "check"])
def test_json_is_json(sample: Project, wr: Any, command: str) -> None:
    ran = wr(command, "--json", "-p", sample.root)
    assert ran.code == 0
    assert json.loads(ran.out)


@pytest.mark.slow
def test_the_demo_goes_through(wr: Any, tmp_path: Path) -> None:
    ran = wr("demo", "--dir", tmp_path / "demo")
    assert ran.code == 0, ran.err
    assert "r0001/report.html" in ran.out.replace("\n", "")
    assert "Try next" in ran.out


def test_the_python_of_the_readme_runs(sample: Project) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf8")
    names: dict[str, Any] = {}
    for code in re.findall(r"(?s)```python\n(.*?)```", readme):
        code = code.replace('"review"', repr(str(sample.root)))
        exec(code.replace("examples/drop", str(ROOT / "examples" / "drop")), names)
    assert names["bundle"].mentions
    assert names["found"].hits
    assert len(names["frame"]) > 10
