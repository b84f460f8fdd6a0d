"""How often themes are written about, by region and year: counts, shares and their uncertainty.

The one definition of which documents a cell is made of; trends, comparisons and reports count with it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, Protocol

from workingregions.models.trends.intervals import BENCHMARK, FEW, TaggerError, clustered, corrected, wilson

if TYPE_CHECKING:
    import pandas as pd

Facet = Literal["region", "year", "period", "genre", "type", "publisher", "language"]
FACETS: tuple[Facet, ...] = ("region", "year", "period", "genre", "type", "publisher", "language")
UNKNOWN = ""
"""Stands for a region, period or publisher that is not known. An unknown year is <NA>."""
PERIOD = 5
"""Years of a period."""
COUNTS = (
    "theme", "documents", "of_documents", "unread", "share", "low", "high", "adjusted", "adjusted_low",
    "adjusted_high", "few", "passages", "of_passages", "passage_share", "passage_low", "passage_high",
)  # fmt: skip
"""The columns of `theme_counts` after those of the facets."""


class Places(Protocol):
    """The part of a gazetteer that says where a document counts."""

    def ancestors(self, ident: str) -> Sequence[str]:
        """Return the ids of the regions that contain it, nearest first."""

    def area(self, ident: str) -> str:
        """Return the region as which it counts: a town and its district of one name are one."""


def regions_of(focal: Iterable[str], places: Places | None = None) -> list[str]:
    """Return the regions in which a document counts, sorted: its focal ones and all that contain them."""
    ids = set(focal)
    if places is None:
        return sorted(ids)
    ids |= {outer for region in ids for outer in places.ancestors(region)}
    return sorted({places.area(region) for region in ids})


def period_of(year: int | None) -> str:
    """Return the period of a year, "2010-2014"; UNKNOWN if there is no year."""
    return UNKNOWN if year is None else f"{year // PERIOD * PERIOD}-{year // PERIOD * PERIOD + PERIOD - 1}"


def theme_counts(
    passages: pd.DataFrame,
    themes: pd.DataFrame,
    documents: pd.DataFrame,
    by: Sequence[Facet] = ("region", "year"),
    *,
    about: float = 0.5,
    places: Places | None = None,
    shown: Callable[[str], bool] | None = None,
    among: Collection[str] | None = None,
    error: Mapping[str, TaggerError] | None = None,
) -> pd.DataFrame:
    """Return counts per theme in each cell of `by`.

    A document is about a theme if one of its passages is. A document of several focal regions counts
    in each of them and in the regions that contain them, so regions do not add up to the corpus. Cells in
    which a theme is absent are rows of zeros; documents without a year or region have cells of their own and
    are not dropped.

    Args:
        passages: columns id and document, of the passages that count.
        themes: columns passage, theme, about.
        documents: columns id, regions (records with a field region), year, and those of `by`; `unread` where
            some are in another language than that of the themes.
        by: facets.
        about: minimum probability for a passage to count.
        places: a gazetteer; without it, documents count in their focal regions alone.
        shown: which regions have rows; documents in none of them are in that of the unknown region.
        among: ids of the documents that count; all by default. The rate of false alarms is that of all.
        error: of a theme's tags, as measured; BENCHMARK for the others.

    Returns:
        Columns `by` and COUNTS, ordered by `by` and theme: `share` of documents with Wilson's 95 % interval
        `low` to `high`; `adjusted` the same corrected for the tagger's error, with its interval; `few` if
        there are fewer than FEW documents; the share of passages with an interval over documents; `unread`
        documents in other languages, which are among of_documents.
    """
    import pandas as pd

    running = passages[["id", "document"]].astype("str")
    strong = themes.loc[themes["about"] >= about, ["passage", "theme"]].drop_duplicates().astype("str")
    found = strong.merge(running, left_on="passage", right_on="id")[["theme", "passage", "document"]]
    found = found[found["document"].isin(set(documents["id"].astype(str)))]
    every = max(len(documents), 1)
    tagged = found.groupby("theme")["document"].nunique()
    overall = {str(theme): n / every for theme, n in tagged.items()}
    if among is not None:
        documents = documents[documents["id"].isin(set(among))]
    cells = _cells(documents, by, places, shown)

    keys: list[str] = list(by)
    names = pd.DataFrame({"theme": sorted(themes["theme"].unique())}, dtype="str")
    sizes = running.groupby("document").size().rename("of_passages")
    unread = set(documents.loc[documents["unread"], "id"]) if "unread" in documents else set()
    cells = cells.join(sizes, on="document").fillna({"of_passages": 0})
    cells = cells.assign(unread=cells["document"].isin(unread))
    each = cells.merge(names, how="cross")
    hits = found.groupby(["document", "theme"]).size().rename("passages")
    each = each.join(hits, on=["document", "theme"]).fillna({"passages": 0})
    each = each.assign(
        hit=each["passages"] > 0,
        yy=each["passages"] ** 2,
        xy=each["passages"] * each["of_passages"],
        xx=each["of_passages"] ** 2,
    )
    table = (
        each.groupby([*keys, "theme"], dropna=False)
        .agg(
            documents=("hit", "sum"),
            of_documents=("document", "size"),
            unread=("unread", "sum"),
            passages=("passages", "sum"),
            of_passages=("of_passages", "sum"),
            yy=("yy", "sum"),
            xy=("xy", "sum"),
            xx=("xx", "sum"),
        )
        .reset_index()
    )
    table = table.astype(
        dict.fromkeys(("documents", "of_documents", "unread", "passages", "of_passages"), int)
    )
    table = _with_shares(table, overall, error or {})
    return table[[*keys, *COUNTS]].sort_values([*keys, "theme"], ignore_index=True)


def _with_shares(
    table: pd.DataFrame, overall: Mapping[str, float], error: Mapping[str, TaggerError]
) -> pd.DataFrame:
    """Return the counts with their shares and intervals."""
    shares: dict[str, list[float]] = {
        name: [] for name in COUNTS if name.endswith(("low", "high", "adjusted"))
    }
    columns = ("theme", "documents", "of_documents", "passages", "of_passages", "yy", "xy", "xx")
    for theme, hits, total, tagged, size, yy, xy, xx in table[list(columns)].itertuples(index=False):
        low, high = wilson(hits, total)
        rates = corrected(hits / total, total, overall.get(theme, 0.0), error.get(theme, BENCHMARK))
        ratio = tagged / size if size else 0.0
        passage_low, passage_high = clustered(tagged, size, yy - 2 * ratio * xy + ratio**2 * xx, total)
        found = (low, high, *rates, passage_low, passage_high)
        for name, value in zip(shares, found, strict=True):
            shares[name].append(value)
    return table.assign(
        share=table["documents"] / table["of_documents"],
        passage_share=(table["passages"] / table["of_passages"].where(table["of_passages"] > 0)).fillna(0.0),
        few=table["of_documents"] < FEW,
        **shares,
    )


def _cells(
    documents: pd.DataFrame,
    by: Sequence[Facet],
    places: Places | None,
    shown: Callable[[str], bool] | None,
) -> pd.DataFrame:
    """Return one row per document and cell that it belongs to: columns document and `by`."""
    import pandas as pd

    rows = pd.DataFrame({"document": documents["id"].astype(str).to_numpy()})
    for facet in by:
        if facet == "year":
            rows[facet] = pd.array(documents["year"].to_numpy(), dtype="Int64")
        elif facet == "region":
            rows[facet] = [_regions(listed, places, shown) for listed in documents["regions"]]
        else:
            rows[facet] = documents[facet].fillna(UNKNOWN).astype(str).to_numpy()
    return rows.explode("region", ignore_index=True) if "region" in by else rows


def _regions(listed: object, places: Places | None, shown: Callable[[str], bool] | None) -> list[str]:
    ids = [_region_id(item) for item in listed] if isinstance(listed, Iterable) else []
    found = regions_of(ids, places)
    return [region for region in found if shown is None or shown(region)] or [UNKNOWN]


def _region_id(item: object) -> str:
    if isinstance(item, str):
        return item
    return str(item["region"] if isinstance(item, dict) else item.region)  # type: ignore[attr-defined]
