"""English for reviews: counts, publishers and support in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workingregions.models.wording import listed
from workingregions.reports import wording
from workingregions.reports.english import percent
from workingregions.reports.themes.desk import Count, Desk
from workingregions.reports.wording import body, interval, number, some


def of_share(count: Count) -> str:
    """Return the hedge of a share: "most", "a minority"."""
    return wording.of_share(count.share, count.low, count.high)


def of_all(count: Count, noun: str = "documents") -> str:
    """Return a count with its share and interval: "13 of 141 documents (9 %; 95 % interval 5 % to 15 %)"."""
    return (
        f"{count.hits} of {count.total:,} {noun if count.total != 1 else noun.removesuffix('s')} "
        f"({percent(count.share)}; 95 % interval {interval(count.low, count.high)})"
    )


def publishers(desk: Desk, documents: Iterable[str]) -> tuple[int, int]:
    """Return the number of publishers of some documents, and that of documents that name none."""
    names = [desk.documents[d].publisher for d in documents]
    return len({name for name in names if name}), sum(not name for name in names)


def support(desk: Desk, documents: Sequence[str]) -> str:
    """Return how independent some documents are: "three documents by two publishers".

    Near-duplicates do not count, as they are no documents of the corpus; a publisher is one voice.
    """
    count = len(documents)
    known, unnamed = publishers(desk, documents)
    said = some(count, "document")
    if count < 2:
        return said
    if not known:
        return f"{said} whose publishers are not known"
    if known == 1 and not unnamed:
        return f"{said}, all by {body(desk.documents[documents[0]].publisher)}"
    if known == 1:
        return f"{said}, of which {number(unnamed)} {'names' if unnamed == 1 else 'name'} no publisher"
    least = "at least " if unnamed else ""
    return f"{said} by {least}{some(known, 'publisher')}"


def names(items: Iterable[str]) -> str:
    """Return names as a list in words."""
    return listed(items)
