"""Corrections in words, and as labels for evaluating a program."""

from __future__ import annotations

from workingregions.corpus.correction import Action, Correction
from workingregions.nlp.gazetteer import Gazetteer


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
            return f"{first} is at home in {place(correction.value)}"
        case Action.REJECT:
            return f"{first} is not an institution{where}"
        case Action.ACCEPT:
            return f"{first} and {last} are one" if len(names) > 1 else f"{first} is an institution"
        case Action.TIE:
            return f"{first} {correction.relation.replace('_', ' ')} {last}: {value}"
        case Action.UNDO:
            return f"undoes {correction.value}"


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
        case Action.TIE:
            label = f"{correction.relation}:{correction.value}"
            return [{"kind": "tie", "left": first, "right": correction.names[1], "label": label}]
        case _:
            return []


def place(region: str) -> str:
    """Return a region's name; "" for none."""
    return Gazetteer.load().name(region) if region else ""
