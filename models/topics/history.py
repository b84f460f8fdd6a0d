"""The history of a project's topics: topics/history.jsonl, to which lines are only ever added.

A line states that topics were fitted, named or merged, or that an earlier line is undone. The names and
merges in force follow from it, and the ids that were ever used.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from workingregions.corpus.errors import InputError, NotFoundError, StoreError
from workingregions.corpus.lines import LineFile
from workingregions.corpus.plain import plain
from workingregions.corpus.undoing import in_force
from workingregions.models.topics.lineage import Descent, Fate

FILE_NAME = "history.jsonl"
LAST = "last"


class TopicAction(StrEnum):
    """What a line of the history states."""

    FIT = "fit"
    NAME = "name"
    MERGE = "merge"
    UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicEvent:
    """A line of the history; `id` is a hash of the other fields.

    - fit: `value` is the model's file, `sha256` its checksum, `fates` those of its topics and of those that
      ended; `topics` are its ids in the order of the model.
    - name: one topic; `value` is its name, or "" for the one from its texts.
    - merge: two or more topics, of which the first goes on.
    - undo: `value` is the id of a line.
    """

    id: str = ""
    when: str
    who: str
    action: TopicAction
    topics: tuple[int, ...] = ()
    value: str = ""
    sha256: str = ""
    fates: tuple[Descent, ...] = ()

    def identified(self) -> TopicEvent:
        """Return the event with its id."""
        text = json.dumps({**plain(self), "id": ""}, sort_keys=True, ensure_ascii=False)
        return replace(self, id=hashlib.sha256(text.encode()).hexdigest()[:12])


@dataclass(frozen=True)
class History:
    """The lines of a history, in order, and what follows from those in force."""

    events: tuple[TopicEvent, ...] = ()

    @cached_property
    def active(self) -> tuple[TopicEvent, ...]:
        """The lines in force, without those undone and the undoing ones."""
        return in_force(self.events, lambda e: e.value if e.action is TopicAction.UNDO else None)

    @property
    def fit(self) -> TopicEvent | None:
        """The fit in force, the newest."""
        return next((e for e in reversed(self.active) if e.action is TopicAction.FIT), None)

    @property
    def unused(self) -> int:
        """The first id that no topic ever had, undone fits included."""
        used = (d.topic for e in self.events for d in e.fates)
        return max(used, default=0) + 1

    @cached_property
    def names(self) -> dict[int, str]:
        """The names that people gave, by topic."""
        named = ((e.topics[0], e.value) for e in self.active if e.action is TopicAction.NAME)
        return {topic: name for topic, name in dict(named).items() if name}

    @cached_property
    def merged(self) -> dict[int, int]:
        """The topics that people merged into others, each with the topic that goes on."""
        into: dict[int, int] = {}
        for event in self.active:
            if event.action is TopicAction.MERGE:
                first, *rest = (_followed(topic, into) for topic in event.topics)
                into |= {topic: first for topic in rest if topic != first}
            for descent in event.fates:
                # What a fit splits off a merged topic stays with it: it was said to be one.
                if descent.fate is Fate.SPLIT and descent.of in into:
                    into[descent.topic] = descent.of
        return {topic: _followed(topic, into) for topic in into}

    def resolved(self, topic: int) -> int:
        """Return the topic that goes on for this one."""
        return self.merged.get(topic, topic)

    def fate(self, topic: int) -> tuple[TopicEvent, Descent] | None:
        """Return the last fit that states something of a topic, and what."""
        for event in reversed(self.active):
            for descent in event.fates:
                if descent.topic == topic:
                    return event, descent
        return None

    def find(self, ident: str) -> TopicEvent:
        """Return the line in force with this id (or a unique beginning of it), or the last one.

        Raises:
            InputError: there is nothing to undo, or it is undone already.
            NotFoundError: there is no such line.
        """
        if ident == LAST:
            if not self.active:
                raise InputError("There is nothing to undo: no topics were fitted, named or merged.")
            return self.active[-1]
        found = [e for e in self.events if ident and e.id.startswith(ident)]
        if len(found) != 1:
            raise NotFoundError("line of the history of topics", ident, [e.id for e in self.events])
        if found[0] not in self.active:
            raise InputError(f"The line {found[0].id} is not in force: it was undone, or it undoes another.")
        return found[0]


def _followed(topic: int, into: Mapping[int, int]) -> int:
    seen = {topic}
    while topic in into and into[topic] not in seen:
        topic = into[topic]
        seen.add(topic)
    return topic


def read_history(folder: Path) -> History:
    """Return the history in a project's folder of topics; an empty one if there is none.

    Raises:
        StoreError: a line cannot be read. A last line without its end, torn by a crash, is left out.
    """
    path = folder / FILE_NAME
    try:
        lines = [line for line in LineFile(path).read() if line.ended]
    except InputError as cause:
        raise StoreError(cause.message, advice=RESTORE) from cause
    events = []
    for line in lines:
        try:
            events.append(_event(json.loads(line.data.decode())))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as cause:
            raise StoreError(
                f"{path}, line {line.number} cannot be read: {cause}.", advice=RESTORE
            ) from cause
    return History(tuple(events))


RESTORE = "Restore it from a backup; or move the folder away to start anew, without the names given so far."


def append(folder: Path, event: TopicEvent) -> TopicEvent:
    """Add a line, on the disk when this returns; return it with its id. The caller holds the store's lock."""
    made = event.identified()
    fields = {name: value for name, value in plain(made).items() if value not in ("", [], {})}
    folder.mkdir(parents=True, exist_ok=True)
    LineFile(folder / FILE_NAME).append([json.dumps(fields, ensure_ascii=False)], drop_torn=True)
    return made


def _event(raw: dict[str, Any]) -> TopicEvent:
    fates = tuple(Descent(**{**d, "fate": Fate(d["fate"])}) for d in raw.pop("fates", []))
    topics = tuple(int(topic) for topic in raw.pop("topics", []))
    event = TopicEvent(**{**raw, "action": TopicAction(raw["action"])}, topics=topics, fates=fates)
    if replace(event, id="").identified().id != event.id:
        raise ValueError("it was changed after it was written: its id no longer matches")
    return event
