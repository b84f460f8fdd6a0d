"""Charts of a review: well-formed SVG, the same bytes twice, and nothing drawn where there is nothing."""

from __future__ import annotations

import re

from lxml import etree

from workingregions.reports.reviews.charts import by_region, trend
from workingregions.reports.reviews.data import Count, RegionRow, YearRow
from workingregions.reports.style import as_svg, text_size


def count(hits: int, total: int) -> Count:
    return Count(hits=hits, total=total, low=0.1, high=0.9, spots=())


def test_a_trend_names_itself_and_is_the_same_twice() -> None:
    rows = [YearRow(year=2014, count=count(2, 5)), YearRow(year=2015, count=count(3, 4))]
    svg = trend(rows, [(2014, 2015)], [count(5, 9)])
    assert svg == trend(rows, [(2014, 2015)], [count(5, 9)])
    root = etree.fromstring(svg)
    assert root.get("role") == "img"
    assert "2014 to 2015" in root.get("aria-label", "")
    assert "Documents" in "".join(root.itertext())


def test_nothing_is_drawn_without_dates_or_hits() -> None:
    assert trend([YearRow(year=None, count=count(1, 2))], [], []) == ""
    assert by_region([]) == ""
    assert by_region([RegionRow(region="US-OH", name="Ohio", count=count(0, 3), inner=False, cells=())]) == ""


def test_regions_with_a_hit_are_drawn_up_to_the_most() -> None:
    rows = [
        RegionRow(region=f"r{n}", name=f"Region <{n}> & co", count=count(1, 3), inner=False, cells=())
        for n in range(5)
    ]
    root = etree.fromstring(by_region(rows, most=3))
    text = "".join(root.itertext())
    assert [n for n in range(5) if f"Region <{n}> & co" in text] == [0, 1, 2]
    assert "1 of 3" in text


def test_ids_of_two_charts_do_not_clash_and_references_lead_to_them() -> None:
    from matplotlib.figure import Figure

    one, two = (as_svg(_drawn(Figure()), title, "x") for title in ("First", "Second"))
    ids = [set(re.findall(r'\bid="([^"]+)"', svg)) for svg in (one, two)]
    assert ids[0]
    assert not ids[0] & ids[1]
    assert set(re.findall(r"url\(#([^)]+)\)", one)) <= ids[0]


def _drawn(figure: object) -> object:
    axes = figure.subplots()  # type: ignore[attr-defined]
    axes.plot([0, 1], [0, 2])
    return figure


def test_the_size_of_a_text_grows_with_it() -> None:
    width, height = text_size("steel", 10)
    assert text_size("steel works", 10)[0] > width
    assert text_size("steel\nworks", 10)[1] > height
    assert text_size("", 10)[0] > 0
