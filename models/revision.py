"""Documents, outcomes and theme scores with the corrections of users applied; nothing else is changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from workingregions.corpus.correction import ABOUT, REJECTED, UNKNOWN, Action, Correction
from workingregions.corpus.correction_rules import PROMISED
from workingregions.corpus.enums import DocumentType, OutcomeKind
from workingregions.corpus.records import Document, MetadataValue, Outcome, RegionWeight, ThemeScore
from workingregions.ingest.metadata import genre_of
from workingregions.nlp.gazetteer import Gazetteer
from workingregions.nlp.institutions import key


def revised_document(document: Document, lines: Iterable[Correction]) -> Document:
    """Return a document with the values of corrections, and among its metadata who gave them."""
    for line in lines:
        changes = _described(document, line)
        who = f"correction of {line.who}" if line.who else "correction"
        stated = MetadataValue(
            field=_FIELDS[line.action],
            value="" if line.value == UNKNOWN else line.value,
            rule=who,
            confidence=1.0,
            page=line.evidence.page,
            quote=line.why or line.evidence.quote,
        )
        document = replace(document, metadata=(stated, *document.metadata), **changes)
    return document


_FIELDS = {
    Action.TITLE: "title",
    Action.YEAR: "year",
    Action.PUBLISHER: "publisher",
    Action.TYPE: "type",
    Action.REGION: "regions",
}
"""The field of a document's metadata that each action corrects."""


def _described(document: Document, line: Correction) -> dict[str, Any]:
    """Return the fields of a document that a correction sets."""
    value = "" if line.value == UNKNOWN else line.value
    match line.action:
        case Action.YEAR:
            kept = document.date if value and document.date.startswith(value) else value
            return {"year": int(value) if value else None, "date": kept}
        case Action.TYPE:
            kind = DocumentType(value)
            return {"type": kind, "genre": genre_of(kind)}
        case Action.REGION:
            return {"regions": _equal(value.split())}
        case _:
            return {_FIELDS[line.action]: value}


def _equal(regions: Sequence[str]) -> tuple[RegionWeight, ...]:
    gazetteer, share = Gazetteer.load(), round(1 / max(len(regions), 1), 3)
    return tuple(RegionWeight(region=r, name=gazetteer.name(r), weight=share) for r in regions)


def revised_outcome(outcome: Outcome, lines: Iterable[Correction]) -> Outcome | None:
    """Return an outcome with the fields that corrections set; None if one of them rejects it."""
    for line in lines:
        if line.value == REJECTED:
            return None
        outcome = replace(outcome, **_claimed(line))
    return outcome


def _claimed(line: Correction) -> dict[str, Any]:
    """Return the fields of an outcome that a correction sets."""
    value = "" if line.value == UNKNOWN else line.value
    match line.relation:
        case "kind":
            return {"kind": OutcomeKind(value)}
        case "value":
            return {"value": float(value), "value_high": None}
        case "year":
            return {"year": int(value) if value else None}
        case "claim":
            return {"promised": value == PROMISED}
        case "institution":
            return {"institution": key(value)}
        case _:
            return {line.relation: value}


def revised_score(score: ThemeScore, line: Correction) -> ThemeScore:
    """Return the score of a passage that is about a theme, or is not, as a correction states."""
    about = line.value == ABOUT
    return replace(score, about=1.0 if about else 0.0, mention=score.mention and about)
