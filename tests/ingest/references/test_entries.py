"""Reference lists and citing notes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workingregions.corpus.enums import BlockKind
from workingregions.corpus.records import Block, Box, Document, Reference, Span
from workingregions.ingest.references.citation import parse_reference, split_authors, surname
from workingregions.ingest.references.entries import find_references
from workingregions.ingest.references.works import is_other_title, match_references


def blocks(*rows: tuple[BlockKind, str]) -> tuple[Block, ...]:
    return tuple(
        Block(ordinal=n, page=n // 4 + 1, kind=kind, text=text, document="d1")
        for n, (kind, text) in enumerate(rows)
    )


@pytest.mark.parametrize(
    ("text", "authors", "year", "title"),
    [
        (
            "Miller, A. B., & de Vries, J. (2014). Mills and masters: A history. Towns, 4(2), 18-19.",
            ("Miller, A. B.", "de Vries, J."),
            2014,
            "Mills and masters: A history",
        ),
        (
            "Wu X, Ramsey M and Holt M (2015a) Town capacity. Towns and Society 34(3): 165–171.",
            ("Wu X", "Ramsey M", "Holt M"),
            2015,
            "Town capacity",
        ),
        (
            "Weber, H./Maier, J. (1995): Neue Arbeit im Tal. In: Stadtführung 1995: 24-31.",
            ("Weber, H.", "Maier, J."),
            1995,
            "Neue Arbeit im Tal",
        ),
        (
            "OECD 2013. Growth in Valleys: The Role of Mills. Paris.",
            ("OECD",),
            2013,
            "Growth in Valleys: The Role of Mills",
        ),
        (
            "Storm, Michael. 1997. The Mill World. New York: Guild.",
            ("Storm, Michael",),
            1997,
            "The Mill World",
        ),
        (
            "[12] J. Smith and P. Jones, “A theory of mills,” J. Mill Sci., vol. 12, no. 3, pp. 1–9, 2011.",
            ("J. Smith", "P. Jones"),
            2011,
            "A theory of mills",
        ),
        (
            "Smith J, Jones P. A theory of mills in trouble. Mill Stud. 2011;12(3):1-9.",
            ("Smith J", "Jones P"),
            2011,
            "A theory of mills in trouble",
        ),
        (
            "Michael Porter, The Advantage of Mills (New York: Free Press, 1990), p. 12.",
            ("Michael Porter",),
            1990,
            "The Advantage of Mills",
        ),
        (
            "Mill Commission (2010) ‘Mills 2020: A strategy for growth’, MC(2010) 2020 final.",
            ("Mill Commission",),
            2010,
            "Mills 2020: A strategy for growth",
        ),
        (
            "Bach, John and Iain Bell. “Towns after the mills.” Journal of Towns 46, No. 4 (2017): 745-763.",
            ("Bach, John", "Iain Bell"),
            2017,
            "Towns after the mills",
        ),
        (
            "Roe J, Poe S. Slag heaps of the north. J Reg Sund. 2008;3(1):1-12.",
            ("Roe J", "Poe S"),
            2008,
            "Slag heaps of the north",
        ),
        (
            "O'Hare M, van der Berg J, Öberg-Lind KL, et al. Moulders in age. Reg Sund. 2009 Mar;4(2):1-9.",
            ("O'Hare M", "van der Berg J", "Öberg-Lind KL"),
            2009,
            "Moulders in age",
        ),
        (
            "Roe J, Poe S: Who casts? A survey of foundries. BMJ 2011, 342:1-9.",
            ("Roe J", "Poe S"),
            2011,
            "Who casts? A survey of foundries",
        ),
        (
            "Roe, J. (2011) 'Who casts', Journal of Iron, 3(2), pp. 1-9.",
            ("Roe, J.",),
            2011,
            "Who casts",
        ),
    ],
)
def test_entries_of_many_styles_are_read(text: str, authors: tuple[str, ...], year: int, title: str) -> None:
    found = parse_reference(text)
    assert (found.authors, found.year, found.title) == (authors, year, title)


def test_a_doi_is_taken_and_page_numbers_are_no_year() -> None:
    found = parse_reference("Lee, A. (1999). Mills. Towns, 40(9), 1745–1760. https://doi.org/10.1000/AB.1.")
    assert (found.year, found.doi) == (1999, "10.1000/ab.1")
    assert parse_reference("Towns and Mills Review, 40(9), 1745–1760.").year is None


def test_a_list_is_found_under_its_heading_and_ends_with_the_next() -> None:
    entry = "Lee, A. ({}). Mills of the valley. Journal of Towns, 4(2), 1-9."
    found = find_references(
        blocks(
            (BlockKind.PARAGRAPH, "Lee, A. (1990). This is running text and no reference."),
            (BlockKind.HEADING, "7. References"),
            (BlockKind.PARAGRAPH, entry.format(2001)),
            (BlockKind.PARAGRAPH, entry.format(2002)),
            (BlockKind.HEADING, "Appendix"),
            (BlockKind.PARAGRAPH, entry.format(2003)),
            (BlockKind.REFERENCE, entry.format(2004)),
        )
    )
    assert [reference.year for reference in found] == [2001, 2002, 2004]
    assert [reference.ordinal for reference in found] == [0, 1, 2]
    assert {reference.document for reference in found} == {"d1"}


def test_one_block_with_many_entries_is_cut_by_author_and_year() -> None:
    text = (
        "Adams, B. (2001). Mills of the west. Journal of Towns, 4(2), 1-9. "
        "Brown, C. and Dale, E. F. (2003a) Valleys at work. London: Ox Press. "
        "Office for Mills (2005) Annual statement on the mills. London: HMSO."
    )
    found = find_references(blocks((BlockKind.REFERENCE, text)))
    assert [reference.year for reference in found] == [2001, 2003, 2005]


def test_one_block_with_numbered_entries_is_cut_by_number() -> None:
    text = "[1] A. Lee, “Mills,” Towns, 2001. [2] B. Fox, “Valleys,” Towns, 2002. [3] C. Day, “Looms,” 2003."
    assert [r.year for r in find_references(blocks((BlockKind.REFERENCE, text)))] == [2001, 2002, 2003]


def test_hanging_indents_cut_a_block() -> None:
    lines = [
        ("Adams, B., The mills of the western valleys and", 50.0),
        ("their owners, Ox Press, 2001", 70.0),
        ("Brown, C., Valleys at work in the north, London,", 50.0),
        ("Guild, 2003", 70.0),
    ]
    text, spans = "", []
    for number, (line, x) in enumerate(lines):
        start = len(text) + bool(text)
        text = f"{text} {line}".strip()
        box = Box(x, 100 + 12 * number, 300, 110 + 12 * number)
        spans.append(Span(start=start, end=start + len(line), page=1, box=box))
    block = Block(ordinal=0, page=1, kind=BlockKind.REFERENCE, text=text, spans=tuple(spans))
    assert [reference.text[:5] for reference in find_references([block])] == ["Adams", "Brown"]


def test_an_entry_cut_by_a_page_break_is_joined() -> None:
    found = find_references(
        blocks(
            (BlockKind.REFERENCE, "Adams, B. (2001). Mills of the western valleys and their"),
            (BlockKind.REFERENCE, "owners since the war. Journal of Towns, 4(2), 1-9."),
            (BlockKind.REFERENCE, "Brown, C. (2003). Looms. London: Ox Press."),
        )
    )
    assert len(found) == 2
    assert found[0].title == "Mills of the western valleys and their owners since the war"


def test_a_dash_repeats_the_authors_before() -> None:
    found = find_references(
        blocks(
            (BlockKind.REFERENCE, "Adams, B. (2001). Mills of the west. Journal of Towns, 4(2), 1-9."),
            (BlockKind.REFERENCE, "——— (2003). Valleys at work. London: Ox Press."),
        )
    )
    assert (found[1].authors, found[1].year, found[1].title) == (("Adams, B.",), 2003, "Valleys at work")


def test_footnotes_give_citations_and_leave_remarks() -> None:
    found = find_references(
        blocks(
            (
                BlockKind.FOOTNOTE,
                "12 J. Smith, “A theory of mills”, Journal of Towns, vol. 12 (2011), pp. 1-9.",
            ),
            (BlockKind.FOOTNOTE, "13 Ibid., p. 4, 2011."),
            (BlockKind.FOOTNOTE, "14 In 2011 the mills were closed for a week because of the flood."),
            (BlockKind.FOOTNOTE, "15 Mary Poe, Looms and Law (London: Ox Press, 1984), p. 12."),
        )
    )
    assert [(r.title, r.year) for r in found] == [("A theory of mills", 2011), ("Looms and Law", 1984)]


def test_authors_keep_their_printed_form() -> None:
    assert split_authors("Smith, J., Poe, M. and Lee, A. B.") == ("Smith, J.", "Poe, M.", "Lee, A. B.")
    assert split_authors("Jane Smith, Tom Poe & Ann Lee") == ("Jane Smith", "Tom Poe", "Ann Lee")
    assert [surname(n) for n in ("Smith, J.", "Smith J", "Jane Smith", "de Vries, J.")] == [
        "smith",
        "smith",
        "smith",
        "de vries",
    ]


CORPUS = (
    Document(
        id="a1",
        sha256="",
        path="",
        title="Mills and masters in the western valleys: A history",
        authors=("Ann Miller",),
        year=2014,
        identifiers=("doi:10.1000/ab.1",),
    ),
    Document(
        id="b2",
        sha256="",
        path="",
        title="Annual report of the mill board",
        publisher="Mill Board",
        year=2010,
    ),
    Document(
        id="c3",
        sha256="",
        path="",
        title="Annual report of the mill board",
        publisher="Mill Board",
        year=2011,
    ),
    Document(id="d4", sha256="", path="", title="Mills", authors=("Ann Miller",), year=2014),
)


def cite(**fields: object) -> Reference:
    text = str(fields.get("title", "")) + " " + str(fields.get("doi", ""))
    return Reference(document="z9", ordinal=0, text=text, page=1, **fields)  # type: ignore[arg-type]


def test_references_link_by_doi_and_by_title_year_and_author() -> None:
    linked = match_references(
        [
            cite(doi="10.1000/AB.1"),
            cite(title="Mills and masters in the western valleys", year=2014, authors=("Miller, A.",)),
            cite(
                title="Mills and masters in the Western Valley: a history", year=2015, authors=("Miller, A.",)
            ),
            cite(title="Annual report of the mill board", year=2011, authors=("Mill Board",)),
        ],
        CORPUS,
    )
    assert [(r.target, r.score >= 0.82) for r in linked] == [
        ("a1", True),
        ("a1", True),
        ("a1", True),
        ("c3", True),
    ]
    assert linked[0].score == 1.0


@pytest.mark.parametrize(
    ("cited", "title", "other"),
    [
        ("Moulders of the North", "Moulders of the South", True),
        ("State of the towns 2014", "State of the towns 2015", True),
        ("Founding and fettling, part II", "Founding and fettling, part III", True),
        ("Training for foundries in Kent", "Finance for foundries in Kent", True),
        ("Moulders of the North", "Moulders of the North: a history", False),
        ("Moulders of the N0rth", "Moulders of the North", False),
        ("A policy for the foundry", "The policies for foundries", False),
    ],
)
def test_titles_that_differ_in_a_word_that_matters_are_two_works(cited: str, title: str, other: bool) -> None:
    assert is_other_title(cited, title) is other
    work = Document(id="b2", sha256="b2", path="b.pdf", title=title, year=2011, authors=("A. Poe",))
    (linked,) = match_references([cite(title=cited, authors=("Poe, A.",))], [work])
    assert not (other and linked.target)


def test_doubtful_references_stay_unlinked_and_nothing_cites_itself() -> None:
    linked = match_references(
        [
            cite(title="Mills", year=2014, authors=("Miller, A.",)),
            cite(title="Mills and masters in the eastern plains", year=1990, authors=("Poe, T.",)),
            cite(title="", year=2014),
            Reference(document="a1", ordinal=0, text="x", page=1, doi="10.1000/ab.1"),
        ],
        CORPUS,
    )
    assert [reference.target for reference in linked] == ["", "", "", ""]


@given(st.lists(st.text(max_size=400), max_size=6))
def test_any_text_is_cut_and_read_without_error(texts: list[str]) -> None:
    found = find_references(blocks(*[(BlockKind.REFERENCE, text) for text in texts]))
    assert [reference.ordinal for reference in found] == list(range(len(found)))
    assert match_references(found, CORPUS)[: len(found)] is not None
