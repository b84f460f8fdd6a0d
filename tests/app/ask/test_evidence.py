"""Evidence ids and quotes against stores that are changed under them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from workingregions.app.ask.evidence import evidence, evidence_ids, locate
from workingregions.app.project import Project
from workingregions.corpus.enums import BlockKind, MentionKind, Modality, OutcomeKind, Relation
from workingregions.corpus.errors import InputError
from workingregions.corpus.evidence import EvidenceId, EvidenceKind, EvidenceState, UnknownEvidenceError
from workingregions.corpus.records import (
    Block,
    Box,
    Bundle,
    Document,
    Mention,
    Outcome,
    Page,
    Passage,
    Source,
    Span,
    Tie,
)
from workingregions.corpus.store import Snapshot, Store
from workingregions.nlp.text.passages import segment
from workingregions.nlp.text.segmentation import sentences

COUNCIL = "The county council funds the workshop in Millbrook with £1.5 million."
PLAN = (
    "The valley has lost its foundries, and what is left of them is small.",
    f"{COUNCIL} The workshop employs 120 fitters and toolmakers. Nobody knows for how long.",
    "A second workshop is planned in Ashford. It waits for money from the ministry.",
)
OTHER = ("Harbours are dredged every spring.", "The ferry company asks for a deeper channel near the coast.")
SIZE = Page(number=1, width=600, height=800)


def bundle(path: str, paragraphs: Sequence[str], *, content: str = "", findings: bool = True) -> Bundle:
    """A document of one paragraph per line of a page, with a tie, an outcome and a mention where they are."""
    sha = hashlib.sha256((content or "".join(paragraphs)).encode()).hexdigest()
    key = sha[:16]
    blocks = tuple(
        Block(
            ordinal=i, page=1, kind=BlockKind.PARAGRAPH, text=text, document=key, spans=(line(i, text),)
        )
        for i, text in enumerate(paragraphs)
    )  # fmt: skip
    passages = segment(key, blocks)
    where: dict[str, Any] = {"document": key, "page": 1, "confidence": 0.9}
    mentions, ties, outcomes = [], [], []
    for passage in passages if findings else ():
        for start, end in sentences(passage.text):
            if passage.text[start:end] == COUNCIL:
                at = passage.text.index("county council", start)
                mentions.append(
                    Mention(id=f"{passage.id}-m", passage=passage.id, start=at, end=at + 14, entity="council",
                            text="county council", kind=MentionKind.INSTITUTION, **where)
                )  # fmt: skip
                for target in ("workshop", "Millbrook"):
                    ties.append(
                        Tie(passage=passage.id, start=start, end=end, source="a", target=target,
                            relation=Relation.FUNDS, source_name="county council", target_name=target,
                            modality=Modality.ASSERTED, **where)
                    )  # fmt: skip
            if (at := passage.text.find("120 fitters", start, end)) >= 0:
                outcomes.append(
                    Outcome(passage=passage.id, start=at, end=at + 11, kind=OutcomeKind.JOBS, value=120,
                            text="120 fitters", unit="persons", **where)
                )  # fmt: skip
    return Bundle(
        source=Source(sha256=sha, path=path, media_type="application/pdf", bytes=1, drop="d", location=path),
        document=Document(id=key, sha256=sha, path=path, title=path.title(), year=2014, pages=(SIZE,)),
        blocks=blocks, passages=passages,
        mentions=tuple(mentions), ties=tuple(ties), outcomes=tuple(outcomes),
    )  # fmt: skip


def line(number: int, text: str) -> Span:
    box = Box(100, 20 * number, 100 + 2 * len(text), 20 * number + 12)
    return Span(start=0, end=len(text), page=1, box=box)


Put = Callable[..., Snapshot]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Puts documents into one store, in place of all that it held, and gives the snapshot."""
    store = Store.create(tmp_path / "store")

    def write(*bundles: Bundle) -> Snapshot:
        gone = {s.sha256 for s in store.snapshot().records("sources")} - {b.source.sha256 for b in bundles}
        with store.writer() as writer:
            writer.replace("sources", "true", [b.source for b in bundles])
            writer.put(bundles, [], gone)
            writer.index()
            writer.commit("test")
        return store.snapshot()

    return write


def ids_of(snapshot: Snapshot, table: str) -> list[str]:
    return evidence_ids(snapshot, snapshot.records(table))


def sentence_id(snapshot: Snapshot, text: str = COUNCIL) -> str:
    (found,) = [e for e in locate(snapshot, text) if e.state is EvidenceState.EXACT]
    return found.id


@pytest.mark.parametrize(
    ("table", "kind", "quote"),
    [
        ("ties", EvidenceKind.TIE, COUNCIL),
        ("outcomes", EvidenceKind.OUTCOME, "120 fitters"),
        ("mentions", EvidenceKind.MENTION, "county council"),
        ("passages", EvidenceKind.PASSAGE, "\n".join(PLAN)),
    ],
)
def test_ids_lead_to_words_page_boxes_and_record(
    put: Put, table: str, kind: EvidenceKind, quote: str
) -> None:
    snapshot = put(bundle("plan.pdf", PLAN), bundle("other.pdf", OTHER, findings=False))
    records = [r for r in snapshot.records(table) if getattr(r, "text", quote).startswith(quote[:5])]
    named = evidence_ids(snapshot, records)
    assert len(set(named)) == len(records) >= 1
    for written, record in zip(named, records, strict=True):
        found = evidence(snapshot, written)
        assert (found.id, found.kind, found.state) == (written, kind, EvidenceState.EXACT)
        assert found.quote == quote
        assert found.record == record
        assert (found.file, found.pages, found.note, found.score) == ("plan.pdf", (1,), "", 1.0)
        assert found.citation == "(2014). Plan.Pdf. p. 1."
        (page,) = found.boxes
        assert (page.width, page.height, len(page.boxes)) == (
            600,
            800,
            3 if kind is EvidenceKind.PASSAGE else 1,
        )


def test_what_is_around_the_words(put: Put) -> None:
    snapshot = put(bundle("plan.pdf", PLAN))
    found = evidence(snapshot, ids_of(snapshot, "ties")[0])
    assert found.before == (PLAN[0] + "\n")[-32:]
    assert found.after == PLAN[1][len(COUNCIL) :][:32]
    (box,) = found.boxes[0].boxes
    # The sentence opens its line, whose characters are two points wide in this test.
    assert (box.x0, box.x1) == (100, 100 + 2 * len(COUNCIL))


def test_read_anew_into_other_passages_it_is_the_same(put: Put) -> None:
    before = put(bundle("plan.pdf", PLAN, content="same"))
    named = [*ids_of(before, "ties"), *ids_of(before, "mentions"), sentence_id(before)]
    cut = bundle("plan.pdf", (PLAN[0], COUNCIL, PLAN[1][len(COUNCIL) + 1 :], *PLAN[2:]), content="same")
    after = put(replace(cut, blocks=cut.blocks))
    for written in named:
        found = evidence(after, written)
        assert (found.state, found.id) == (EvidenceState.EXACT, written)
        assert found.record is not None or found.kind is EvidenceKind.QUOTE


def test_an_updated_file_is_found_by_its_name(put: Put) -> None:
    old = put(bundle("2014/plan.pdf", PLAN))
    tie, mention = ids_of(old, "ties")[0], ids_of(old, "mentions")[0]
    new = put(bundle("2015/Plan.pdf", ("A new foreword.", *PLAN)), bundle("other.pdf", OTHER))
    found = evidence(new, tie)
    assert found.state is EvidenceState.EXACT
    assert "updated" in found.note
    assert found.record == new.records("ties")[0]
    assert evidence(new, found.id).note == ""
    assert evidence(new, mention).quote == "county council"


def test_changed_words_are_shown_with_what_changed(put: Put) -> None:
    old = put(bundle("plan.pdf", PLAN))
    named = ids_of(old, "ties")[0]
    text = PLAN[1].replace("£1.5 million", "£15 million, in two parts")
    found = evidence(put(bundle("plan.pdf", (PLAN[0], text, PLAN[2]))), named)
    assert found.state is EvidenceState.CHANGED
    assert found.quote == "The county council funds the workshop in Millbrook with £15 million, in two parts."
    assert 0 < found.score < 1
    assert "key words remain" in found.note
    assert found.id != named


def test_moved_words(put: Put) -> None:
    old = put(bundle("plan.pdf", PLAN))
    named = sentence_id(old)
    found = evidence(
        put(bundle("plan.pdf", ("An annex.", "It repeats: " + COUNCIL, "End of it all."))), named
    )
    assert found.state is EvidenceState.MOVED
    assert found.quote == COUNCIL.rstrip(".")


def test_words_that_are_gone_are_an_answer(put: Put) -> None:
    old = put(bundle("plan.pdf", PLAN))
    named = ids_of(old, "ties")[0]
    found = evidence(put(bundle("plan.pdf", OTHER, findings=False)), named)
    assert (found.state, found.quote, found.boxes, found.id) == (EvidenceState.GONE, "", (), named)
    assert (found.file, found.score) == ("plan.pdf", 0.0)


def test_a_document_that_is_not_there_is_an_error(put: Put) -> None:
    old = put(bundle("plan.pdf", PLAN))
    named = sentence_id(old)
    new = put(bundle("other.pdf", OTHER))
    with pytest.raises(UnknownEvidenceError, match="not in this project"):
        evidence(new, named)
    with pytest.raises(
        UnknownEvidenceError, match=r"'plan.pdf', which was in snapshot s000001 and is not in"
    ):
        evidence(new, named, older=[old])
    assert evidence(old, named).state is EvidenceState.EXACT


def test_words_said_twice_are_told_apart(put: Put) -> None:
    text = "Jobs in the north rose by 500 last year. " * 2 + "Jobs in the south rose by 500 last year."
    plan = bundle("plan.pdf", (text,), findings=False)
    snapshot = put(plan)
    (passage,) = snapshot.records("passages")
    wanted = [mention_at(passage, m) for m in _places(text, "rose by 500")]
    named = evidence_ids(snapshot, wanted)
    assert len(set(named)) == 3
    assert [evidence(snapshot, n).start for n in named] == [s.start for s in wanted]


def _places(text: str, part: str) -> list[int]:
    return [i for i in range(len(text)) if text.startswith(part, i)]


def mention_at(passage: Passage, at: int) -> Mention:
    return Mention(
        id=f"m{at}", document=passage.document, passage=passage.id, page=1, start=at, end=at + 11,
        kind=MentionKind.LAW, text="rose by 500", entity="x", confidence=1.0,
    )  # fmt: skip


def test_words_without_letters_have_no_id(put: Put) -> None:
    snapshot = put(bundle("plan.pdf", ("* * *", "•", PLAN[0]), findings=False))
    (passage,) = snapshot.records("passages")
    stars = replace(mention_at(passage, 0), end=5)
    assert evidence_ids(snapshot, [stars, replace(stars, passage="nowhere")]) == ["", ""]


# --- quotes


@pytest.mark.parametrize(
    "quote",
    [
        COUNCIL,
        "the COUNTY council  funds\nthe work-\nshop in Millbrook",
        "“funds the workshop in Millbrook”",
        "The county council funds ... with £1.5 million",
        "county council […] employs 120 ﬁtters",
    ],
)
def test_quotes_are_found_letter_for_letter(put: Put, quote: str) -> None:
    snapshot = put(bundle("other.pdf", OTHER), bundle("plan.pdf", PLAN))
    (found, *more) = locate(snapshot, quote)
    assert not more
    assert (found.state, found.score, found.file) == (EvidenceState.EXACT, 1.0, "plan.pdf")
    assert found.quote[:5].lower() in quote.lower()
    assert evidence(snapshot, found.id).quote == found.quote


@pytest.mark.parametrize(
    "quote",
    [
        "The c0unty councii funds tbe workshop in Millbrook",  # as OCR reads it
        "The county council finances the workshop in Millbrook",
        "county counc1l funds ... w1th £1.5 million",
    ],
)
def test_damaged_quotes_are_found_with_a_score(put: Put, quote: str) -> None:
    snapshot = put(bundle("other.pdf", OTHER), bundle("plan.pdf", PLAN))
    (found,) = locate(snapshot, quote)
    assert found.state is EvidenceState.CHANGED
    assert 0.85 <= found.score < 1
    assert found.quote.lower().startswith(("the county", "county"))
    assert found.quote.rstrip(".").endswith(("Millbrook", "million"))


def test_a_quote_over_two_passages(put: Put) -> None:
    long = [f"Sentence number {i} of the first part tells of workshop {i}." for i in range(60)]
    snapshot = put(bundle("plan.pdf", (" ".join(long),), findings=False))
    assert len(snapshot.records("passages")) > 1
    first = snapshot.records("passages")[0].text
    quote = first[-80:] + " " + snapshot.records("passages")[1].text[:80]
    (found,) = locate(snapshot, quote)
    assert found.state is EvidenceState.EXACT
    assert evidence(snapshot, found.id).quote == found.quote


def test_what_no_document_has_is_not_found(put: Put) -> None:
    snapshot = put(bundle("other.pdf", OTHER), bundle("plan.pdf", PLAN))
    assert locate(snapshot, "The moon landing was paid for by the cheese makers of Wensleydale") == []
    assert locate(snapshot, "council ... zeppelins over Ashford") == []
    assert locate(snapshot, "zzz") == []
    with pytest.raises(InputError, match="no letters"):
        locate(snapshot, " … ")


def test_an_ellipsis_leaves_as_little_out_as_it_can(put: Put) -> None:
    snapshot = put(bundle("plan.pdf", ("The council met. The council sat. The council paid the bill.",)))
    (found,) = locate(snapshot, "council … the bill")
    assert found.quote == "council paid the bill"
    assert [e.quote for e in locate(snapshot, "paid")] == ["paid"]


def test_one_document_alone_is_searched(put: Put) -> None:
    snapshot = put(bundle("a.pdf", PLAN), bundle("b.pdf", (*PLAN, *OTHER)))
    assert {e.file for e in locate(snapshot, COUNCIL)} == {"a.pdf", "b.pdf"}
    document = next(d for d in snapshot.records("documents") if d.path == "b.pdf")
    assert {e.file for e in locate(snapshot, COUNCIL, document)} == {"b.pdf"}
    assert len(locate(snapshot, COUNCIL, most=1)) == 1


# --- the command line


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = Project.create(tmp_path / "project")
    plan = bundle("plan.pdf", PLAN)
    with project.store.writer() as writer:
        writer.replace("sources", "", [plan.source])
        writer.put([plan], [])
        writer.index()
        writer.commit("test")
    return project


def test_commands(project: Project, wr: Any) -> None:
    ran = wr("locate", "funds the workshop", "--json", "-p", project.root)
    (row,) = json.loads(ran.out)
    assert EvidenceId.parse(row["id"]).kind is EvidenceKind.QUOTE
    shown = wr("evidence", row["id"], "-p", project.root)
    assert shown.code == 0
    assert "funds the workshop" in shown.out
    assert "page 1: 138.0 20.0 174.0 32.0" in shown.out  # 19 characters of two points into the line
    again = json.loads(wr("evidence", row["id"], "--json", "-p", project.root).out)
    assert again == row
    assert set(again) >= {"kind", "state", "quote", "before", "after", "boxes", "citation", "record"}
    assert "plan.pdf" in wr("locate", "funds the workshop", "--in", "plan.pdf", "-p", project.root).out
    assert "No document contains these words" in wr("locate", "flying saucers", "-p", project.root).out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nonsense", "is not an evidence id"),
        ("wr1.s.04hmasw9002d.0209v5kfpxp.ja2cxzy2tar4hq4d8k.030005sfk", "mistyped"),
        ("wr1.s.04hmasw9002d.0209v5kfpxp.ja2cxzy2tar4hq4d8k.030005sfj", "not in this project"),
    ],
)
def test_commands_refuse_what_is_no_id_of_this_project(
    project: Project, wr: Any, text: str, message: str
) -> None:
    ran = wr("evidence", text, "-p", project.root)
    assert ran.code == 2
    assert message in ran.err
