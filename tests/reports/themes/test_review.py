"""The thematic review as a report: its sections, its numbers and its words, over a made-up corpus."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise

import networkx as nx
import pytest

from tests.reports.themes import review_sample as sample
from workingregions.corpus.enums import Change, Modality, OutcomeKind, Relation
from workingregions.corpus.records import Outcome, Tie
from workingregions.reports.report import Basis, Quotation, Report, Stance, report_json
from workingregions.reports.themes import build_review
from workingregions.reports.themes.desk import Desk

SECTIONS = {
    "summary",
    "scope",
    "flow",
    "composition",
    "definition",
    "years",
    "regions",
    "strands",
    "actors",
    "outcomes",
    "differences",
    "contradictions",
    "voices",
    "silence",
    "robustness",
    "methods",
}
WRONG = (
    r"(?<!-)\b(?:1|one) (?:documents|passages|files|pages|publishers|institutions|labels|figures|pairs)\b",
    r"\b(?:[2-9]|\d\d+|two|three|four|five|six|seven|eight|nine) (?:document|passage|file|page|pair)\b",
    r"\b(?:the the|a a|an an|of of|is is|are are|a an)\b",
    r"\ba [aeio]\w",
    r"\ban [bcdfgjklmnpqrstvwxyz]\w",
    r" [,.;:]",
    r",,|\.\.|;;",
    r"\bnan\b|None\b(?! of| occurs| even)|\bTrue\b",
    r"^[a-z]",
    r"_",
)
"""What no sentence of a review holds: nouns that do not agree, words twice, stray punctuation."""


@pytest.fixture(scope="module")
def report() -> Report:
    return build_review(sample.material())


def texts(report: Report) -> list[str]:
    return [claim.text for claim in report.claims()]


def numbers(report: Report) -> dict[str, float]:
    return {number.name: number.value for claim in report.claims() for number in claim.numbers}


def test_it_has_every_section_and_begins_with_what_was_found(report: Report) -> None:
    assert {section.id for section in report.walk()} >= SECTIONS
    assert report.sections[0].id == "summary"
    first = next(iter(report.claims()))
    assert first.text.startswith("Up to half of this corpus is about reshoring: 30 of the 60 documents") or (
        first.text.startswith("Half or more of this corpus is about reshoring: 30 of the 60 documents")
    )
    assert first.evidence


def test_every_number_equals_a_count_over_the_records(report: Report) -> None:
    m, found = sample.material(), numbers(report)
    own = {p.document for p in m.passages}
    assert found["documents.about"] == len(own) == 30
    assert found["documents.all"] == 60
    assert found["passages.about"] == len(m.passages)
    assert found["flow.found"] == 61
    assert found["flow.failed"] == 1
    assert found["flow.included"] == 30
    for year in {d.year for d in m.documents if d.year}:
        if f"year.{year}.about" in found:
            assert found[f"year.{year}.about"] == sum(d.id in own and d.year == year for d in m.documents)
    us = [d for d in m.documents if any(r.region.startswith("US") for r in d.regions)]
    assert found["region.US.all"] == len(us)
    assert found["region.US.about"] == sum(d.id in own for d in us)


def test_every_sentence_is_a_claim_of_correct_english(report: Report) -> None:
    faults = [(pattern, text) for text in texts(report) for pattern in WRONG if re.search(pattern, text)]
    assert not faults
    assert {claim.basis for claim in report.claims()} == set(Basis)


def test_quotations_are_whole_sentences_of_different_documents(report: Report) -> None:
    shown = [block for block in report.blocks() if isinstance(block, Quotation) and block.stance]
    assert {block.stance for block in shown} == set(Stance)
    for stance in Stance:
        owners = [report.quotes[b.evidence].document for b in shown if b.stance is stance]
        assert len(owners) == len(set(owners)) > 1
    every = {sentence.split(" {")[0][:14] for sentence in sample.SENTENCES}
    for block in shown:
        text = report.quotes[block.evidence].text
        assert text[0].isupper()
        assert text[-1] == "."
        assert any(text.startswith(start[:8]) for start in every)


def test_quotes_are_the_words_of_their_passages(report: Report) -> None:
    passages = {p.id: p for p in sample.material().passages}
    for quote in report.quotes.values():
        passage = passages[quote.id.split(".")[2]]
        assert quote.text in " ".join(passage.text.split())
        assert quote.document == passage.document
        assert quote.page in passage.pages


def test_the_same_records_in_another_order_give_the_same_report() -> None:
    m = sample.material()
    turned = replace(
        m,
        documents=m.documents[::-1],
        passages=m.passages[::-1],
        scores=m.scores[::-1],
        mentions=m.mentions[::-1],
        entities=m.entities[::-1],
        names=m.names[::-1],
    )
    assert report_json(build_review(turned)) == report_json(build_review(m))


def test_a_theme_without_passages_gives_a_short_honest_report() -> None:
    report = build_review(sample.material(12, ("offshoring",)))
    assert len(report.sections) <= 7
    first = next(iter(report.claims())).text
    assert first.startswith("None of the 12 documents of this corpus is about offshoring.")
    assert "at most" in first
    assert not report.references
    assert not [t for t in texts(report) if any(re.search(p, t) for p in WRONG)]


@pytest.mark.parametrize("documents", [1, 2, 3, 5, 9])
def test_small_corpora_are_described_in_correct_english(documents: int) -> None:
    report = build_review(sample.material(documents))
    assert not [t for t in texts(report) if any(re.search(p, t) for p in WRONG)]


def test_several_themes_are_one_subject_and_counted_apart() -> None:
    report = build_review(sample.material(60, ("reshoring", "supply_chains")))
    assert report.title == "Reshoring and supply chains"
    (table,) = [table for table in report.tables() if table.id == "themes"]
    counts = {row.cells[0].value: row.cells[1].value for row in table.rows}
    assert counts == {"Reshoring": 30, "Supply chains": 15}
    assert numbers(report)["documents.about"] == 30


def test_support_names_documents_and_publishers(report: Report) -> None:
    said = next(c.text for c in report.claims() if c.id == "actors.top")
    assert re.search(r"documents(?: by (?:two|three|four) publishers|, all by )", said)


def test_what_is_promised_stands_apart_from_what_is_reported() -> None:
    m = sample.material()
    first, second = m.passages[0], m.passages[1]

    def claim(passage: object, value: float, *, promised: bool) -> Outcome:
        p = first if passage is first else second
        start = p.text.index("between") if "between" in p.text else 0
        return Outcome(
            document=p.document,
            passage=p.id,
            page=p.pages[0],
            start=start,
            end=start + 7,
            kind=OutcomeKind.JOBS,
            text=f"{value:.0f} jobs",
            value=value,
            unit="persons",
            promised=promised,
            change=Change.GAINED,
        )

    report = build_review(
        replace(m, outcomes=[claim(first, 40, promised=True), claim(second, 30, promised=False)])
    )
    found = numbers(report)
    assert (found["outcomes"], found["outcomes.promised"], found["outcomes.reported"]) == (2, 1, 1)
    told = {
        c.id.split(".")[1]: c.text for c in report.claims() if c.id.startswith("outcomes.") and c.evidence
    }
    assert "a gain of 40 jobs" in told["promised"]
    assert "a gain of 30 jobs" in told["reported"]


def test_a_tie_that_is_denied_elsewhere_is_a_contradiction() -> None:
    m = sample.material()
    one, other = m.passages[0], m.passages[4]
    ends = ("Tamebridge Partnership", "Department for Industry")
    ties = [
        Tie(
            document=p.document,
            passage=p.id,
            page=p.pages[0],
            start=45,
            end=len(p.text),
            source=ends[0].casefold(),
            relation=Relation.FUNDS,
            target=ends[1].casefold(),
            source_name=ends[0],
            target_name=ends[1],
            modality=modality,
            confidence=0.9,
        )
        for p, modality in ((one, Modality.ASSERTED), (other, Modality.NEGATED))
    ]
    report = build_review(replace(m, ties=ties))
    claim = next(c for c in report.claims() if c.id == "contradictions.0")
    assert "states it" in claim.text
    assert "denies it" in claim.text
    assert len(claim.evidence) == 2
    assert {report.quotes[i].document for i in claim.evidence} == {one.document, other.document}


def test_ties_are_drawn_and_come_as_a_network_without_those_that_are_denied() -> None:
    m = sample.material()
    bodies = ["Tamebridge Partnership", "Department for Industry", "Tame College", "Foundry Union"]
    denied = ("Foundry Union", "Tame College")
    pairs = [*((a, b) for a, b in pairwise(bodies)), denied]
    ties = [
        Tie(
            document=p.document,
            passage=p.id,
            page=p.pages[0],
            start=45,
            end=len(p.text),
            source=source.casefold(),
            relation=Relation.FUNDS,
            target=target.casefold(),
            source_name=source,
            target_name=target,
            modality=Modality.NEGATED if (source, target) == denied else Modality.ASSERTED,
            confidence=0.9,
        )
        for p, (source, target) in zip(m.passages, pairs, strict=False)
    ]
    report = build_review(replace(m, ties=ties))
    figure = next(f for f in report.figures() if f.id == "ties-figure")
    assert {(row.cells[0].value, row.cells[2].value) for row in figure.data.rows} == set(pairs[:3])
    assert all(row.cells[1].evidence for row in figure.data.rows)
    assert all(name in re.sub(r"</tspan><tspan[^>]*>", " ", figure.svg) for name in bodies)
    network, regions = report.attachments
    features = json.loads(regions.content)["features"]
    shown = next(t for t in report.tables() if t.id == "regions-data")
    counts = {f["properties"]["name"]: f["properties"]["about"] for f in features}
    assert counts
    assert counts.items() <= {row.cells[0].value: row.cells[1].value for row in shown.rows}.items()
    graph = nx.parse_graphml(network.content.decode(), force_multigraph=True)
    names = nx.get_node_attributes(graph, "name")
    assert {(names[a], names[b]) for a, b in graph.edges()} == set(pairs[:3])
    few = build_review(replace(m, ties=ties[:2]))
    assert "ties-figure" not in {f.id for f in few.figures()}


def test_rejected_passages_are_told_from_absent_and_unsearched_ones(report: Report) -> None:
    parts = {s.id: s for s in report.walk() if s.id.startswith("silence-")}
    assert list(parts) == ["silence-unsearched", "silence-absent", "silence-rejected"]
    said = {ident: " ".join(c.text for b in s.blocks for c in b.claims) for ident, s in parts.items()}
    assert "minutes.pdf" in said["silence-unsearched"]
    assert "No passage was rejected by a person." in said["silence-rejected"]


def test_evidence_of_a_count_is_capped_and_the_likeliest() -> None:
    desk = Desk.lay(sample.material())
    taken = desk.evidence(desk.covered, 3)
    best = sorted(desk.covered, key=lambda d: (-max(desk.about[p] for p in desk.passages_of(d)), d))[:3]
    assert {desk.quotes[i].document for i in taken} == set(best)
