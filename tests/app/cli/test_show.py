"""A page with its annotations, on a terminal with and without colour."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from workingregions.app.cli.show import describe_pages, page_tables
from workingregions.corpus.enums import (
    BlockKind,
    Change,
    InstitutionType,
    MentionKind,
    Modality,
    OutcomeKind,
    Relation,
    Scale,
)
from workingregions.corpus.errors import NotFoundError
from workingregions.corpus.records import (
    Block,
    Bundle,
    Dataset,
    Document,
    Mention,
    Outcome,
    Page,
    Passage,
    Person,
    Piece,
    Source,
    Tie,
)

TEXT = "Ties\nAkron Works funds Kent Board in Kent. Ann Lee, its head, promises 40 jobs."
AT: dict[str, Any] = {"document": "d", "passage": "p", "page": 1}


def mention(
    text: str, kind: MentionKind, place: str = "", *, counted: bool = True, after: int = 0
) -> Mention:
    start = TEXT.index(text, after)
    what = kind is MentionKind.INSTITUTION
    return Mention(
        id=f"m{start}", **AT, start=start, end=start + len(text), kind=kind, text=text, entity=text.lower(),
        confidence=0.91, type=InstitutionType.LABOUR_INTERMEDIARY if what else None,
        scale=Scale.LOCAL if what else None, place=place, counted=counted,
    )  # fmt: skip


@pytest.fixture
def bundle() -> Bundle:
    """One page with a heading and a paragraph, and a second page without text."""
    start, jobs = TEXT.index("Ann"), TEXT.index("40 jobs")
    return Bundle(
        source=Source(sha256="", path="plan.pdf", media_type="", bytes=0, drop=""),
        document=Document(
            id="d", sha256="", path="plan.pdf", title="Plan",
            pages=(Page(number=1, width=1, height=1), Page(number=2, width=1, height=1)),
        ),
        blocks=(
            Block(ordinal=0, page=1, kind=BlockKind.HEADING, text="Ties"),
            Block(ordinal=1, page=1, kind=BlockKind.PARAGRAPH, text=TEXT[5:]),
        ),
        passages=(
            Passage(
                id="p", document="d", ordinal=0, pages=(1,), first_block=0, last_block=1, text=TEXT,
                section=("Report", "Ties"), pieces=(Piece(start=0, end=4, block=0, page=1, offset=0),
                Piece(start=5, end=len(TEXT), block=1, page=1, offset=0)),
            ),
        ),
        mentions=(
            mention("Akron Works", MentionKind.INSTITUTION),
            mention("Kent Board", MentionKind.INSTITUTION, counted=False),
            mention("Kent", MentionKind.PLACE, "Kent, OH", after=TEXT.index("in Kent")),
        ),
        people=(Person(**AT, start=start, end=start + 7, name="Ann Lee", role="head"),),
        ties=(
            Tie(
                **AT, start=5, end=42, source="a", relation=Relation.FUNDS, target="b",
                source_name="Akron Works", target_name="Kent Board", modality=Modality.ASSERTED,
                confidence=0.8,
            ),
        ),
        outcomes=(
            Outcome(
                **AT, start=jobs, end=jobs + 7, kind=OutcomeKind.JOBS, text="40 jobs", value=40,
                value_high=50, unit="persons", promised=True, place="US-OH", confidence=0.7,
                period="by 2020", change=Change.GAINED,
            ),
        ),
        datasets=(
            Dataset(
                **{k: v for k, v in AT.items() if k in ("document", "passage", "page")}, block=0, first=2001,
                caption="Jobs by town", kinds=(OutcomeKind.JOBS,), rows=8, columns=5, figures=40, last=2005,
            ),
        ),
    )  # fmt: skip


def printed(bundle: Bundle, pages: list[int], *, colour: bool) -> str:
    out = io.StringIO()
    describe_pages(Console(file=out, force_terminal=colour, width=200, highlight=False), bundle, pages)
    return out.getvalue()


def test_without_colour_the_kind_stands_behind_each_name(bundle: Bundle) -> None:
    text = printed(bundle, [1], colour=False)
    assert "Akron Works [institution 0.91] funds Kent Board [institution 0.91] in Kent [place 0.91]." in text
    assert "Ann Lee [person 1.00]" in text
    assert "\x1b" not in text
    assert "Plan, page 1 of 2" in text


def test_in_colour_the_legend_names_the_kinds_that_are_there(
    bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    text = printed(bundle, [1, 2], colour=True)
    assert "\x1b[1;36mAkron Works" in text
    assert "[institution" not in text
    legend = text.partition("In colour")[2].partition("\n")[0]
    assert "person" in legend
    assert "law" not in legend
    assert text.count("In colour") == 1
    assert "There is no text on this page." in text
    monkeypatch.setenv("NO_COLOR", "1")
    assert "[institution 0.91]" in printed(bundle, [1], colour=True)


def test_what_was_found_stands_below_the_page(bundle: Bundle) -> None:
    tables = {heading: rows for heading, _, rows in page_tables(bundle, 1)}
    assert tables == {
        "Institutions": (
            ("Akron Works", "labour intermediary", "local", "0.91", ""),
            ("Kent Board", "labour intermediary", "local", "0.91", "not counted"),
        ),
        "Places": (("Kent", "Kent, Ohio, United States", "city", "Kent, OH", "0.91"),),
        "People": (("Ann Lee", "head", "", "1.00"),),
        "Ties": (("Akron Works", "funds", "Kent Board", "asserted", "0.80"),),
        "Outcomes": (
            ("jobs", "40 jobs", "40 to 50 persons", "promised", "gained", "Ohio", "by 2020", "", "0.70"),
        ),
        "Tables of statistics": (("Jobs by town", "jobs", "40", "2001-2005"),),
    }
    assert page_tables(bundle, 2) == []


def test_a_page_that_is_not_there_is_told(bundle: Bundle) -> None:
    with pytest.raises(NotFoundError, match="pages 1 to 2"):
        describe_pages(Console(file=io.StringIO()), bundle, [1, 3])
