"""The result for each file of a drop: the items of its report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from workingregions.corpus.drops import DropItem, FileOutcome
from workingregions.corpus.records import Document, Failure, Source
from workingregions.corpus.remedies import Advice, Remedy
from workingregions.corpus.store import Snapshot, without
from workingregions.models.unread import is_doubtful


def tally(
    sources: Sequence[Source],
    same: Mapping[str, str],
    unopened: Sequence[Failure],
    done: Mapping[str, Source],
    known: Sequence[Source],
    end: Snapshot,
) -> tuple[DropItem, ...]:
    """Return one item per file of a drop, ordered by path.

    Args:
        sources: the files that could be opened.
        same: for a file that is identical to an earlier one of the drop, the path of that one.
        unopened: the files that could not be opened.
        done: the files worked on in this run, by sha256; only these include attachments.
        known: the files that had been read, or had failed, before the run.
        end: the store after the run.
    """
    files = {s.sha256 for s in [*sources, *done.values()]}
    columns = without("documents", "metadata")
    read = end.records("documents", among=("sha256", files), columns=columns)
    documents = {d.sha256: d for d in read}
    failures: dict[str, list[Failure]] = defaultdict(list)
    for failure in end.records("failures", among=("sha256", files)):
        failures[failure.sha256].append(failure)
    before = {s.sha256 for s in known} | {s.location for s in known}
    repeats = {d.document: d for d in end.records("duplicates")}
    items = [_failed(f.path, f.sha256, f) for f in unopened]
    listed = {s.path for s in sources}
    inside = [source for source in done.values() if source.path not in listed]
    for source in [*sources, *inside]:
        document = documents.get(source.sha256)
        found = failures[source.sha256]
        if document is None:
            whole = next((f for f in found if f.page is None), None)
            items.append(_failed(source.path, source.sha256, whole))
            continue
        outcome, of = FileOutcome.KNOWN, ""
        if source.path in same:
            outcome, of = FileOutcome.DUPLICATE, same[source.path]
        elif source.sha256 in done:
            outcome = FileOutcome.UPDATED if before & {source.sha256, source.location} else FileOutcome.NEW
        message = ""
        if repeat := repeats.get(document.id):
            of = of or repeat.of
            outcome = FileOutcome.DUPLICATE if outcome is FileOutcome.NEW else outcome
            message = f"{repeat.kind.replace('_', ' ')} ({repeat.similarity:.2f})"
        items.append(_read(source.path, document, outcome, of, message, found))
    return tuple(sorted(items, key=lambda item: item.path))


def _read(
    path: str, document: Document, outcome: FileOutcome, of: str, message: str, failures: Sequence[Failure]
) -> DropItem:
    lacks = {"title": not document.title, "year": document.year is None, "region": not document.regions}
    return DropItem(
        path=path,
        outcome=outcome,
        sha256=document.sha256,
        document=document.id,
        title=document.title,
        year=document.year,
        region=document.regions[0].name if document.regions else "",
        type=document.type.value,
        pages=len(document.pages),
        of=of,
        message=message,
        lacks=tuple(name for name, missing in lacks.items() if missing),
        failed_pages=tuple(sorted(f.page for f in failures if f.page is not None)),
        language="" if document.is_read else document.language,
        recognised_pages=sum(p.origin == "ocr" for p in document.pages),
        doubtful_pages=tuple(p.number for p in document.pages if is_doubtful(p)),
        form_pages=tuple(p.number for p in document.pages if p.origin == "form"),
    )


def _failed(path: str, sha256: str, failure: Failure | None) -> DropItem:
    if failure is None:
        return DropItem(
            path=path,
            outcome=FileOutcome.FAILED,
            sha256=sha256,
            category="error",
            message="missing from the store",
            advice=str(Advice.of(Remedy.CHECK_STORE)),
        )
    return DropItem(
        path=path,
        outcome=FileOutcome.FAILED,
        sha256=sha256,
        category=failure.category.value,
        message=failure.message,
        advice=failure.advice,
    )
