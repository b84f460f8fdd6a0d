"""Corrections in words, and as labels for evaluating a program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workingregions.corpus.correction import REJECTED, UNKNOWN, Action, Correction
from workingregions.nlp.gazetteer import Gazetteer

if TYPE_CHECKING:
    from workingregions.models.entities import Conflict


def in_words(correction: Correction) -> str:
    """Return a correction in words."""
    names = [f"“{name}”" for name in correction.names]
    first, last = (names or [""])[0], (names or [""])[-1]
    where = f" in {correction.evidence.file}" if correction.evidence.file else ""
    value = correction.value.replace("_", " ")
    match correction.action:
        case Action.MERGE:
            return f"{', '.join(names[:-1])} and {last} are one"
        case Action.SPLIT if len(names) == 2:
            return f"{first} is not {last}"
        case Action.SPLIT:
            return f"{first}{where or f' in {place(correction.value)}'} is an institution of its own"
        case Action.RENAME:
            return f"{first} is called “{correction.value}”"
        case Action.RETYPE:
            return f"{first} is of type {value}"
        case Action.RESCALE:
            return f"{first} acts at {value} scale"
        case Action.PLACE:
            home = "no single place" if value == UNKNOWN else place(correction.value)
            return f"{first} is at home in {home}"
        case Action.REJECT:
            return f"{first} is not an institution{where}"
        case Action.ACCEPT:
            return f"{first} and {last} are one" if len(names) > 1 else f"{first} is an institution"
        case Action.TIE:
            return f"{first} {correction.relation.replace('_', ' ')} {last}: {value}"
        case Action.UNDO:
            return f"undoes {correction.value}"
        case Action.OUTCOME if correction.value == REJECTED:
            return f"“{correction.evidence.quote}”{where} is not an outcome"
        case Action.OUTCOME:
            found = place(value) if correction.relation == "place" and value != UNKNOWN else value
            return f"“{correction.evidence.quote}”{where}: {correction.relation} {found}"
        case Action.THEME:
            about = f"{value} {correction.relation.replace('_', ' ')}"
            return f"page {correction.evidence.page} of {correction.evidence.file} is {about}"
        case Action.REGION:
            regions = "no region" if value == UNKNOWN else " and ".join(map(place, correction.value.split()))
            return f"{correction.evidence.file} is about {regions}"
        case Action.TYPE:
            return f"{correction.evidence.file} is of type {value}"
        case Action.TITLE | Action.YEAR | Action.PUBLISHER:
            text = f"“{correction.value}”" if correction.action is not Action.YEAR else value
            stated = UNKNOWN if value == UNKNOWN else text
            return f"{correction.action.value} of {correction.evidence.file}: {stated}"


_ASKED = {
    "rename": "Name of",
    "retype": "Type of",
    "rescale": "Scale of",
    "place": "Home of",
    "tie": "Tie of",
}


def question(conflict: Conflict) -> str:
    """Return what a conflict is about, in words."""
    line = conflict.left[0]
    asked = _ASKED.get(line.action.value)
    return f"{asked} “{line.names[0]}”" if asked else conflict.about


def labels(correction: Correction) -> list[dict[str, str]]:
    """Return the labels that a correction implies: pairs same or different, institution or not, type..."""
    first = correction.names[0] if correction.names else ""

    def pairs(label: str) -> list[dict[str, str]]:
        return [{"kind": "pair", "left": first, "right": n, "label": label} for n in correction.names[1:]]

    match correction.action:
        case Action.MERGE:
            return pairs("same")
        case Action.SPLIT if len(correction.names) == 2:
            return pairs("different")
        case Action.ACCEPT if len(correction.names) == 2:
            return pairs("same")
        case Action.ACCEPT | Action.REJECT:
            label = "yes" if correction.action is Action.ACCEPT else "no"
            return [{"kind": "institution", "left": first, "right": "", "label": label}]
        case Action.RENAME | Action.RETYPE | Action.RESCALE | Action.PLACE:
            kind = {Action.RENAME: "name", Action.RETYPE: "type", Action.RESCALE: "scale"}
            what = kind.get(correction.action, "home")
            return [{"kind": what, "left": first, "right": "", "label": correction.value}]
        case Action.TITLE | Action.YEAR | Action.PUBLISHER | Action.TYPE | Action.REGION:
            field = correction.action.value
            return [{"kind": field, "left": correction.evidence.file, "right": "", "label": correction.value}]
        case Action.OUTCOME | Action.THEME:
            what, whose = correction.relation or "outcome", correction.evidence
            label = "no" if correction.value == REJECTED else correction.value
            field = f"{correction.action.value} {what}" if what != "outcome" else what
            return [{"kind": field, "left": whose.id, "right": whose.quote, "label": label}]
        case Action.TIE:
            label = f"{correction.relation}:{correction.value}"
            return [{"kind": "tie", "left": first, "right": correction.names[1], "label": label}]
        case _:
            return []


def place(region: str) -> str:
    """Return a region's name; "" for none."""
    return Gazetteer.load().name(region) if region else ""
