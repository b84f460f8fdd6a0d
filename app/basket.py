"""The basket of a project: keeping passages with labels and notes, and dropping them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workingregions.app.viewing import Viewing
from workingregions.corpus.basket import (
    FILE_NAME,
    Basket,
    BasketAction,
    Kept,
    checked_labels,
    checked_note,
)
from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.corpus.evidence import EvidenceState
from workingregions.corpus.files import now


class BasketProject(Viewing):
    """The basket of a `Project`."""

    def keep(
        self,
        evidence: str,
        *,
        labels: Sequence[str] | None = None,
        note: str | None = None,
        before: str | None = None,
        who: str = "",
    ) -> Kept:
        """Put a passage into the basket, or change what the basket has about it; return that.

        Readers have their own labels, notes and order.

        Args:
            evidence: an evidence id of the passage, or of words in it.
            labels: any words, such as keep, doubt or "quote in report"; they replace those it has. None
                leaves them as they are.
            note: free text; None leaves it as it is.
            before: the evidence id in the reader's basket before which to place it; "" for the end. None
                leaves it where it is; what is new comes last.
            who: the reader; default: the configured name.

        Raises:
            MalformedEvidenceIdError, UnknownEvidenceError: as for `View.evidence`.
            InputError: the words are gone, or a label or note is not one.
            NotFoundError: the reader's basket does not have `before`.
        """
        who = " ".join((who or self.who).split())
        basket = Basket(self.root / FILE_NAME)
        own = [one for one in basket.read()[0] if one.who == who]
        kept = next((one for one in own if one.evidence == evidence.strip()), None) or self._found(evidence)
        kept = next((one for one in own if one.evidence == kept.evidence), kept)
        line = replace(
            kept,
            who=who,
            when=now(),
            labels=kept.labels if labels is None else checked_labels(labels),
            note=kept.note if note is None else checked_note(note),
            place=_place(own, kept, before),
        )
        if kept not in own or replace(line, when=kept.when) != kept:
            basket.append(line)
        return replace(line, when=kept.when or line.when)

    def unkeep(self, evidence: str, *, who: str = "") -> Kept:
        """Take a passage out of a reader's basket, and return it.

        Raises:
            NotFoundError: the basket does not have it.
        """
        who = " ".join((who or self.who).split())
        basket = Basket(self.root / FILE_NAME)
        gone = basket.find(evidence, who)
        basket.append(Kept(evidence=gone.evidence, who=who, when=now(), action=BasketAction.DROP))
        return gone

    def _found(self, evidence: str) -> Kept:
        """Return the words of an evidence id as the basket holds them."""
        found = self.view().evidence(evidence)
        if found.state is EvidenceState.GONE:
            raise InputError(
                f"{found.file} no longer has the words of this evidence id.",
                advice="Look for the passage, and keep it as it is now.",
            )
        return Kept(
            evidence=found.id,
            quote=found.quote,
            file=found.file,
            document=found.document,
            page=found.pages[0] if found.pages else None,
            citation=found.citation,
        )


def _place(own: Sequence[Kept], kept: Kept, before: str | None) -> float:
    """Return where a passage goes: before another, at the end, or where it is."""
    others = [one for one in own if one.evidence != kept.evidence]
    last = max((one.place for one in others), default=0.0)
    if before is None:
        return kept.place if kept in own else last + 1
    if not before:
        return last + 1
    at = next((n for n, one in enumerate(others) if one.evidence == before), None)
    if at is None:
        raise NotFoundError("passage in the basket", before, [one.evidence for one in others])
    first = others[at - 1].place if at else others[at].place - 2
    return (first + others[at].place) / 2
