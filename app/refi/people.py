"""Who coded what in an imported file: each coding with its coder, its date and the memos on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from workingregions.app.refi.guids import MACHINE, machine_guid
from workingregions.ingest.refi import RefiArea, RefiCoding, RefiProject, RefiSelection, RefiSource

LONGEST_NOTE = 4_000
"""Characters of a memo that a label keeps."""


@dataclass(frozen=True, slots=True)
class PersonCoding:
    """A coding of a person: on a selection, an area, or (None) a whole source. `when` is in UTC, or ""."""

    source: RefiSource
    coding: RefiCoding
    on: RefiSelection | RefiArea | None
    who: str
    when: str
    note: str


class People:
    """The people of a file, and their codings.

    Attributes:
        machine: codings of this program itself, so far; they are no one's judgement.
        memos: ids of the memos on codings of people, so far.
    """

    def __init__(self, content: RefiProject, unnamed: str) -> None:
        """Prepare a file; a coding whose coder the file does not name is that of `unnamed`."""
        self._content = content
        self._unnamed = unnamed
        self._users = {user.guid: user.name for user in content.users}
        self._notes = {note.guid: note.text or note.name for note in content.notes}
        self._linked: dict[str, list[str]] = defaultdict(list)
        for origin, target in content.links:
            self._linked[origin].append(target)
            self._linked[target].append(origin)
        self.machine = 0
        self.memos: set[str] = set()

    def codings(self, source: RefiSource) -> Iterator[PersonCoding]:
        """Yield the codings of people in a source: of its text, of its pages, of the whole."""
        for on in (*source.selections, *source.areas, None):
            for coding in source.codings if on is None else on.codings:
                user = coding.user or (on.user if on else "") or self._content.user
                who = " ".join(self._users.get(user, "").split())
                if user == machine_guid() or who.startswith(f"{MACHINE} "):
                    # Its codings are in its own files twice, on the text and on the page.
                    self.machine += not (source.selections and isinstance(on, RefiArea))
                    continue
                when = coding.when or (on.when if on else "")
                yield PersonCoding(
                    source, coding, on, who or self._unnamed, _utc(when), self._note(coding, on)
                )

    def _note(self, coding: RefiCoding, on: RefiSelection | RefiArea | None) -> str:
        """Return the memos on a coding and on what it codes, in one line."""
        ids = [*coding.notes, *self._linked.get(coding.guid, ())]
        if on is not None:
            ids += [*on.notes, *self._linked.get(on.guid, ())]
        ids = [ident for ident in dict.fromkeys(ids) if ident in self._notes]
        self.memos.update(ids)
        # ATLAS.ti keeps a comment on a quotation as its description; this program an evidence id.
        comment = on.description if on is not None and "wr1." not in on.description else ""
        texts = [*(self._notes[ident] for ident in ids), comment]
        return " ".join(" ".join(texts).split())[:LONGEST_NOTE].strip()


def _utc(when: str) -> str:
    """Return a time as labels have it; "" for what is none, and for one that is still to come."""
    try:
        moment = datetime.fromisoformat(when.strip())
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return ""
    if moment > datetime.now(UTC):
        return ""
    return moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds").replace(
        "+00:00", "Z"
    )
