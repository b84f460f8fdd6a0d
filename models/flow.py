"""From the files that came in to the documents about a theme: the flow of PRISMA 2020, counted.

Page et al. (2021), "The PRISMA 2020 statement". A file is counted where it first came in; its fate is
read from the snapshot, so that the numbers add up in every row and over all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A file of a drop: its content's hash, or "" and its path where it could not be opened."""

    drop: str
    sha256: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of files and documents, as a snapshot holds it.

    Attributes:
        held: the hashes of all files that the snapshot knows.
        failed: why files could not be read, by hash or, for those without one, by path.
        repeats: how documents repeat another (kind), by hash; those of them that count are left out.
        outside: hashes of documents of other years than those that were asked for.
        foreign: hashes of documents in languages that are not annotated.
        machine: hashes of documents that the machine took to be about the theme.
        about: hashes of documents that count as about it, after the decisions of people.
    """

    held: Collection[str]
    failed: Mapping[str, str]
    repeats: Mapping[str, str]
    foreign: Collection[str]
    machine: Collection[str]
    about: Collection[str]
    outside: Collection[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowRow:
    """The flow of one source, or of all: `found` files, and what became of them.

    `again` were delivered before, `replaced` by a later edition; `unreadable` by reason, `repeats` by kind.
    Of the documents `screened`, `outside` are of other years and `foreign` in other languages; the machine
    found `off` to be about other things, people `rejected`. `included` are about the theme, `added` of them
    by people's decision.
    """

    source: str = ""
    found: int = 0
    again: int = 0
    replaced: int = 0
    unreadable: Mapping[str, int] = field(default_factory=dict)
    repeats: Mapping[str, int] = field(default_factory=dict)
    outside: int = 0
    foreign: int = 0
    off: int = 0
    rejected: int = 0
    included: int = 0
    added: int = 0

    @property
    def failed(self) -> int:
        """Files that could not be read, for all reasons."""
        return sum(self.unreadable.values())

    @property
    def repeated(self) -> int:
        """Documents that repeat another, of all kinds."""
        return sum(self.repeats.values())

    @property
    def screened(self) -> int:
        """Documents whose passages were examined."""
        return self.outside + self.foreign + self.off + self.rejected + self.included

    @property
    def adds_up(self) -> bool:
        """Whether every file found is accounted for once."""
        gone = self.again + self.replaced + self.failed + self.repeated
        return self.found == gone + self.screened and self.added <= self.included


def flow(arrivals: Iterable[Arrival], fate: Fate) -> tuple[FlowRow, ...]:
    """Return a row for each drop, in the order in which they came in.

    Args:
        arrivals: the files of all drops, in order, each as often as it came in.
        fate: what became of them.
    """
    seen: set[str] = set()
    rows: dict[str, Counter[tuple[str, str]]] = {}
    for arrival in arrivals:
        counts = rows.setdefault(arrival.drop, Counter())
        counts["found", ""] += 1
        name = arrival.sha256 or arrival.path
        fates = (("again", ""),) if name in seen else _fate(name, fate)
        seen.add(name)
        counts.update(fates)
    return tuple(_row(drop, counts) for drop, counts in rows.items())


def total(rows: Sequence[FlowRow]) -> FlowRow:
    """Return the sum of rows."""
    unreadable: Counter[str] = Counter()
    repeats: Counter[str] = Counter()
    for row in rows:
        unreadable.update(row.unreadable)
        repeats.update(row.repeats)
    names = ("found", "again", "replaced", "outside", "foreign", "off", "rejected", "included", "added")
    sums = {name: sum(getattr(row, name) for row in rows) for name in names}
    return FlowRow(unreadable=dict(unreadable), repeats=dict(repeats), **sums)


def _fate(name: str, fate: Fate) -> tuple[tuple[str, str], ...]:
    """Return what became of a file that came in for the first time."""
    if name in fate.failed:
        return (("unreadable", fate.failed[name]),)
    if name not in fate.held:
        return (("replaced", ""),)
    if name in fate.repeats:
        return (("repeats", fate.repeats[name]),)
    if name in fate.outside:
        return (("outside", ""),)
    if name in fate.about:
        return (("included", ""), *((("added", ""),) if name not in fate.machine else ()))
    if name in fate.machine:
        return (("rejected", ""),)
    return (("foreign" if name in fate.foreign else "off", ""),)


def _row(drop: str, counts: Counter[tuple[str, str]]) -> FlowRow:
    def one(name: str) -> int:
        return counts[name, ""]

    def many(name: str) -> dict[str, int]:
        return {key: n for (kind, key), n in sorted(counts.items()) if kind == name}

    return FlowRow(
        source=drop,
        found=one("found"),
        again=one("again"),
        replaced=one("replaced"),
        unreadable=many("unreadable"),
        repeats=many("repeats"),
        outside=one("outside"),
        foreign=one("foreign"),
        off=one("off"),
        rejected=one("rejected"),
        included=one("included"),
        added=one("added"),
    )
