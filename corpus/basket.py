"""The basket: basket.jsonl, the passages that readers collected, one readable line per change.

A line states the whole of what one reader holds about one passage, or that it was dropped; the last line
counts. A line that cannot be used is reported with its number, and the others count.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.corpus.files import unwritable
from workingregions.corpus.lines import LineFile
from workingregions.corpus.plain import plain
from workingregions.corpus.remedies import Remedy

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FILE_NAME = "basket.jsonl"
SUGGESTED = ("keep", "doubt", "quote in report")
"""Labels that are offered; any other will do."""
LONGEST_LABEL = 40
"""Maximum number of characters of a label."""
MOST_LABELS = 20
"""Maximum number of labels of a passage."""
LONGEST_NOTE = 10_000
"""Maximum number of characters of a note."""


class BasketAction(StrEnum):
    """What a line does."""

    KEEP = "keep"
    DROP = "drop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A passage in the basket, and a line of basket.jsonl.

    Attributes:
        evidence: the evidence id of its words.
        who, when: who keeps it, and since when (UTC).
        labels, note: what the reader calls it, and free text.
        place: where it is in the reader's order; the smallest comes first.
        quote, file, document, page, citation: as they were when it was kept.
        action: what the line does.
    """

    evidence: str
    who: str = ""
    when: str = ""
    labels: tuple[str, ...] = ()
    note: str = ""
    place: float = 0.0
    quote: str = ""
    file: str = ""
    document: str = ""
    page: int | None = None
    citation: str = ""
    action: BasketAction = BasketAction.KEEP


@dataclass(frozen=True, slots=True)
class Basket:
    """The basket in one file, which need not exist yet."""

    path: Path

    def read(self) -> tuple[list[Kept], list[str]]:
        """Return what is in the basket, in order, and a sentence on each line that cannot be used.

        Raises:
            InputError: the file exists and cannot be read.
        """
        lines, problems = LineFile(self.path).parsed(_parser(), "a passage of a basket")
        held: dict[tuple[str, str], Kept] = {}
        for found in lines:
            key = found.evidence, found.who
            if found.action is BasketAction.DROP:
                held.pop(key, None)
            else:
                # What was changed later was still kept first when it was kept.
                held[key] = replace(found, when=held[key].when) if key in held else found
        order = sorted(held.values(), key=lambda one: (one.place, one.when, one.who, one.evidence))
        return order, problems

    def find(self, evidence: str, who: str) -> Kept:
        """Return what a reader keeps under an evidence id. Raise NotFoundError if it is not there."""
        own = [one for one in self.read()[0] if one.who == who]
        for one in own:
            if one.evidence == evidence.strip():
                return one
        known = [one.evidence for one in own]
        raise NotFoundError(f"passage in the basket of {who}", evidence, known, advice=Remedy.LIST_BASKET)

    def append(self, line: Kept) -> None:
        """Add a line to the file; it is on the disk when this returns.

        Raises:
            InputError: the file cannot be written, or the line holds bytes that are not text.
        """
        fields = {name: value for name, value in plain(line).items() if value not in ("", [], None)}
        try:
            LineFile(self.path).append([json.dumps(fields, ensure_ascii=False)])
        except UnicodeEncodeError:
            raise InputError("The label or note holds bytes that are not UTF-8 text.") from None
        except OSError as cause:
            raise unwritable(self.path, cause) from cause


@cache
def _parser() -> TypeAdapter[Kept]:
    # Making one takes longer than reading a basket.
    from pydantic import TypeAdapter

    return TypeAdapter(Kept)


def checked_labels(labels: Sequence[str]) -> tuple[str, ...]:
    """Return labels with single spaces, each once, whatever its case.

    Raises:
        InputError: one is empty, too long or has control characters; or there are too many.
    """
    found: dict[str, str] = {}
    for label in labels:
        name = " ".join(label.split())
        if not name or len(name) > LONGEST_LABEL or not name.isprintable():
            raise InputError(
                f"{label!r} is not a label.", advice=f"Use up to {LONGEST_LABEL} letters, digits and spaces."
            )
        found.setdefault(name.casefold(), name)
    if len(found) > MOST_LABELS:
        raise InputError(f"A passage has at most {MOST_LABELS} labels; these are {len(found)}.")
    return tuple(found.values())


def checked_note(note: str) -> str:
    """Return a note without white space around it. Raise InputError if it is too long."""
    text = note.strip()
    if len(text) > LONGEST_NOTE:
        raise InputError(f"The note has {len(text):,} characters; the maximum is {LONGEST_NOTE:,}.")
    return text


def labels_of(kept: Iterable[Kept]) -> list[tuple[str, int]]:
    """Return each label, as it was first written, with the number of passages that have it; most first."""
    names: dict[str, str] = {}
    counts: dict[str, int] = {}
    for one in kept:
        for label in one.labels:
            key = label.casefold()
            names.setdefault(key, label)
            counts[key] = counts.get(key, 0) + 1
    return sorted(((names[key], count) for key, count in counts.items()), key=lambda row: (-row[1], row[0]))
