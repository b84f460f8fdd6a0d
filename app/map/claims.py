"""The outcome or passage that a user names by an evidence id, as evidence of a correction."""

from __future__ import annotations

from workingregions.app import ask
from workingregions.app.map.revisions import outcome_at
from workingregions.corpus.correction import Action, CorrectionEvidence
from workingregions.corpus.errors import InputError
from workingregions.corpus.evidence import Evidence, EvidenceState
from workingregions.corpus.records import Document, Outcome, Passage
from workingregions.corpus.sql import quote
from workingregions.corpus.store import Snapshot

SHOWN = 80
"""Characters of a passage that the ledger keeps for the reader."""


def evidence_for(snapshot: Snapshot, action: Action, ident: str) -> CorrectionEvidence:
    """Return the evidence of a correction: the claim as it was found, or the passage.

    Raises:
        UserError: it is not an evidence id, its words are gone, or they hold no outcome.
    """
    if not ident:
        raise InputError(f"`{action.value}` needs an evidence id.")
    found = ask.evidence(snapshot, ident)
    if found.state is EvidenceState.GONE:
        raise InputError(f"{found.file} no longer has the words of {ident.strip()!r}.")
    where = f"id = {quote(found.document)}"
    (document,) = snapshot.records("documents", where=where)
    item = _outcome(snapshot, document, found, ident) if action is Action.OUTCOME else None
    passages: list[Passage] = snapshot.records("passages", where=f"id = {quote(found.passage)}")
    (named,) = ask.evidence_ids(snapshot, [item or passages[0]])
    words = item.text if item else passages[0].text[:SHOWN]
    return CorrectionEvidence(
        sha256=document.sha256,
        file=document.path,
        page=item.page if item else passages[0].pages[0],
        quote=" ".join(words.split()),
        id=named,
    )


def _outcome(snapshot: Snapshot, document: Document, found: Evidence, ident: str) -> Outcome:
    """Return the outcome that an id names, as it was found, also if a correction rejects or changes it."""
    where = f"document = {quote(document.id)}"
    now: list[Outcome] = snapshot.records("outcomes", where=where)
    raw: list[Outcome] = snapshot.records("raw_outcomes", where=where) or now
    corrected = [row for row in now if row not in raw]

    def shown(row: Outcome) -> Outcome | None:
        same = [c for c in corrected if (c.passage, c.start, c.end) == (row.passage, row.start, row.end)]
        return same[0] if same else row

    place = outcome_at(raw, ident, ask.DocumentText(snapshot, document), shown)
    if place is None:
        raise InputError(
            f"The words of {ident.strip()!r} are no single outcome: {found.quote[:SHOWN]!r}.",
            advice="Give the evidence id of the outcome itself.",
        )
    return raw[place]
