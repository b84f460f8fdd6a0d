"""Charts for a browser: every mark is a named link, texts are escaped, and nothing is styled in place."""

from __future__ import annotations

import pandas as pd
import pytest
from lxml import etree

from workingregions.reports.charts import (
    Share,
    bar,
    difference,
    lines,
    shade,
    sparkline,
    strip,
    topic_dots,
)


def share(year: int, hits: int, total: int) -> Share:
    part = hits / total if total else float("nan")
    return Share(
        name=str(year), hits=hits, total=total, share=part, low=max(0, part - 0.2), high=min(1, part + 0.2),
        few=total < 5, link=f"/themes/canals/passages?year={year}&region=US",
    )  # fmt: skip


POINTS = [share(2010, 3, 9), share(2011, 0, 0), share(2012, 1, 2), share(2013, 4, 8)]
TOPICS = pd.DataFrame(
    [{"topic": i, "x": i / 3, "y": i % 2, "size": 9 - i, "name": f"<b>topic {i}</b>"} for i in range(4)]
)
CHARTS = {
    "lines": lines(POINTS, "A & B", widened=[(0.0, 1.0)] * 4),
    "strip": strip(POINTS[0]),
    "difference": difference("A & B", -0.1, 0.2, 0.5, "/compare?region=a&region=b"),
    "bar": bar("A & B", 4, 9, "/themes?a=1&b=2"),
    "sparkline": sparkline(POINTS, "A & B", "/themes"),
    "topics": topic_dots(TOPICS, [f"/topics/{i}" for i in range(4)], "Topics"),
}


@pytest.mark.parametrize("name", CHARTS)
def test_every_mark_is_a_named_link_and_colours_come_from_the_page(name: str) -> None:
    text = str(CHARTS[name])
    root = etree.fromstring(text)
    links = root.findall(".//a")
    assert links
    assert all(link.get("href", "").startswith("/") and link.get("aria-label") for link in links)
    for part in ("style", "fill=", "stroke=", "<script", "<b>"):
        assert part not in text
    drawn = root.xpath("//circle | //rect | //line[contains(@class, 'interval')]")
    assert drawn
    assert all(mark.getparent().tag == "a" for mark in drawn)


def test_a_line_has_a_mark_for_each_year_with_documents_and_joins_those_of_enough() -> None:
    root = etree.fromstring(str(CHARTS["lines"]))
    names = [link.get("aria-label") for link in root.findall(".//a")]
    assert [name.partition(":")[0] for name in names] == ["2010", "2012", "2013"]
    assert "3 of 9 documents, 33 %" in names[0]
    assert "too few" in names[1]
    (joined,) = root.xpath("//polyline")
    assert len(joined.get("points").split()) == 2


def test_a_strip_without_documents_has_no_mark() -> None:
    assert "<a " not in strip(POINTS[1])
    assert sparkline([POINTS[1]], "none", "/") == ""


def test_shades_begin_with_the_first_document() -> None:
    assert [shade(s) for s in (0.0, 0.01, 0.2, 0.21, 1.0)] == [0, 1, 1, 2, 5]
