"""Facets: how many of the passages that a query and filters select have each region, year, theme ..."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workingregions.app.ask.search import narrowed
from workingregions.app.names import gazetteer
from workingregions.corpus.errors import NotFoundError
from workingregions.corpus.selection import Selection
from workingregions.models.wording import language

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.ask.facet_counts import FacetTable, Mask
    from workingregions.app.names import Pinned
    from workingregions.models.search import Engine, Query

FACETS = (
    "region", "year", "theme", "institution", "institution_type", "type", "publisher", "drop", "language",
    "voice",
)  # fmt: skip
"""What passages are counted by."""
_COLUMNS = ["facet", "value", "name", "documents", "passages", "within"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many passages, and documents with one, filters and conditions take, and how many there are."""

    passages: int
    documents: int
    of_passages: int
    of_documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A value of a facet, as filters take it, its name, and the documents and passages that have it.

    `within` is the smallest counted region that contains a region, or "".
    """

    value: str
    name: str
    documents: int
    passages: int
    within: str = ""


def facets(shares: Mapping[str, Sequence[Share]]) -> pd.DataFrame:
    """Return the counts of facets as a frame; see View.facets."""
    import pandas as pd

    rows = [
        {
            "facet": facet,
            "value": one.value,
            "name": one.name,
            "documents": one.documents,
            "passages": one.passages,
            "within": one.within,
        }
        for facet, found in shares.items()
        for one in found
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)


def facet_name(name: str) -> str:
    """Return the facet that a reader means. Raise NotFoundError if there is none."""
    wanted = name.strip().casefold().replace("-", "_").replace(" ", "_")
    if wanted not in FACETS:
        raise NotFoundError("facet", name, FACETS, advice=f"Facets: {', '.join(FACETS)}.")
    return wanted


def tally(pinned: Pinned, table: FacetTable, mask: Mask | None) -> Tally:
    """See View.tally."""
    import numpy as np

    return Tally(
        passages=len(table) if mask is None else int(mask.sum()),
        documents=len(table.documents) if mask is None else len(np.unique(table.document[mask])),
        of_passages=len(table),
        of_documents=pinned.snapshot.manifest.rows["documents"],
    )


def taken(
    pinned: Pinned, engine: Engine, table: FacetTable, selection: Selection | None, query: Query | None
) -> Mask | None:
    """Return which passages meet the filters and the query's fields and conditions; None for all."""
    from workingregions.models.search import allowed

    if query is None:
        return table.mask(selection)
    selection = narrowed(pinned, query, selection)
    mask = table.mask(selection)
    if query.condition is None:
        return mask
    fits = allowed(query.condition, engine.candidates, engine.fetch, selection.where() if selection else "")
    having = table.having(fits.ids, others=fits.others)
    return having if mask is None else mask & having


def _called(pinned: Pinned, facet: str) -> Callable[[str], str]:
    """Return what gives a value of a facet its name."""
    if facet == "region":
        return gazetteer().name
    if facet == "language":
        return language
    if facet == "theme":
        labels: Mapping[str, str] = {theme.id: theme.label for theme in pinned.codebook}
        return lambda value: labels.get(value, value)
    if facet == "institution":
        entities = pinned.register.entities
        return lambda value: entities[value].name if value in entities else value
    if facet in ("type", "institution_type"):
        return lambda value: value.replace("_", " ")
    return str


def shares(
    pinned: Pinned, table: FacetTable, facet: str, mask: Mask | None, most: int, find: str
) -> tuple[Share, ...]:
    """See View.facet_shares."""
    call, counts = _called(pinned, facet), table.counts(facet, mask)
    order = sorted(counts) if facet == "year" else sorted(counts, key=lambda row: (-row[1], -row[2], row[0]))
    if wanted := folded(find):
        order = [row for row in order if wanted in folded(call(row[0]))]
    if most and facet != "year":
        order = order[:most]
    there = {value for value, *_ in order}
    above = gazetteer().ancestors if facet == "region" else lambda _: ()
    return tuple(
        Share(
            value=value,
            name=call(value),
            documents=documents,
            passages=passages,
            within=next((area for area in above(value) if area in there), ""),
        )
        for value, documents, passages in order
    )


def folded(text: str) -> str:
    """Return a text without case and accents, as readers type it."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).split())
