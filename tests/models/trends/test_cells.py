"""Counts by region and year: every document in its cells, unknown ones too, shares with intervals."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workingregions.corpus.records import RegionWeight
from workingregions.models.trends import Facet, theme_counts, wilson

DOCUMENTS = pd.DataFrame(
    {
        "id": ["a", "b", "c", "d"],
        "year": [2010, 2012, None, 2012],
        "regions": [[{"region": "UKC"}], [{"region": "UKC"}, {"region": "US-OH"}], [], [{"region": "US-OH"}]],
        "genre": ["policy", "policy", "scholarly", None],
    }
)
PASSAGES = pd.DataFrame(
    {
        "id": ["a1", "a2", "b1", "c1", "d1"],
        "document": ["a", "a", "b", "c", "d"],
    }
)
THEMES = pd.DataFrame(
    {
        "passage": ["a1", "a2", "b1", "c1", "a1", "d2"],
        "theme": ["canals", "canals", "canals", "canals", "railways", "canals"],
        "about": [0.9, 0.8, 0.6, 0.7, 0.3, 0.9],
    }
)


class Map:
    """A gazetteer in which every region lies in `above`, or counts as `area`."""

    def __init__(self, above: str = "", area: str = "") -> None:
        self._above, self._area = above, area

    def ancestors(self, ident: str) -> tuple[str, ...]:
        return (self._above,) if self._above and ident != self._above else ()

    def area(self, ident: str) -> str:
        return self._area or ident


def cell(table: pd.DataFrame, **keys: object) -> tuple[int, int, int, int]:
    for name, value in keys.items():
        table = table[table[name].isna() if value is None else table[name].eq(value).fillna(False)]
    assert len(table) == 1
    row = table.iloc[0]
    return int(row["documents"]), int(row["of_documents"]), int(row["passages"]), int(row["of_passages"])


def test_counts_by_region_and_year() -> None:
    table = theme_counts(PASSAGES, THEMES, DOCUMENTS)
    assert cell(table, region="UKC", year=2010, theme="canals") == (1, 1, 2, 2)
    assert cell(table, region="US-OH", year=2012, theme="canals") == (1, 2, 1, 2)
    assert cell(table, region="US-OH", year=2012, theme="railways") == (0, 2, 0, 2)
    assert cell(table, region="", year=None, theme="canals") == (1, 1, 1, 1)


def test_passages_that_are_not_taken_do_not_count_and_the_threshold_holds() -> None:
    table = theme_counts(PASSAGES, THEMES, DOCUMENTS, by=())
    assert cell(table, theme="canals") == (3, 4, 4, 5)
    assert cell(table, theme="railways") == (0, 4, 0, 5)
    low = theme_counts(PASSAGES, THEMES, DOCUMENTS, by=(), about=0.3)
    assert cell(low, theme="railways") == (1, 4, 1, 5)


def test_containing_regions_count_each_document_once() -> None:
    table = theme_counts(PASSAGES, THEMES, DOCUMENTS, by=("region",), places=Map(above="earth"))
    assert cell(table, region="earth", theme="canals") == (2, 3, 3, 4)


def test_a_region_that_counts_as_another_has_no_row_of_its_own() -> None:
    apart = theme_counts(PASSAGES, THEMES, DOCUMENTS, by=("region",))
    one = theme_counts(PASSAGES, THEMES, DOCUMENTS, by=("region",), places=Map(area="here"))
    assert len(set(apart["region"])) > 1
    assert set(one["region"]) <= {"here", ""}


def test_years_do_not_depend_on_regions() -> None:
    table = theme_counts(PASSAGES, THEMES, DOCUMENTS, by=("year",))
    assert cell(table, year=2012, theme="canals") == (1, 2, 1, 2)
    assert table.groupby("theme")["of_documents"].sum().eq(4).all()


@pytest.mark.parametrize("by", [(), ("year",), ("region", "year"), ("genre", "region")])
def test_empty_tables_and_other_orders(by: tuple[Facet, ...]) -> None:
    assert theme_counts(PASSAGES.head(0), THEMES.head(0), DOCUMENTS.head(0), by=by).empty
    assert theme_counts(PASSAGES, THEMES.head(0), DOCUMENTS, by=by).empty
    first = theme_counts(PASSAGES, THEMES, DOCUMENTS, by=by)
    again = theme_counts(PASSAGES[::-1], THEMES[::-1], DOCUMENTS[::-1], by=by)
    pd.testing.assert_frame_equal(first, again)


def test_regions_may_be_records() -> None:
    documents = DOCUMENTS.assign(regions=[[RegionWeight(region="UKC", name="North East", weight=1.0)]] * 4)
    assert cell(theme_counts(PASSAGES, THEMES, documents, by=("region",)), region="UKC", theme="canals")[
        :2
    ] == (3, 4)


def test_wilson_gives_the_printed_interval() -> None:
    # Newcombe (1998), table I: 81 of 263 and 0 of 20.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share_within_bounds(pair: tuple[int, int]) -> None:
    hits, total = pair
    low, high = wilson(hits, total)
    assert 0 <= low <= hits / total <= high <= 1


def test_documents_in_other_languages_are_counted_apart_in_every_cell() -> None:
    documents = DOCUMENTS.assign(unread=[False, True, False, True])
    by_region = theme_counts(PASSAGES, THEMES, documents, by=("region",))
    canals = by_region[by_region["theme"] == "canals"].set_index("region")
    assert canals["unread"].to_dict() == {"": 0, "UKC": 1, "US-OH": 2}
    assert canals["of_documents"].to_dict() == {"": 1, "UKC": 2, "US-OH": 2}
    everywhere = theme_counts(PASSAGES, THEMES, documents, by=())
    assert everywhere["unread"].tolist() == [2, 2]
    assert not theme_counts(PASSAGES, THEMES, DOCUMENTS)["unread"].any()
