"""What a project holds, what is missing from it, what its last drop added, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from workingregions.app.ask.documents import LACKS
from workingregions.app.ask.facets import Share
from workingregions.app.ask.unread import unread
from workingregions.corpus import drops
from workingregions.corpus.drops import DropReport, FileOutcome
from workingregions.corpus.errors import InputError, StoreError
from workingregions.corpus.labels import FILE_NAME as LABELS
from workingregions.corpus.labels import LabelBook, Reason
from workingregions.models.unread import Unread
from workingregions.models.wording import listed, plural

if TYPE_CHECKING:
    from workingregions.app.names import Pinned
    from workingregions.corpus.records import Document

CHARTED = ("year", "region", "type", "publisher", "language")
"""The facets that an overview counts documents by."""
ENOUGH = 30
"""Random labels of a theme from which its accuracy says something."""


class StepKind(StrEnum):
    """What can be done next; each door shows where."""

    INGEST = "ingest"
    RETRY = "retry"
    REFRESH = "refresh"
    SEARCHES = "searches"
    CONFLICTS = "conflicts"
    DESCRIBE = "describe"
    FIT_TOPICS = "fit_topics"
    LABEL = "label"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something to do next: `what` in a few words, `why` in a sentence; it concerns `count` things.

    `about` is what descriptions of documents lack, "" for other kinds of step.
    """

    kind: StepKind
    what: str
    why: str
    count: int = 0
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DropSummary:
    """The last drop: how many files had each outcome, and saved searches with new hits."""

    id: str
    started: str
    new: int
    updated: int
    known: int
    duplicate: int
    failed: int
    pages: int
    searches: int

    @classmethod
    def of(cls, report: DropReport) -> DropSummary:
        """Return the summary of a report."""
        return cls(
            id=report.id,
            started=report.started,
            new=report.count(FileOutcome.NEW),
            updated=report.count(FileOutcome.UPDATED),
            known=report.count(FileOutcome.KNOWN),
            duplicate=report.count(FileOutcome.DUPLICATE),
            failed=report.count(FileOutcome.FAILED),
            pages=report.pages,
            searches=sum(1 for one in report.searches if one.hits),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What a project holds as of a snapshot.

    Attributes:
        project, snapshot, created: its name, the snapshot and when that was made (UTC).
        documents, passages, pages: numbers of them.
        years, regions, types, publishers, languages: documents by these, as `View.facets` counts them.
        missing: documents without a year, region, title or publisher, by which of these.
        unread: what was not read, or only in part.
        last: the last drop, None if there was none.
        steps: what to do next, in order.
    """

    project: str
    snapshot: str
    created: str
    documents: int = 0
    passages: int = 0
    pages: int = 0
    years: tuple[Share, ...] = ()
    regions: tuple[Share, ...] = ()
    types: tuple[Share, ...] = ()
    publishers: tuple[Share, ...] = ()
    languages: tuple[Share, ...] = ()
    missing: tuple[Share, ...] = ()
    unread: Unread
    last: DropSummary | None = None
    steps: tuple[Step, ...] = ()


def overview(
    pinned: Pinned, shares: Mapping[str, tuple[Share, ...]], documents: Sequence[Document], stale: str
) -> Overview:
    """See View.overview.

    Args:
        pinned: the project.
        shares: the counts of CHARTED over all passages.
        documents: all documents, without their pages.
        stale: as `View.stale`.
    """
    snapshot = pinned.snapshot
    reports = _reports(pinned)
    last = reports[-1] if reports else None
    not_read = unread(pinned, documents)
    lacking = tuple(
        Share(value=what, name=f"no {what}", documents=len(found), passages=0)
        for what in LACKS
        if (found := lacks(documents, what))
    )
    return Overview(
        project=pinned.name,
        snapshot=snapshot.id,
        created=snapshot.manifest.created,
        documents=len(documents),
        passages=snapshot.manifest.rows["passages"],
        pages=_pages(pinned),
        missing=lacking,
        unread=not_read,
        last=DropSummary.of(last) if last else None,
        steps=tuple(_steps(pinned, documents, not_read, last, stale)),
        **{f"{facet}s": shares[facet] for facet in CHARTED},
    )


def lacks(documents: Iterable[Document], what: str) -> list[Document]:
    """Return the documents that have no year, region, title or publisher."""
    field = "regions" if what == "region" else what
    return [d for d in documents if not getattr(d, field)]


def _pages(pinned: Pinned) -> int:
    import pyarrow.compute as pc

    pages = pinned.snapshot.arrow("documents", columns=["pages"])["pages"]
    return int(pc.sum(pc.list_value_length(pages)).as_py() or 0)


def _reports(pinned: Pinned) -> list[DropReport]:
    """Return the reports of the drops; one that cannot be read is reported where it is asked for."""
    try:
        return list(drops.load_all(pinned.root / drops.FOLDER))
    except StoreError:
        return []


def _steps(
    pinned: Pinned,
    documents: Sequence[Document],
    not_read: Unread,
    last: DropReport | None,
    stale: str,
) -> Iterator[Step]:
    """Yield what to do next: what stands in the way of other things comes first."""
    failed = sum(not_read.files.values())
    if not documents and not failed:
        yield Step(
            kind=StepKind.INGEST,
            what="Add the first documents",
            why="The project holds no documents yet.",
        )
        return
    if failed:
        parts = listed(f"{count} {name.replace('_', ' ')}" for name, count in sorted(not_read.files.items()))
        yield Step(
            kind=StepKind.RETRY,
            what=f"See to {plural(failed, 'file')} that could not be read",
            why=f"Nobody knows what they are about: {parts}.",
            count=failed,
        )
    if stale:
        yield Step(kind=StepKind.REFRESH, what="Bring the project up to date", why=stale)
    if last and (news := [one for one in last.searches if one.hits]):
        hits = sum(one.hits for one in news)
        yield Step(
            kind=StepKind.SEARCHES,
            what=f"Read what is new for {plural(len(news), 'saved search', 'saved searches')}",
            why=f"Drop {last.id} brought {plural(hits, 'new passage')} for {listed(n.name for n in news)}.",
            count=len(news),
        )
    yield from _by_people(pinned, documents)


def _by_people(pinned: Pinned, documents: Sequence[Document]) -> Iterator[Step]:
    """Yield what only a person can decide."""
    from workingregions.models.entities import in_force

    if conflicts := in_force(pinned.ledger.active)[1]:
        yield Step(
            kind=StepKind.CONFLICTS,
            what=f"Settle {plural(len(conflicts), 'conflict')} between corrections",
            why="Two people corrected the same thing in different ways; none of it is in force.",
            count=len(conflicts),
        )
    for what, why in (
        ("year", "They are left out of every count by year."),
        ("region", "They are left out of every map and comparison of regions."),
    ):
        if found := lacks(documents, what):
            yield Step(
                kind=StepKind.DESCRIBE,
                what=f"Give {plural(len(found), 'document')} a {what}",
                why=why,
                count=len(found),
                about=what,
            )
    if problem := _topics_problem(pinned):
        yield Step(kind=StepKind.FIT_TOPICS, what="Fit topics", why=problem)
    measured = _measured(pinned)
    themes = [theme.id for theme in pinned.codebook]
    if themes and (unlabelled := [theme for theme in themes if theme not in measured]):
        yield Step(
            kind=StepKind.LABEL,
            what="Label passages of a theme",
            why=f"{plural(len(unlabelled), 'theme')} of {len(themes)} have fewer than {ENOUGH} random "
            "labels, so that nobody knows how well the machine finds them.",
            count=len(unlabelled),
        )


def _topics_problem(pinned: Pinned) -> str:
    """Return why there are no topics, "" if there are."""
    from workingregions.models.topics import FOLDER, read_history

    try:
        if read_history(pinned.root / FOLDER).fit is not None:
            return ""
    except (InputError, StoreError) as error:
        return error.message
    return "Topics show what the corpus speaks of beside the themes of the codebook; none were fitted yet."


def _measured(pinned: Pinned) -> set[str]:
    """Return the themes with enough random labels."""
    counts: dict[str, set[str]] = {}
    for label in LabelBook(pinned.root / LABELS).read().current:
        if label.draw.why is Reason.RANDOM:
            counts.setdefault(label.theme, set()).add(label.passage)
    return {theme for theme, passages in counts.items() if len(passages) >= ENOUGH}
