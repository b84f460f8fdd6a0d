"""From files found to documents included: the flow of PRISMA 2020 in words, picture and tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workingregions.models.flow import FlowRow, total
from workingregions.models.wording import plural
from workingregions.reports.report import Claim, Figure, Number, Paragraph, Section, Table, counted, recorded
from workingregions.reports.themes.dates import day
from workingregions.reports.themes.desk import Desk
from workingregions.reports.themes.flow_picture import Box, Stage, picture
from workingregions.reports.themes.prose import names
from workingregions.reports.themes.tables import Plain, counts, line, made, text
from workingregions.reports.wording import number, opening, some

REASONS = {
    "missing": "could not be found", "empty": "were empty", "unsupported": "were of a type that is not read",
    "encrypted": "were encrypted", "damaged": "were damaged", "no_text": "held no text",
    "garbled": "held garbled text", "too_large": "were too large", "timeout": "took too long",
    "memory": "needed too much memory", "crash": "ended the reader", "error": "raised an error",
}  # fmt: skip
KINDS = {
    "identical": "identical file", "same_text": "same text", "near_duplicate": "nearly the same text",
    "revision": "revision of another",
}  # fmt: skip
BY_MACHINE, BY_PEOPLE = "automatic", "by people"
_COLUMNS = {
    "found": "Files found",
    "again": "Delivered before",
    "replaced": "Replaced since",
    "failed": "Unreadable",
    "repeated": "Repeats",
    "screened": "Screened",
    "outside": "Other years",
    "foreign": "Other languages",
    "off": "About other things",
    "rejected": "Rejected by people",
    "included": "Included",
    "added": "Of these, by people",
}
_ALWAYS = ("found", "screened", "included")


def section(desk: Desk) -> Section:
    """Return the flow."""
    rows = list(desk.material.flows)
    if not rows:
        missing = "The flow of files cannot be shown, as the project keeps no record of its deliveries."
        return Section(id="flow", title="From files to documents", blocks=(
            Paragraph(claims=(recorded("flow.unknown", missing, source="the reports of the drops"),)),
        ))  # fmt: skip
    whole = total(rows)
    blocks = (
        Paragraph(claims=tuple(_words(desk, whole))),
        _figure(desk, whole),
        _by_source(desk, rows, whole),
    )
    return Section(id="flow", title="From files to documents", blocks=blocks)


def _words(desk: Desk, whole: FlowRow) -> Iterator[Claim]:
    gone = [
        f"{number(count)} {words}"
        for count, words in (
            (whole.again, "had come in before"),
            (
                whole.replaced,
                f"{'was' if whole.replaced == 1 else 'were'} replaced by a later edition or removed",
            ),
            (whole.failed, "could not be read"),
            (whole.repeated, f"{'repeats' if whole.repeated == 1 else 'repeat'} another document"),
        )
        if count
    ]
    said = f"{opening(whole.found, 'file')} came in. "
    said += f"Of these, {names(gone)}; the program decided that by itself. " if gone else ""
    said += f"This left {some(whole.screened, 'document')} to be screened."
    every = "" if whole.outside else desk.to.every()
    screened = Number(name="flow.screened", value=whole.screened, unit="documents", link=every)
    numbers = [*_numbers(whole, "files", "found", "again", "replaced", "failed", "repeated"), screened]
    yield counted("flow.screened", said, numbers, source="flow-sources")
    included = Number(name="flow.included", value=whole.included, unit="documents", link=desk.to.documents())
    numbers = [*_numbers(whole, "documents", "off", "outside", "foreign", "rejected", "added"), included]
    yield counted("flow.included", _remaining(desk, whole), numbers, source="flow-sources")


def _numbers(whole: FlowRow, unit: str, *names_: str) -> list[Number]:
    return [Number(name=f"flow.{name}", value=getattr(whole, name), unit=unit) for name in names_]


def _remaining(desk: Desk, whole: FlowRow) -> str:
    """Return in words who excluded what, and what remains."""
    their = "its" if whole.foreign == 1 else "their"
    out = [
        f"{number(count)} {words}"
        for count, words in (
            (whole.off, "as being about other things"),
            (whole.outside, "as being of other years"),
            (whole.foreign, f"because nothing is extracted from {their} language"),
        )
        if count
    ]
    said = f"The program excluded {names(out)}. " if out else ""
    if whole.rejected:
        said += f"People excluded {number(whole.rejected)} that the program had included. "
    left = some(whole.included, "document")
    said += f"What remains {'are the' if whole.included > 1 else 'is'} {left} about {desk.subject}"
    said += f", {number(whole.added)} of them by a person's decision." if whole.added else "."
    return said if whole.rejected or whole.added else f"{said} Nobody has changed what the program decided."


def _figure(desk: Desk, whole: FlowRow) -> Figure:
    stages = _stages(desk, whole)
    return Figure(
        id="flow-figure",
        caption=(
            f"{plural(whole.found, 'file')} found, {plural(whole.included, 'document')} about {desk.subject}"
        ),
        alternative=(
            f"Flow chart. Files found: {whole.found}. Documents screened: {whole.screened}. "
            f"Documents about {desk.subject}: {whole.included}."
        ),
        svg=picture(stages, f"From {plural(whole.found, 'file')} to {plural(whole.included, 'document')}"),
        data=_reasons(whole),
        note=recorded(
            "flow.note",
            "The form is that of PRISMA 2020 (Page et al. 2021); boxes that would hold nothing are left out.",
            source="the reports of the drops and the corrections in force",
        ),
    )


def _stages(desk: Desk, whole: FlowRow) -> list[Stage]:
    flows = desk.material.flows
    told = {source.id: source.name or source.id for source in desk.material.sources}
    sources = (
        [f"{told.get(row.source, row.source)}: {row.found:,}" for row in flows] if 1 < len(flows) < 7 else []
    )
    first = Box("Files found", whole.found, tuple(sources))
    removed = [
        Box("Delivered before", whole.again, by=BY_MACHINE),
        Box("Replaced by a later edition", whole.replaced, by=BY_MACHINE),
        Box("Could not be read", whole.failed, _lines(whole.unreadable, REASONS), BY_MACHINE),
        Box("Repeat another document", whole.repeated, _lines(whole.repeats, KINDS), BY_MACHINE),
    ]
    excluded = [
        Box("About other things", whole.off, by=BY_MACHINE),
        Box("Of other years, or without a year", whole.outside, by=BY_MACHINE),
        Box("In languages that are not read", whole.foreign, by=BY_MACHINE),
        Box("Found not to be about it", whole.rejected, by=BY_PEOPLE),
    ]
    last = [f"of these included by people: {whole.added:,}"] if whole.added else []
    last.append(f"passages: {len(desk.passages):,}")
    return [
        Stage("Identification", first, "Removed before screening", tuple(removed)),
        Stage("Screening", Box("Documents screened", whole.screened), "Excluded", tuple(excluded)),
        Stage("Included", Box(f"Documents about {desk.subject}", whole.included, tuple(last))),
    ]


def _lines(found: Mapping[str, int], words: Mapping[str, str]) -> tuple[str, ...]:
    said = {
        key: words.get(key, key.replace("_", " ")).removeprefix("were ").removeprefix("held ")
        for key in found
    }
    return tuple(
        f"{said[key]}: {n:,}" for key, n in sorted(found.items(), key=lambda item: (-item[1], item[0]))
    )


def _reasons(whole: FlowRow) -> Table:
    """Return every box of the flow as a row, for those who want its numbers."""
    rows: list[tuple[str, str, str, int]] = [("Identification", "Files found", "", whole.found)]
    rows += [
        ("Removed", name, BY_MACHINE, n)
        for name, n in (("Delivered before", whole.again), ("Replaced by a later edition", whole.replaced))
        if n
    ]
    rows += [
        ("Removed", f"Files that {REASONS.get(k, k)}", BY_MACHINE, n) for k, n in whole.unreadable.items()
    ]
    rows += [("Removed", f"Repeats: {KINDS.get(k, k)}", BY_MACHINE, n) for k, n in whole.repeats.items()]
    rows.append(("Screening", "Documents screened", "", whole.screened))
    excluded = (
        ("About other things", BY_MACHINE, whole.off),
        ("Of other years, or without a year", BY_MACHINE, whole.outside),
        ("In languages that are not read", BY_MACHINE, whole.foreign),
        ("Found not to be about it", BY_PEOPLE, whole.rejected),
    )
    rows += [("Excluded", name, by, n) for name, by, n in excluded if n]
    rows.append(("Included", "Documents about the theme", "", whole.included))
    if whole.added:
        rows.append(("Included", "Of these, by decision of people", BY_PEOPLE, whole.added))
    columns = [
        text("stage", "Stage"),
        text("what", "What"),
        text("by", "Decided"),
        counts("count", "Number", "files"),
    ]
    return made("flow-data", "The flow in numbers, with the reasons", columns, rows)


def _by_source(desk: Desk, rows: list[FlowRow], whole: FlowRow) -> Table:
    """Return the flow by delivery; columns of zeros are left out."""
    kept = [name for name in _COLUMNS if name in _ALWAYS or getattr(whole, name)]
    columns = [text("source", "Source"), *(counts(name, _COLUMNS[name], "files") for name in kept)]
    told = {source.id: source for source in desk.material.sources}
    days = {source.date[:10] for source in desk.material.sources}

    def label(row: FlowRow) -> str:
        source = told.get(row.source)
        if source is None or not source.name:
            return row.source
        return f"{source.name}, {day(source.date)}" if source.date and len(days) > 1 else source.name

    def cells(name: str, row: FlowRow) -> list[Plain]:
        return [name, *(getattr(row, column) for column in kept)]

    body = [line(*cells(label(row), row)) for row in rows]
    if len(rows) > 1:
        body.append(line(*cells("All", whole), strong=True))
    return made("flow-sources", "The flow by source", columns, body, wide=len(kept) > 9)
