from __future__ import annotations

import io
from pathlib import Path

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas
from reportlab.platypus import Table as DrawnTable

from workingregions.ingest.pdf.tables import Rules, tables, tables_in_words
from workingregions.ingest.pdf.tables.text import is_number
from workingregions.ingest.pdf.words import PageWord

ROWS = [
    ["Region", "Firms", "Jobs", "Share"],
    ["Northern valley", "1,204", "18,300", "4.1%"],
    ["Lake district", "877", "9,120", "2.6%"],
    ["Harbour towns", "2,310", "40,015", "8.8%"],
    ["Upland", "96", "710", "0.4%"],
]
SENTENCE = (
    "The board agreed that training places for fitters and welders would be paid for by the county, while "
    "firms would offer work to those who finish the course, and that the college would report each year. "
)


def drawn(style: list[tuple[object, ...]], rows: list[list[str]] = ROWS) -> bytes:
    buffer = io.BytesIO()
    page = canvas.Canvas(buffer, pagesize=A4)
    table = DrawnTable(rows, colWidths=[130, 80, 80, 80][: len(rows[0])], style=style)
    table.wrapOn(page, 400, 400)
    table.drawOn(page, 80, 500)
    page.save()
    return buffer.getvalue()


def page_of_lines(lines: list[tuple[float, float, str]]) -> bytes:
    buffer = io.BytesIO()
    page = canvas.Canvas(buffer, pagesize=A4)
    page.setFont("Helvetica", 9)
    for x, y, text in lines:
        page.drawString(x, y, text)
    page.save()
    return buffer.getvalue()


def prose(x: float, width: int, count: int, top: float = 780) -> list[tuple[float, float, str]]:
    words, lines, at = (SENTENCE * 40).split(), [], 0
    for i in range(count):
        line = ""
        while len(line) + len(words[at]) < width:
            line += words[at] + " "
            at += 1
        lines.append((x, top - 11 * i, line.strip()))
    return lines


def test_ruled_table() -> None:
    found = tables.find(drawn([("GRID", (0, 0), (-1, -1), 0.5, colors.black)]), [1])
    assert [list(row) for row in found[1][0].cells] == ROWS
    box = found[1][0].box
    assert box.x0 < box.x1 < 595
    assert 0 < box.y0 < box.y1 < 842


def test_unruled_table() -> None:
    found = tables.find(drawn([]), [1])
    assert [list(row) for row in found[1][0].cells] == ROWS


def test_wrapped_cells_are_joined_and_merged_cells_known() -> None:
    rows = [["Programme", "Grants paid", ""], ["", "2012", "2013"]]
    rows += [["Skills for\nthe uplands", "12", "15"], ["Toolmakers", "7", "9"]]
    grid = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("SPAN", (1, 0), (2, 0)), ("SPAN", (0, 0), (0, 1))]
    table = tables.find(drawn([*grid], rows), [1])[1][0]
    assert table.cells[2] == ("Skills for the uplands", "12", "15")
    assert (0, 0, 1, 2) in table.spans
    assert (0, 1, 0, 0) in table.spans


def test_label_over_two_lines_without_rules() -> None:
    lines = [(60, 700, "Cost of"), (60, 689, "training"), (200, 700, "410"), (260, 700, "520")]
    lines += [(60, 700 - 16 * i, f"Item {i}") for i in range(2, 6)]
    lines += [(x, 700 - 16 * i, f"{i}1{i}") for i in range(2, 6) for x in (200, 260)]
    table = tables.find(page_of_lines(lines), [1])[1][0]
    assert table.cells[0] == ("Cost of training", "410", "520")


def test_prose_in_one_and_two_columns_is_no_table() -> None:
    assert tables.find(page_of_lines(prose(60, 95, 50)), [1])[1] == []
    assert tables.find(page_of_lines(prose(50, 48, 55) + prose(310, 48, 55)), [1])[1] == []


def test_a_table_beside_a_column_of_prose_is_seen_alone() -> None:
    table = [
        (310 + 80 * c, 700 - 11 * r, text) for r, row in enumerate(ROWS) for c, text in enumerate(row[:3])
    ]
    found = tables.find(page_of_lines(prose(50, 48, 55) + table), [1])[1]
    assert [list(row) for row in found[0].cells] == [row[:3] for row in ROWS]


def test_contents_pages_and_lists_are_no_tables() -> None:
    contents = [(60, 700 - 14 * i, f"Chapter on matters of kind {i}") for i in range(10)]
    contents += [(500, 700 - 14 * i, str(3 + 4 * i)) for i in range(10)]
    assert tables.find(page_of_lines(contents), [1])[1] == []
    bullets = [(60, 700 - 14 * i, "•") for i in range(10)]
    bullets += [(80, 700 - 14 * i, "A thing that the board will do next year") for i in range(10)]
    assert tables.find(page_of_lines(bullets), [1])[1] == []


def test_a_page_full_of_characters_is_left_alone() -> None:
    crowd = [(10 + 0.5 * (i % 1000), 820 - 12 * (i // 1000), "L") for i in range(20_000)]
    assert tables.find(page_of_lines(crowd), [1]) == {1: []}


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4\nnothing", b"\x00" * 100])
def test_broken_files_have_no_tables(data: bytes) -> None:
    assert tables.find(data, [1, 2]) == {1: [], 2: []}


def test_pages_that_do_not_exist_have_no_tables() -> None:
    assert tables.find(drawn([]), [0, 2, 99]) == {0: [], 2: [], 99: []}


def test_numbers() -> None:
    for text in (
        "1,204",
        "4.1%",
        "(0.040)",
        "−0.3",
        "–",
        "$24,399",
        "EUR 12",
        "n/a",
        "0.317***",
        "2009-10",
        "1 234",
    ):
        assert is_number(text), text
    for text in ("Region", "A1 road", "in 2012", "Total"):
        assert not is_number(text), text


@pytest.mark.parametrize(
    ("file", "pages"),
    [
        ("brokers-in-the-powder-bed.pdf", []),
        ("robotics-cluster-strategy.pdf", []),
        ("brownfield-action-plan.pdf", [2]),
        ("brownfield-programme-evaluation.pdf", [2]),
        ("sector-partnerships-fact-sheet.pdf", [1]),
    ],
)
def test_pages_of_the_sample_have_the_tables_they_have(
    pytestconfig: pytest.Config, file: str, pages: list[int]
) -> None:
    found = tables.find((pytestconfig.rootpath / "examples" / "drop" / file).read_bytes(), range(1, 4))
    assert [number for number, there in found.items() if there] == pages


@pytest.mark.shared
def test_pages_of_articles_have_the_tables_they_have(shared: Path) -> None:
    article = next((shared / "documents").glob("034_*")).read_bytes()
    assert not any(tables.find(article, range(1, 25)).values())
    report = next((shared / "documents").glob("033_*")).read_bytes()
    assert [n for n, found in tables.find(report, range(1, 11)).items() if found] == [7]


def test_a_head_that_ends_open_goes_on_below_whatever_its_neighbours_do() -> None:
    rows = [("", "No. of", "Year"), ("Port", "works", ""), ("Goole", "3", "2010"), ("Hull", "4", "2011")]
    rows += [("Whitby", "6", "2012"), ("Blyth", "7", "2013")]
    words = [
        PageWord(word, 80 + 120 * c + 20 * n, 100 + 14 * r, 98 + 120 * c + 20 * n, 110 + 14 * r, 10)
        for r, row in enumerate(rows)
        for c, cell in enumerate(row)
        for n, word in enumerate(cell.split())
    ]
    (table,) = tables_in_words(words, Rules())
    assert table.cells[0] == ("Port", "No. of works", "Year")
