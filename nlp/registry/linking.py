"""Institutions and affiliations linked to a registry's records: exact before fuzzy, else abstaining.

`affiliations` finds the records that an affiliation string means; `link` the record of one institution, with
its country and type as evidence. Names are looked for as they stand and by their telling words
(linking_index), described (linking_features) and scored by trained trees (linking_score).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from workingregions.corpus.enums import InstitutionType
from workingregions.corpus.records import Link
from workingregions.nlp.gazetteer import Gazetteer
from workingregions.nlp.registry.features import Found, found
from workingregions.nlp.registry.index import Index
from workingregions.nlp.registry.registry import Record, Registry
from workingregions.nlp.registry.scorer import candidate, model
from workingregions.nlp.registry.strings import Word, clean, words

WORTH_TELLING = 0.2
"""Probability from which a record that was not sure enough is told."""
_T = InstitutionType
_FITTING: dict[str, frozenset[InstitutionType]] = {
    "education": frozenset({_T.UNIVERSITY, _T.TRAINING_PROVIDER, _T.RESEARCH_ORGANISATION}),
    "company": frozenset({_T.FIRM, _T.FINANCE, _T.RESEARCH_ORGANISATION, _T.DEVELOPMENT_AGENCY}),
}


@lru_cache(maxsize=2)
def index_of(registry: Registry) -> Index:
    """The index of a registry, built once."""
    return Index(registry)


def affiliations(text: str, registry: Registry, threshold: float | None = None) -> list[tuple[str, float]]:
    """Ids of the records that an affiliation means, with their probabilities, surest first.

    Args:
        threshold: probability from which a record is taken; default the calibrated one.
    """
    least = model().threshold if threshold is None else threshold
    cleaned = clean(text)
    own = words(cleaned)
    if not own:
        return []
    records = found(cleaned, own, index_of(registry))
    picked = chosen(records, least, model().probabilities(records))
    return [(record.hit.record, round(score, 4)) for record, score in picked]


def chosen(records: Sequence[Found], threshold: float, scores: Sequence[float]) -> list[tuple[Found, float]]:
    """The records from `threshold` on by their scores, surest first, each with words of its own."""
    pairs = zip(records, scores, strict=True)
    scored = [(record, likely) for record, likely in pairs if candidate(record.features)]
    scored.sort(key=lambda item: (-item[1], item[0].hit.record))
    taken: list[tuple[Found, float]] = []
    for record, likely in scored:
        if likely < threshold:
            break
        hit = record.hit
        if not any(hit.first <= t.hit.last and t.hit.first <= hit.last for t, _ in taken):
            taken.append((record, likely))
    return taken


def link(
    name: str,
    *,
    aliases: Sequence[str] = (),
    country: str = "",
    type: InstitutionType | None = None,
    registry: Registry,
) -> Link | None:
    """The record of an institution; None where nothing is like it, `linked` False where none is sure.

    Args:
        name: the canonical name; `aliases` are tried where it is not known as it stands.
        country: ISO 3166-1 alpha-2, "" where unknown.
        type: of the institution.
    """
    index = index_of(registry)
    for form in dict.fromkeys((name, *aliases)):
        exact = _exact(words(clean(form)), index, country, type)
        if exact is not None:
            return exact
    return _fuzzy(name, index, country, type)


def _exact(own: Sequence[Word], index: Index, country: str, kind: InstitutionType | None) -> Link | None:
    """The one record that bears a name as it stands, in this country."""
    numbers = index.by_words.get(tuple(word.text for word in own), ()) if len(own) > 1 else ()
    hits = {index.names[n][0]: index.names[n][1] for n in reversed(numbers) if index.names[n][1] != "acronym"}
    records = [index.registry.records[ident] for ident in sorted(hits)]
    fitting = [r for r in records if (not country or r.country == country) and _fits(r, kind)]
    fitting = [r for r in fitting if r.status == "active"] or fitting
    # A name that another country's body bears too is not told by itself.
    if len(fitting) == 1 and (country or len(records) == 1):
        where = f" in {country}" if country else ", the only one so called"
        return _link(fitting[0], "exact", 0.97, True, f"the registry has this name{where}")
    if len(fitting) > 1:
        best = max(fitting, key=lambda r: (r.status == "active", len(r.names), r.id))
        return _link(best, "exact", 0.5, False, f"{len(fitting)} records bear this name")
    return None


def _fuzzy(name: str, index: Index, country: str, kind: InstitutionType | None) -> Link | None:
    place = Gazetteer.load().get(country) if country else None
    text = clean(f"{name}, {place.name}" if place else name)
    own, alone = words(text), len(words(clean(name)))
    if alone < 2:
        return None
    records = [r for r in found(text, own, index) if r.hit.first == 0 and r.hit.last == alone - 1]
    picked = chosen(records, WORTH_TELLING, model().probabilities(records))
    for record, likely in picked:
        known = index.registry.records[record.hit.record]
        fits = _fits(known, kind) and (not country or known.country == country)
        sure = likely >= model().threshold and fits and record.hit.kind != "acronym"
        reason = (
            "its words and its country fit"
            if sure
            else "not sure enough"
            if fits
            else "another kind or country"
        )
        return _link(known, "fuzzy", round(likely, 4), sure, reason)
    return None


def _fits(record: Record, kind: InstitutionType | None) -> bool:
    """Whether a record's types allow the institution's type."""
    if kind is None or kind is InstitutionType.OTHER:
        return True
    if "company" in record.types or "education" in record.types:
        return any(kind in _FITTING.get(t, frozenset(InstitutionType)) for t in record.types)
    return True


def _link(record: Record, rule: str, score: float, linked: bool, reason: str) -> Link:
    return Link(
        entity="",
        registry="ror",
        id=record.id,
        name=record.name,
        rule=rule,
        score=score,
        linked=linked,
        reason=reason,
    )
