"""Charts of themes: readable SVG, the same bytes twice, a table with each, and no script or network."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from lxml import etree

from workingregions.corpus.errors import InputError
from workingregions.models.trends import FEW, theme_counts
from workingregions.reports.charts import (
    Figure,
    co_occurrence,
    heat_map,
    share_dots,
    svg,
    theme_profile,
    topic_map,
    trend_lines,
    write_chart,
)
from workingregions.reports.charts.write import html, specification, table

LABELS = {"canals": "Canals & locks", "rails": "Railways"}


def counts(*by: str, years: int = 8) -> pd.DataFrame:
    """Counts of 60 documents: those of region A in every year, those of B in the first two alone."""
    documents = pd.DataFrame(
        {
            "id": [f"d{i}" for i in range(60)],
            "year": pd.array(
                [2010 + (i // 10 % 2 if i % 10 == 0 else i % years) for i in range(60)], dtype="Int64"
            ),
            "regions": [["B"] if i % 10 == 0 else ["A"] for i in range(60)],
        }
    )
    passages = pd.DataFrame({"id": [f"p{i}" for i in range(60)], "document": documents["id"]})
    tags = [(f"p{i}", theme, 0.9) for i in range(60) for n, theme in enumerate(LABELS) if i % (n + 2) == 0]
    themes = pd.DataFrame(tags, columns=["passage", "theme", "about"])
    found = theme_counts(passages, themes, documents, by)  # type: ignore[arg-type]
    return found.assign(region_name=found["region"]) if "region" in by else found


def lines() -> Figure:
    return trend_lines(counts("year"), LABELS, "Narnia", widened=True)


def heat(years: int = 8) -> Figure:
    found = counts("region", "year", years=years)
    return heat_map(found[found["theme"] == "canals"], "Canals & locks")


def dots() -> Figure:
    found = counts("region")
    return share_dots(found[found["theme"] == "canals"], "Canals & locks")


def profile() -> Figure:
    return theme_profile(counts("region"), LABELS, notes=["Not read: 1 <file>."])


def pairs() -> Figure:
    rows = [
        {"theme_a": "canals", "theme_b": "rails", "documents": 3, "passages": 5, "expected": 2.0, "lift": 2.5}
    ]
    return co_occurrence(pd.DataFrame(rows), LABELS)


def topics(names: int = 6) -> Figure:
    rows = [
        {"topic": f"t{i}", "x": i % 3, "y": i // 3, "size": 10 + i, "name": f"topic {i}"}
        for i in range(names)
    ]
    return topic_map(pd.DataFrame(rows))


FIGURES: list[Callable[[], Figure]] = [lines, heat, dots, profile, pairs, topics]


def words(text: str) -> str:
    return " ".join(" ".join(etree.fromstring(text).itertext()).split())


@pytest.mark.parametrize("figure", FIGURES)
def test_a_chart_names_itself_and_is_the_same_twice(figure: Callable[[], Figure]) -> None:
    made = figure()
    text = svg(made)
    root = etree.fromstring(text)
    assert root.get("role") == "img"
    assert made.title in root.get("aria-label", "")
    assert made.title in words(text)
    assert svg(figure()) == text
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("figure", FIGURES)
def test_the_page_has_the_table_and_nothing_from_outside(figure: Callable[[], Figure]) -> None:
    made = figure()
    page = html(made)
    assert "<script" not in page
    assert 'src="' not in page
    assert page.count("<tr>") == len(made.table) + 1
    rows = list(csv.reader(io.StringIO(table(made))))
    assert rows[0] == list(made.table.columns)
    assert len(rows) == len(made.table) + 1


def test_texts_are_escaped_and_notes_follow() -> None:
    page = html(profile())
    assert "Canals &amp; locks" in page
    assert "Canals & locks" not in page
    assert "Not read: 1 &lt;file&gt;." in page


def test_small_cells_are_marked() -> None:
    made = heat()
    small = made.table[made.table["of_documents"] < FEW]
    assert small["few"].all()
    assert len(small)
    assert "Dashed and pale: fewer than 5 documents" in words(svg(made))
    assert "stroke-dasharray" in svg(made)
    assert "Hollow: fewer than 5 documents" in words(svg(dots()))


def test_the_numbers_drawn_are_those_counted() -> None:
    shown = words(svg(heat()))
    for row in heat().table.to_dict("records"):
        assert f"{row['documents']}/{row['of_documents']}" in shown
    totals = counts("region").query("theme == 'canals'")
    for hits, of in zip(totals["documents"], totals["of_documents"], strict=True):
        assert f"{hits} of {of}" in words(svg(dots()))


def test_many_years_are_drawn_as_periods_that_add_up() -> None:
    by_year, long = heat(), heat(years=25)
    assert "year" in by_year.table
    assert "period" in long.table
    assert long.table["of_documents"].sum() == by_year.table["of_documents"].sum() == 60


def test_every_topic_has_its_name_if_there_is_room() -> None:
    shown = words(svg(topics()))
    assert all(f"topic {i}" in shown for i in range(6))
    crowded = [{"topic": i, "x": 0, "y": 0, "size": 1, "name": f"topic number {i}"} for i in range(9)]
    made = topic_map(pd.DataFrame(crowded))
    assert "Names that had no room (5) are in the table alone." in made.subtitle


@pytest.mark.parametrize("ending", ["html", "svg", "png", "json", "csv"])
def test_files_are_written_with_their_table(ending: str, tmp_path: Path) -> None:
    paths = write_chart(dots(), tmp_path / f"chart.{ending}")
    assert all(path.stat().st_size for path in paths)
    assert (tmp_path / "chart.csv").is_file() is (ending != "html")
    if ending == "png":
        assert paths[0].read_bytes().startswith(b"\x89PNG")
    if ending == "json":
        spec = json.loads(paths[0].read_text())
        assert spec["$schema"] == specification(dots())["$schema"]
        assert "vega-lite" in spec["$schema"]


def test_another_ending_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"chart\.pdf is in no format") as caught:
        write_chart(dots(), tmp_path / "chart.pdf")
    assert ".png" in str(caught.value.advice)
    assert list(tmp_path.iterdir()) == []
