"""How often themes are written about, by region and year: counts, shares and their uncertainty."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

Facet = Literal["region", "year", "genre", "publisher"]
UNKNOWN = ""
"""Stands for a region, genre or publisher that is not known. An unknown year is <NA>."""

_Z95 = 1.959963984540054


def wilson(hits: int, total: int, z: float = _Z95) -> tuple[float, float]:
    """Return the score interval of a share (Wilson 1927), 95 % by default; (0, 1) if `total` is 0."""
    if total <= 0:
        return 0.0, 1.0
    share = hits / total
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    centre = share + z * z / (2 * total)
    low = 0.0 if hits == 0 else (centre - spread) / scale
    high = 1.0 if hits == total else (centre + spread) / scale
    return low, high


def theme_counts(
    passages: pd.DataFrame,
    themes: pd.DataFrame,
    documents: pd.DataFrame,
    by: Sequence[Facet] = ("region", "year"),
    *,
    about: float = 0.5,
    above: Callable[[str], Iterable[str]] | None = None,
) -> pd.DataFrame:
    """Return counts per theme in each cell of `by`.

    A document is about a theme if one of its passages is. A document of several focal regions counts
    in each of them, so regions do not add up to the corpus. Cells in which a theme is absent are rows of
    zeros; documents without a year or region have cells of their own and are not dropped.

    Args:
        passages: columns id and document, of the passages that count.
        themes: columns passage, theme, about.
        documents: columns id, regions (records with a field region), year, and those of `by`.
        by: any of region, year, genre, publisher.
        about: minimum probability for a passage to count.
        above: for a region, the regions that contain it; documents also count there.

    Returns:
        Columns `by`, theme, documents, of_documents, share, low, high (Wilson's 95 % interval of the
        share), passages and of_passages; ordered by `by` and theme.
    """
    import pandas as pd

    places = _places(documents, by, above)
    running = passages[["id", "document"]].astype("str")
    strong = themes.loc[themes["about"] >= about, ["passage", "theme"]].drop_duplicates().astype("str")
    found = strong.merge(running, left_on="passage", right_on="id")[["theme", "passage", "document"]]

    keys: list[str] = list(by)
    in_cell = places.merge(running, on="document", how="left")
    totals = _count(in_cell, keys, "of_")
    cells = totals.merge(pd.DataFrame({"theme": sorted(themes["theme"].unique())}, dtype="str"), how="cross")
    counts = _count(places.merge(found.rename(columns={"passage": "id"}), on="document"), [*keys, "theme"])
    table = cells.merge(counts, on=[*keys, "theme"], how="left").fillna({"documents": 0, "passages": 0})
    table = table.astype({"documents": int, "passages": int})
    pairs = list(zip(table["documents"], table["of_documents"], strict=True))
    table["share"] = [hits / total for hits, total in pairs]
    table["low"] = [wilson(hits, total)[0] for hits, total in pairs]
    table["high"] = [wilson(hits, total)[1] for hits, total in pairs]
    columns = [
        *keys,
        "theme",
        "documents",
        "of_documents",
        "share",
        "low",
        "high",
        "passages",
        "of_passages",
    ]
    return table[columns].sort_values([*keys, "theme"], ignore_index=True)


def _count(rows: pd.DataFrame, keys: list[str], prefix: str = "") -> pd.DataFrame:
    """Return the numbers of documents and of passages (column id) in each group; one group without keys."""
    names = {"document": f"{prefix}documents", "id": f"{prefix}passages"}
    if not keys:
        return rows[["document", "id"]].nunique().rename(names).to_frame().T
    return rows.groupby(keys, dropna=False)[["document", "id"]].nunique().rename(columns=names).reset_index()


def _places(
    documents: pd.DataFrame, by: Sequence[Facet], above: Callable[[str], Iterable[str]] | None
) -> pd.DataFrame:
    """Return one row per document and cell that it belongs to: columns document and `by`."""
    import pandas as pd

    rows = pd.DataFrame({"document": documents["id"].astype(str).to_numpy()})
    for facet in by:
        if facet == "year":
            rows[facet] = pd.array(documents["year"].to_numpy(), dtype="Int64")
        elif facet == "region":
            rows[facet] = [_regions(listed, above) for listed in documents["regions"]]
        else:
            rows[facet] = documents[facet].fillna(UNKNOWN).astype(str).to_numpy()
    return rows.explode("region", ignore_index=True) if "region" in by else rows


def _regions(listed: object, above: Callable[[str], Iterable[str]] | None) -> list[str]:
    """Return the ids of a document's focal regions and of those that contain them; [UNKNOWN] if none."""
    ids = {_region_id(item) for item in listed} if isinstance(listed, Iterable) else set()
    if above is not None:
        ids |= {outer for region in ids for outer in above(region)}
    return sorted(ids) or [UNKNOWN]


def _region_id(item: object) -> str:
    if isinstance(item, str):
        return item
    return str(item["region"] if isinstance(item, dict) else item.region)  # type: ignore[attr-defined]
