"""Interpretation of a region's name, and the other places that it could mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from workingregions.app.names.register import gazetteer
from workingregions.corpus.errors import nearest
from workingregions.corpus.remedies import NO_DOCUMENTS

if TYPE_CHECKING:
    from workingregions.corpus.records import Document
    from workingregions.nlp.gazetteer import Place

RIVAL = 1.0
"""Powers of ten of population by which another place may be smaller than the chosen one and be reported."""
MOST = 3
"""Maximum number of other places that are named."""
LISTED = 8
"""Number of regions of the corpus that are listed if none is spelt like the one requested."""
STATES = ("state", "nation")
KINDS = {"lep": "local enterprise partnership", "nuts1": "region", "nuts2": "region", "nuts3": "area"}


def doubt(query: str) -> str:
    """Return how `query` is interpreted, if other places of that name are about as well known; else ""."""
    place = gazetteer().find(query)
    others = _rivals(query, place)
    if not others or query in (place.id, *place.codes):
        return ""
    matches = "; ".join(f"{_described(other)} is {call(other)!r}" for other in others[:MOST])
    return f"Interpreting {query!r} as {_described(place)}. Other matches: {matches}."


def notes(query: str, documents: Iterable[Document], *, found: bool) -> Iterator[str]:
    """Yield notes on the region that a user called `query`; `found`: whether any document is about it."""
    if unsure := doubt(query):
        yield unsure
    if found:
        return
    documents = list(documents)
    if not documents:
        yield NO_DOCUMENTS
        return
    place = gazetteer().find(query)
    if not unsure:
        yield f"Interpreting {query!r} as {_described(place)}."
    focal = Counter(region.region for d in documents for region in d.regions)
    ranked = sorted(focal, key=lambda region: (-focal[region], region))
    called = {region: gazetteer().name(region) for region in ranked}
    same = [region for region in ranked if called[region].casefold() == place.name.casefold()]
    like = set(nearest(query, list(called.values())))
    near = [region for region in ranked if called[region] in like or region in same]
    shown = ", ".join(f"{called[r]} ({focal[r]})" for r in (near or ranked)[:LISTED])
    if near:
        yield f"Did you mean {shown}? In parentheses: documents about it."
    elif ranked:
        yield f"Regions that most documents are about, and how many: {shown}."


def call(place: Place) -> str:
    """Return the shortest words that identify this place."""
    above = [gazetteer().name(area) for area in _above(place)]
    for words in (place.code, *(f"{place.name}, {area}" for area in above)):
        if words and gazetteer().find(words).id == place.id:
            return words
    return place.id


def kind(place: Place) -> str:
    """Return what sort of area a place is, in words."""
    return KINDS.get(place.kind, place.kind.replace("_", " "))


def where(place: Place) -> str:
    """Return the state or nation and the country that contain a place; "" for a country."""
    return ", ".join(gazetteer().name(area) for area in _above(place))


def _described(place: Place) -> str:
    return f"the {kind(place)} {place.name}" + (f" in {where(place)}" if where(place) else "")


def _above(place: Place) -> list[str]:
    """Return the ids of the state or nation and the country that contain a place."""
    areas = [area for i in gazetteer().ancestors(place.id) if (area := gazetteer().get(i)) is not None]
    # A metropolitan area may extend into other states; the place's own state comes first.
    states = [area.id for area in areas if area.kind in STATES][:1]
    return states + [area.id for area in areas if area.kind == "country"][:1]


def _rivals(query: str, place: Place) -> list[Place]:
    """Return other places of that name, about as well known, that neither contain `place` nor lie in it."""
    from workingregions.nlp.gazetteer import prominence

    known = gazetteer()
    least = prominence(place) - RIVAL
    ranked = sorted(
        (c.place for c in known.candidates(query) if c.strong and prominence(c.place) >= least),
        key=lambda other: (-prominence(other), other.id),
    )
    apart = [place]
    for other in ranked:
        if not any(known.within(other.id, one.id) or known.within(one.id, other.id) for one in apart):
            apart.append(other)
    return apart[1:]
