"""Institutions and affiliations linked to a registry's records: exact before fuzzy, else abstaining.

`affiliations` finds the records that an affiliation string means; `link` the record of one institution, with
its country and type as evidence. Names are searched for exactly and by their distinctive words (index.py),
described (features.py) and scored by trained trees (scorer.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from workingregions.corpus.enums import InstitutionType
from workingregions.corpus.records import Link
from workingregions.nlp.gazetteer import Gazetteer
from workingregions.nlp.registry.features import RecordMatch, found
from workingregions.nlp.registry.index import NameIndex
from workingregions.nlp.registry.registry import Record, Registry
from workingregions.nlp.registry.scorer import candidate, model
from workingregions.nlp.registry.strings import AffiliationWord, clean, words

WORTH_TELLING = 0.2
"""Minimum probability for reporting a record that is not certain enough to be linked."""
_T = InstitutionType
_FITTING: dict[str, frozenset[InstitutionType]] = {
    "education": frozenset({_T.UNIVERSITY, _T.TRAINING_PROVIDER, _T.RESEARCH_ORGANISATION}),
    "company": frozenset({_T.FIRM, _T.FINANCE, _T.RESEARCH_ORGANISATION, _T.DEVELOPMENT_AGENCY}),
}


@lru_cache(maxsize=2)
def index_of(registry: Registry) -> NameIndex:
    """Return the index of a registry, built once."""
    return NameIndex(registry)


def affiliations(text: str, registry: Registry, threshold: float | None = None) -> list[tuple[str, float]]:
    """Return the ids of the records that an affiliation means, with their probabilities, most likely first.

    Args:
        threshold: probability from which a record is accepted; default the calibrated one.
    """
    least = model().threshold if threshold is None else threshold
    cleaned = clean(text)
    affiliation = words(cleaned)
    if not affiliation:
        return []
    records = found(cleaned, affiliation, index_of(registry))
    picked = chosen(records, least, model().probabilities(records))
    return [(record.hit.record, round(score, 4)) for record, score in picked]


def chosen(
    records: Sequence[RecordMatch], threshold: float, scores: Sequence[float]
) -> list[tuple[RecordMatch, float]]:
    """Return the records with scores of at least `threshold`, likeliest first, each with separate words."""
    pairs = zip(records, scores, strict=True)
    scored = [(record, likely) for record, likely in pairs if candidate(record.features)]
    scored.sort(key=lambda item: (-item[1], item[0].hit.record))
    taken: list[tuple[RecordMatch, float]] = []
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
    """Return the record of an institution; None if nothing resembles it, `linked` False if none is certain.

    Args:
        name: the canonical name; `aliases` are tried if it does not occur exactly.
        country: ISO 3166-1 alpha-2, "" if unknown.
        type: of the institution.
    """
    index = index_of(registry)
    for form in dict.fromkeys((name, *aliases)):
        exact = _exact(words(clean(form)), index, country, type)
        if exact is not None:
            return exact
    return _fuzzy(name, index, country, type)


def _exact(
    name: Sequence[AffiliationWord], index: NameIndex, country: str, kind: InstitutionType | None
) -> Link | None:
    """Return the one record that has a name exactly, in this country."""
    numbers = index.by_words.get(tuple(word.text for word in name), ()) if len(name) > 1 else ()
    hits = {index.names[n][0]: index.names[n][1] for n in reversed(numbers) if index.names[n][1] != "acronym"}
    records = [index.registry.records[ident] for ident in sorted(hits)]
    fitting = [r for r in records if (not country or r.country == country) and _fits(r, kind)]
    fitting = [r for r in fitting if r.status == "active"] or fitting
    # A name that a body of another country has too does not identify a record by itself.
    if len(fitting) == 1 and (country or len(records) == 1):
        where = f" in {country}" if country else ", on one record only"
        return _link(fitting[0], "exact", 0.97, True, f"the registry has this name{where}")
    if len(fitting) > 1:
        best = max(fitting, key=lambda r: (r.status == "active", len(r.names), r.id))
        return _link(best, "exact", 0.5, False, f"{len(fitting)} records have this name")
    return None


def _fuzzy(name: str, index: NameIndex, country: str, kind: InstitutionType | None) -> Link | None:
    place = Gazetteer.load().get(country) if country else None
    text = clean(f"{name}, {place.name}" if place else name)
    affiliation, alone = words(text), len(words(clean(name)))
    if alone < 2:
        return None
    records = [r for r in found(text, affiliation, index) if r.hit.first == 0 and r.hit.last == alone - 1]
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
    """Return whether a record's types allow the institution's type."""
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
