"""What became of the files of all drops, and what people decided about the themes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from workingregions.corpus import drops
from workingregions.corpus.correction import Action
from workingregions.corpus.drops import DropReport, FileOutcome
from workingregions.corpus.errors import StoreError
from workingregions.corpus.location import Location
from workingregions.corpus.sql import among

if TYPE_CHECKING:
    from workingregions.app.ask.trends import Scene
    from workingregions.app.names import Pinned
    from workingregions.models.flow import Arrival, FlowRow
    from workingregions.reports.themes import Decisions, Source


_ID = 5
"""Letters of a drop's id."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What people decided, in numbers; `machine` are the documents that the machine takes to be about it."""

    counts: Decisions
    machine: frozenset[str]


def decisions(pinned: Pinned, themes: Sequence[str], scene: Scene) -> Decided:
    """Return what people decided about the passages of themes, by what the corrections changed."""
    from workingregions.reports.themes import Decisions

    owner = dict(zip(scene.passages["id"], scene.passages["document"], strict=True))
    now = {p for theme in themes for p in scene.tagged(theme) if p in owner}
    revised = set(pinned.snapshot.arrow("raw_themes", columns=["document"])["document"].to_pylist())
    strong = f"about >= {float(scene.about)!r} AND {among('theme', themes)}"
    raw = pinned.snapshot.arrow("raw_themes", where=strong, columns=["passage"])["passage"].to_pylist()
    before = {p for p in now if owner[p] not in revised} | {p for p in raw if p in owner}
    active = pinned.ledger.active
    own = [line for line in active if line.action is Action.THEME and line.relation in themes]
    counts = Decisions(
        rejected=len(before - now),
        added=len(now - before),
        people=len({line.who for line in active}),
        others=len(active) - len(own),
    )
    return Decided(counts, frozenset(owner[p] for p in before))


def read_flows(
    pinned: Pinned, covered: Collection[str], decided: Decided, inside: Collection[str]
) -> tuple[tuple[FlowRow, ...], tuple[Source, ...]]:
    """Return the flow from files to documents about the themes, by drop, and the drops.

    Args:
        pinned: the project.
        covered: ids of the documents about the themes.
        decided: what people decided.
        inside: ids of the documents of the years that were asked for.
    """
    from workingregions.models.flow import Fate, flow
    from workingregions.reports.themes import Source

    snapshot = pinned.snapshot
    reports = {report.id: report for report in _reports(pinned)}
    rows = snapshot.arrow("documents", columns=["id", "sha256", "language"]).to_pylist()
    sha = {row["id"]: row["sha256"] for row in rows}
    held = frozenset(sha.values())
    failures = [f for f in snapshot.records("failures") if f.page is None]
    failed = {f.sha256 or f.path: f.category.value for f in failures}
    for item in (item for report in reports.values() for item in report.items):
        if item.outcome is FileOutcome.FAILED and item.sha256 not in held:
            failed.setdefault(item.sha256 or item.path, item.category or "error")
    counted = {d.id for d in pinned.counted}
    repeats = snapshot.arrow("duplicates", columns=["document", "kind"]).to_pylist()
    fate = Fate(
        held=held,
        failed=failed,
        repeats={
            sha[r["document"]]: r["kind"]
            for r in repeats
            if r["document"] not in counted and r["document"] in sha
        },
        outside=frozenset(sha[d] for d in counted if d not in inside and d in sha),
        foreign=frozenset(row["sha256"] for row in rows if row["language"] not in ("", "en")),
        machine=frozenset(sha[d] for d in decided.machine if d in sha),
        about=frozenset(sha[d] for d in covered if d in sha),
    )
    arrivals = list(_arrivals(pinned, reports))
    came = dict.fromkeys(a.drop for a in arrivals)
    sources = [
        Source(id=c, date=reports[c[:_ID]].started if c[:_ID] in reports else "", name=c[_ID:].strip())
        for c in came
    ]
    return flow(arrivals, fate), tuple(sources)


def _reports(pinned: Pinned) -> list[DropReport]:
    """Return the reports of the drops that the snapshot holds, oldest first; none if one is damaged."""
    try:
        found = list(drops.load_all(pinned.root / drops.FOLDER))
    except StoreError:
        return []
    return [report for report in found if report.snapshot <= pinned.snapshot.id]


def _arrivals(pinned: Pinned, reports: dict[str, DropReport]) -> Iterator[Arrival]:
    """Yield the files of all drops; those of a drop without a report as the snapshot has them.

    The source of a file is its drop, and the folder that it was given in.
    """
    from workingregions.models.flow import Arrival

    rows = pinned.snapshot.arrow("sources", columns=["drop", "sha256", "path", "location"]).to_pylist()
    places = {row["sha256"]: Location.parse(row["location"]).path for row in rows if row["location"]}
    listed: set[str] = set()
    for report in reports.values():
        for item in report.items:
            listed.add(item.sha256)
            given = _given(report.paths, places.get(item.sha256, ""))
            yield Arrival(drop=f"{report.id} {given}".strip(), sha256=item.sha256, path=item.path)
    for row in sorted(rows, key=lambda row: (row["drop"], row["path"], row["sha256"])):
        if row["sha256"] not in listed:
            yield Arrival(drop=row["drop"], sha256=row["sha256"], path=row["path"])


def _given(paths: Sequence[str], location: str) -> str:
    """Return the name of the given folder in which a file was; of all of them where it is not known."""
    fits = [path for path in paths if PurePath(location).is_relative_to(path)] if location else []
    chosen = [max(fits, key=len)] if fits else list(paths)
    return ", ".join(dict.fromkeys(PurePath(path).name or path for path in chosen))
