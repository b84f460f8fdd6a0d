"""The annotating stage: contract, determinism, other languages, hostile input."""

from __future__ import annotations

import time

import pytest

from tests.nlp.documents import bundle, from_blocks
from workingregions.corpus.enums import BlockKind, MentionKind
from workingregions.corpus.records import Block, Bundle
from workingregions.corpus.stage import fingerprint
from workingregions.nlp.annotate import Annotator

TEXT = (
    "Lancashire County Council and the University of Leeds opened a training centre in Preston in 2014.",
    "The Department of Energy funds the University of Leeds (UoL). It created 3,000 jobs in Lancashire, said "
    "Sarah Whitlock, Director of the Northern Forging Federation (NFF).",
)


def test_gives_what_it_declares() -> None:
    stage = Annotator()
    rows = (("Town", *(f"Jobs {year}" for year in range(2001, 2009))), *[("Preston", *["1,200"] * 8)] * 4)
    table = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    written = bundle(*TEXT).blocks
    statistics = Block(
        ordinal=len(written), page=1, kind=BlockKind.TABLE, text=table, document="d", cells=rows
    )
    done = stage(from_blocks(*written, statistics))
    for layer in stage.gives:
        assert getattr(done, layer)
    assert {m.kind for m in done.mentions} >= {MentionKind.INSTITUTION, MentionKind.PLACE}
    assert done.document.regions
    assert fingerprint(stage, {}, "x") == fingerprint(Annotator(), {}, "x")


def test_offsets_slice_back_and_ids_are_unique() -> None:
    done = Annotator()(bundle(*TEXT))
    text = {p.id: p.text for p in done.passages}
    assert all(text[m.passage][m.start : m.end] == m.text for m in done.mentions)
    assert len({m.id for m in done.mentions}) == len(done.mentions)
    assert all(text[t.passage][t.start : t.end] for t in done.ties)


def test_same_input_same_output_whatever_came_before() -> None:
    stage = Annotator()
    first = stage(bundle(*TEXT))
    stage(bundle("Siemens met Toyota in Paris."))
    assert stage(bundle(*TEXT)) == first
    assert Annotator()(bundle(*TEXT)) == first


def test_other_languages_are_left_without_annotations() -> None:
    done = Annotator()(bundle("Die Hoechst AG investiert in Frankfurt.", language="de"))
    for layer in (done.mentions, done.people, done.acronyms, done.ties, done.outcomes):
        assert layer == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "12 34 56",
        "\x00\x07 \ufffd",
        "生産は増加した",
        "word " * 10_000,
        "x" * 200_000,
        "Council, " * 2_000,
    ],
    ids=["empty", "blank", "digits", "control", "script", "endless", "unbroken", "list"],
)
def test_hostile_text(text: str) -> None:
    assert isinstance(Annotator()(bundle(text)), Bundle)


def test_a_list_of_500_pages_costs_in_proportion() -> None:
    """Twice the pages may cost three times as much, not four: nothing is quadratic."""

    def seconds(pages: int) -> float:
        names = [
            f"- {word} County Council, {n} jobs" for n in range(pages) for word in ("Kent", "Devon", "York")
        ]
        blocks = [
            Block(ordinal=i, page=i // 3 + 1, kind=BlockKind.LIST, text=name, document="d")
            for i, name in enumerate(names)
        ]
        whole = from_blocks(*blocks)
        start = time.process_time()
        assert len(Annotator()(whole).mentions) >= pages
        return time.process_time() - start

    seconds(20)
    assert seconds(500) < 3 * seconds(250) + 0.5


def test_order_of_documents_makes_no_difference() -> None:
    stage = Annotator()
    texts = [TEXT, ("Siemens met Toyota in Paris.",), ("The OECD advised the Welsh Government (WG).",)]
    forth = [stage(bundle(*t)) for t in texts]
    back = [stage(bundle(*t)) for t in reversed(texts)]
    assert forth == back[::-1]
