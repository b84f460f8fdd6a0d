"""The report's numbers are those of `theme_counts`, cell by cell."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.reports.reviews import review_sample as sample
from workingregions.models.trends import UNKNOWN, theme_counts
from workingregions.reports.reviews.build import build_review
from workingregions.reports.reviews.data import ReviewData


@pytest.fixture(scope="module")
def data() -> ReviewData:
    return build_review("reshoring", sample.codebook(), sample.material(), sample.FewPlaces())


@pytest.fixture(scope="module")
def counts() -> pd.DataFrame:
    material = sample.material()
    documents = pd.DataFrame(
        {
            "id": [d.id for d in material.documents],
            "year": pd.array([d.year for d in material.documents], dtype="Int64"),
            "regions": [[w.region for w in d.regions] for d in material.documents],
        }
    )
    passages = pd.DataFrame(
        {"id": [p.id for p in material.passages], "document": [p.document for p in material.passages]}
    )
    scores = pd.DataFrame(
        {
            "passage": [s.passage for s in material.scores],
            "theme": [s.theme for s in material.scores],
            "about": [s.about for s in material.scores],
        }
    )
    table = theme_counts(passages, scores, documents, places=sample.FewPlaces())
    return table[table["theme"] == "reshoring"]


def total(rows: pd.DataFrame) -> tuple[int, int]:
    return int(rows["documents"].sum()), int(rows["of_documents"].sum())


def test_every_cell_of_the_table_of_regions(data: ReviewData, counts: pd.DataFrame) -> None:
    assert {"GB", "US", "UKC", "US-OH", UNKNOWN} <= {row.region for row in data.regions}
    compared = 0
    for row in data.regions:
        own = counts[counts["region"] == row.region]
        assert (row.count.hits, row.count.total) == total(own), row.name
        for (first, last), cell in zip(data.periods, row.cells, strict=False):
            inside = own["year"].between(first, last).fillna(False).astype(bool)
            assert (cell.hits, cell.total) == total(own[inside]), (row.name, first)
            compared += cell.total > 0
        assert (row.cells[-1].hits, row.cells[-1].total) == total(own[own["year"].isna()])
    assert compared > 30


def test_a_country_has_the_documents_of_its_regions(data: ReviewData) -> None:
    rows = {row.region: row.count for row in data.regions}
    assert rows["GB"].total >= max(rows["UKC"].total, rows["GB-ESS"].total)
    assert rows["GB"].total > rows["UKC"].total
