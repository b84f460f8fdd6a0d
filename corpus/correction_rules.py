"""What the fields of a correction must hold, by its action."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from workingregions.corpus.correction import (
    ABOUT,
    NOT_ABOUT,
    OF_DOCUMENTS,
    REJECTED,
    REVISIONS,
    UNKNOWN,
    Action,
    Correction,
)
from workingregions.corpus.enums import (
    DocumentType,
    InstitutionType,
    Modality,
    OutcomeKind,
    Relation,
    Scale,
)
from workingregions.corpus.errors import InputError, NotFoundError

NAMES: Mapping[Action, tuple[int, int | None]] = {
    Action.MERGE: (2, None),
    Action.SPLIT: (1, 2),
    Action.RENAME: (1, 1),
    Action.RETYPE: (1, 1),
    Action.RESCALE: (1, 1),
    Action.PLACE: (1, 1),
    Action.REJECT: (1, 1),
    Action.ACCEPT: (1, 2),
    Action.TIE: (2, 2),
}
"""The minimum and the maximum number of names per action; none for the others."""
VERDICTS = (*(m.value for m in Modality), REJECTED)
"""The values that a tie correction may have."""
CLAIMED, PROMISED = "reported", "promised"
FIELDS: Mapping[str, str] = {
    "kind": "kind",
    "value": "number",
    "unit": "text",
    "place": "text",
    "year": "year",
    "institution": "text",
    "claim": "claim",
}
"""The fields of an outcome that a correction may set, and what each holds."""
_ALLOWED: Mapping[Action, tuple[str, Sequence[str]]] = {
    Action.RETYPE: ("institution type", [t.value for t in InstitutionType]),
    Action.RESCALE: ("scale", [s.value for s in Scale]),
    Action.TIE: ("verdict on a tie", VERDICTS),
    Action.TYPE: ("document type", [t.value for t in DocumentType]),
    Action.THEME: ("verdict on a theme", (ABOUT, NOT_ABOUT)),
}
"""What the value of an action is called, and the values that it may have."""
_OF_FIELD: Mapping[str, tuple[str, Sequence[str]]] = {
    "kind": ("kind of outcome", [k.value for k in OutcomeKind]),
    "claim": ("claim", (CLAIMED, PROMISED)),
}
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def settled(draft: Correction) -> Correction:
    """Return a draft with its values as they are stored: "Development agency" is development_agency.

    Raises:
        InputError: names, value, relation or evidence do not fit the action.
        NotFoundError: the value is not a type, scale, relation or verdict; `nearest` holds similar ones.
    """
    allowed = _allowed(draft)
    relation, value = draft.relation, draft.value
    if draft.action is Action.TIE:
        relation = stored(relation, [r.value for r in Relation])
    if draft.action is Action.OUTCOME:
        relation = relation.strip().casefold()
        value = value.replace(",", "") if FIELDS.get(relation) == "number" else value
    if allowed:
        value = stored(value, allowed[1])
    if draft.action in REVISIONS and value.casefold() in (UNKNOWN, REJECTED):
        value = value.casefold()
    correction = replace(draft, relation=relation, value=value)
    check(correction)
    return correction


def stored(text: str, allowed: Sequence[str]) -> str:
    """Return the value of an enumeration that `text` means, as tables print it; other text unchanged."""
    plain = re.sub(r"[\s_-]+", "_", text.strip()).casefold()
    return next((value for value in allowed if value == plain), text)


def check(correction: Correction) -> None:
    """Raise UserError, with the fault, for a correction whose fields do not fit its action."""
    action, names = correction.action, correction.names
    least, most = NAMES.get(action, (0, 0))
    if not least <= len(names) <= (len(names) if most is None else most):
        wanted = f"{least}" if least == most else f"{least} or more" if most is None else f"{least} or {most}"
        raise InputError(f"`{action.value}` takes {wanted} names, not {len(names)}.")
    if not all(names):
        raise InputError(f"`{action.value}` has an empty name.")
    if len(set(names)) < len(names):
        raise InputError(f"`{action.value}` has the same name twice.")
    if allowed := _allowed(correction):
        what, values = allowed
        if correction.value not in values:
            raise NotFoundError(what, correction.value, values, advice=f"One of: {', '.join(values)}.")
    elif action not in (Action.MERGE, Action.SPLIT, Action.REJECT, Action.ACCEPT) and not correction.value:
        raise InputError(f"`{action.value}` has no value.")
    if action is Action.TIE and correction.relation not in list(Relation):
        known = [r.value for r in Relation]
        raise NotFoundError("relation", correction.relation, known, advice=f"One of: {', '.join(known)}.")
    apart = correction.value or correction.evidence.sha256
    if action is Action.SPLIT and len(names) == 1 and not apart:
        raise InputError("`split` of one name needs the document or the region in which it is another.")
    if action in REVISIONS:
        _check_revision(correction)


def _allowed(correction: Correction) -> tuple[str, Sequence[str]] | None:
    """Return what the correction's value is, and the values that it may have; None if it is free."""
    if correction.action is Action.OUTCOME:
        return None if correction.value.casefold() == REJECTED else _OF_FIELD.get(correction.relation)
    return _ALLOWED.get(correction.action)


def _check_revision(correction: Correction) -> None:
    action, value, evidence = correction.action, correction.value, correction.evidence
    if not evidence.sha256:
        raise InputError(f"`{action.value}` needs a document.")
    if action not in OF_DOCUMENTS and not evidence.id:
        raise InputError(f"`{action.value}` needs an evidence id.")
    if action is Action.THEME and not correction.relation:
        raise InputError("`theme` needs the id of a theme.")
    field = FIELDS.get(correction.relation, "") if action is Action.OUTCOME else ""
    if action is Action.OUTCOME and value != REJECTED and not field:
        raise NotFoundError(
            "field of an outcome", correction.relation, list(FIELDS), advice=f"One of: {', '.join(FIELDS)}."
        )
    if (action is Action.YEAR or field == "year") and value != UNKNOWN and not _YEAR.fullmatch(value):
        raise InputError(f"{value!r} is not a year.", advice="Write four digits, or: unknown.")
    if field == "number" and not _NUMBER.fullmatch(value):
        raise InputError(f"{value!r} is not a number.", advice="Write digits, with a full stop for decimals.")
    if action in (Action.TITLE, Action.TYPE) and value == UNKNOWN:
        raise InputError(f"A document always has a {action.value}.")
