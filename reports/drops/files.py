"""What became of the files of a drop: read, known, repeated, failed, incomplete, and what to do about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from workingregions.corpus.drops import DropReport, FileOutcome
from workingregions.models.wording import language, listed
from workingregions.reports.drop_report import EXPLAINED, TO_DO, languages, new_hits, not_read
from workingregions.reports.parts import column, table
from workingregions.reports.report import (
    Block,
    Bullets,
    Claim,
    ColumnKind,
    Number,
    Paragraph,
    Section,
    Table,
    counted,
    recorded,
)
from workingregions.reports.wording import capital, some

READ = (FileOutcome.NEW, FileOutcome.UPDATED, FileOutcome.KNOWN)


def outcomes_table(report: DropReport) -> Table:
    """Return how many files had each outcome."""
    rows = [(capital(str(o)), report.count(o), EXPLAINED[o]) for o in FileOutcome if report.count(o)]
    columns = (
        column("outcome", "Outcome"),
        column("files", "Files", ColumnKind.COUNT, unit="files"),
        column("meaning", "That is"),
    )
    return table("files", "What became of the files", columns, rows)


def files(report: DropReport, steps: Mapping[str, str] = TO_DO) -> Section:
    """Return the section on the files; `steps` says what the user can do about each failure category."""
    blocks: list[Block] = [Paragraph(claims=(_size(report),)), outcomes_table(report)]
    if to_do := tuple(_to_do(report, steps)):
        blocks.append(Bullets(claims=to_do))
    if said := tuple(_partly(report)):
        blocks.append(Paragraph(claims=said))
    parts = [part for part in _parts(report) if part is not None]
    return Section(id="files-section", title="The files", blocks=tuple(blocks), parts=tuple(parts))


def searches(report: DropReport) -> Section | None:
    """Return the section on saved searches with new hits; None where there are none."""
    said = list(new_hits(report))
    if not said:
        return None
    claims = tuple(
        counted(
            f"search.{n}",
            words,
            [Number(name=f"search.{search.name}", value=search.hits, unit="passages")],
            source="saved searches",
        )
        for n, (words, search) in enumerate(zip(said, report.searches, strict=True), 1)
    )
    return Section(id="searches", title="Saved searches", blocks=(Bullets(claims=claims),))


def documents_section(report: DropReport) -> Section | None:
    """Return the annex that lists the files that were read; None where none was."""
    read = [i for i in report.items if i.outcome in READ]
    if not read:
        return None
    columns = (
        column("file", "File"),
        column("title", "Title"),
        column("type", "Type"),
        column("region", "Region"),
        column("year", "Year", ColumnKind.YEAR),
        column("pages", "Pages", ColumnKind.COUNT, unit="pages"),
        column("outcome", "Outcome"),
    )
    rows = [
        (i.path, i.title, i.type.replace("_", " "), i.region, i.year, i.pages, str(i.outcome)) for i in read
    ]
    made = table("documents", "Documents of the drop", columns, rows, wide=True)
    return Section(id="annex-documents", title="Documents", blocks=(made,), annex=True)


def _size(report: DropReport) -> Claim:
    sources = listed(path.rstrip("/").rsplit("/", 1)[-1] or path for path in report.paths)
    left = f" {capital(some(report.left_out, 'hidden or lock file'))} left out." if report.left_out else ""
    aside = f" Bibliographies used: {listed(report.sidecars)}." if report.sidecars else ""
    return counted(
        "files.size",
        f"The drop held {some(len(report.items), 'file')} from {sources}, of which "
        f"{some(report.pages, 'page')} {'was' if report.pages == 1 else 'were'} read.{left}{aside}",
        [
            Number(name="files", value=len(report.items), unit="files"),
            Number(name="pages", value=report.pages, unit="pages"),
            *(Number(name=f"files.{o}", value=report.count(o), unit="files") for o in FileOutcome),
        ],
        source="files",
    )


def _to_do(report: DropReport, steps: Mapping[str, str]) -> Iterator[Claim]:
    failed = Counter(item.category for item in report.items if item.outcome is FileOutcome.FAILED)
    for category, count in sorted(failed.items(), key=lambda pair: (-pair[1], pair[0])):
        if category in steps:
            lead = f"{capital(some(count, 'file'))} {category.replace('_', ' ')}"
            words = f"{lead}: {steps[category].replace('`', '')}"
            yield counted(
                f"todo.{category}",
                words if words.endswith(".") else f"{words}.",
                [Number(name=f"failed.{category}", value=count, unit="files")],
                source="failed",
            )
    if report.missing:
        named = [
            *report.missing[:20],
            *([f"{len(report.missing) - 20} more"] if len(report.missing) > 20 else []),
        ]
        yield counted(
            "todo.missing",
            f"Named in a bibliography but not there: {listed(named)}.",
            [Number(name="missing", value=len(report.missing), unit="files")],
            source="drop",
        )
    incomplete = [i for i in report.items if i.lacks and i.outcome is not FileOutcome.FAILED]
    if incomplete:
        lacking = Counter(name for item in incomplete for name in item.lacks)
        lacks = listed(f"{count} without {name}" for name, count in sorted(lacking.items()))
        yield counted(
            "todo.incomplete",
            f"{capital(some(len(incomplete), 'document'))} {'is' if len(incomplete) == 1 else 'are'} "
            f"incomplete ({lacks}): a BibTeX, RIS or CSL-JSON file beside the documents, as Zotero exports "
            "it, fills the gaps. Until then, trends by year and region count them under no year or region.",
            [Number(name="incomplete", value=len(incomplete), unit="documents")],
            source="incomplete",
        )


def _partly(report: DropReport) -> Iterator[Claim]:
    numbers = [
        Number(name="languages", value=sum(n for _, n in languages(report)), unit="documents"),
        Number(name="pages.failed", value=sum(len(i.failed_pages) for i in report.items), unit="pages"),
        Number(name="pages.recognised", value=sum(i.recognised_pages for i in report.items), unit="pages"),
    ]
    for n, words in enumerate(not_read(report), 1):
        yield counted(f"partly.{n}", words, numbers, source="files")
    for n, reason in enumerate(report.skipped, 1):
        ended = reason if reason.endswith(".") else f"{reason}."
        yield recorded(f"skipped.{n}", " ".join(ended.split()), source="drop")


def _parts(report: DropReport) -> Iterator[Section | None]:
    failed = [i for i in report.items if i.outcome is FileOutcome.FAILED]
    yield _listed(
        "failed", f"Not read: {len(failed)}", ("File", "Why", "", "What to do"),
        [(i.path, i.category.replace("_", " "), i.message, i.advice) for i in failed],
    )  # fmt: skip
    names = {item.document: item.path for item in report.items if item.document}
    repeated = [i for i in report.items if i.outcome is FileOutcome.DUPLICATE]
    yield _listed(
        "duplicates", f"Duplicates, which count once: {len(repeated)}", ("File", "Repeats", "How"),
        [(i.path, names.get(i.of, i.of), i.message or "identical bytes") for i in repeated],
    )  # fmt: skip
    foreign = [i for i in report.items if i.language]
    yield _listed(
        "foreign", f"In other languages, in which nothing is extracted: {len(foreign)}", ("File", "Language"),
        [(i.path, language(i.language)) for i in foreign],
    )  # fmt: skip
    partly = [i for i in report.items if i.failed_pages or i.doubtful_pages or i.form_pages]
    yield _listed(
        "partly", f"Read in part: {len(partly)}",
        ("File", "Pages without text", "Hard to recognise (OCR)", "Answers in form fields"),
        [(i.path, *(_pages(p) for p in (i.failed_pages, i.doubtful_pages, i.form_pages))) for i in partly],
    )  # fmt: skip
    incomplete = [i for i in report.items if i.lacks and i.outcome is not FileOutcome.FAILED]
    yield _listed(
        "incomplete", f"Without a title, year or region: {len(incomplete)}", ("File", "Title", "Lacks"),
        [(i.path, i.title, ", ".join(i.lacks)) for i in incomplete],
    )  # fmt: skip


def _listed(ident: str, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Section | None:
    if not rows:
        return None
    columns = [column(f"c{n}", head) for n, head in enumerate(heads, 1)]
    return Section(id=f"{ident}-section", title=title, blocks=(table(ident, title, columns, rows),))


def _pages(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))
