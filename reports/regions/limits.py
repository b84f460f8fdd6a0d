"""What is not there: what the documents do not say, what was not read or searched, what people rejected."""

from __future__ import annotations

from collections.abc import Iterator

from workingregions.models.wording import listed, period, the
from workingregions.reports.english import lower
from workingregions.reports.parts import column, table
from workingregions.reports.regions.actors import GOVERNING
from workingregions.reports.regions.material import RegionMaterial
from workingregions.reports.report import (
    Bullets,
    Claim,
    ColumnKind,
    Number,
    Section,
    Table,
    counted,
    recorded,
)
from workingregions.reports.wording import SCALES, capital, some, type_name


def limits(found: RegionMaterial) -> Section:
    """Return the section on silence and limits."""
    claims = (*_silent(found), *_unread(found), *_unknown(found), *_rejected(found), *_general(found))
    return Section(
        id="limits",
        title="What is silent, what was not read, and what to keep in mind",
        blocks=(Bullets(claims=claims), _table(found)),
    )


def _silent(found: RegionMaterial) -> Iterator[Claim]:
    name = the(found.name)
    scales = [s for s in SCALES if s != "unknown" and not any(a.scale == s for a in found.counted)]
    if found.documents and scales:
        yield counted(
            "silent.scales",
            f"Searched and absent: no institution of {listed(SCALES[s] for s in scales)} scale is named in "
            f"passages about {name}.",
            [Number(name=f"scale.{s}", value=0, unit="institutions") for s in scales],
            source="kinds-by-scale",
        )
    kinds = [
        k
        for k in sorted(GOVERNING | {"union", "university", "finance"})
        if not any(a.type == k for a in found.counted)
    ]
    if found.documents and kinds:
        yield counted(
            "silent.kinds",
            f"Searched and absent: {listed(type_name(k, 2) for k in kinds)}.",
            [Number(name=f"kind.{k}", value=0, unit="institutions") for k in kinds],
            source="kinds-by-scale",
        )
    themes = [t for t in found.themes if not t.documents]
    if found.documents and themes:
        yield counted(
            "silent.themes",
            f"Searched and absent: no document about {name} is about "
            f"{listed(lower(t.label) for t in themes)}.",
            [Number(name=f"theme.{t.id}", value=0, unit="documents") for t in themes],
            source="themes-table",
        )


def _unread(found: RegionMaterial) -> Iterator[Claim]:
    lacking = found.unread
    if words := lacking.words:
        yield counted(
            "unread",
            capital(words if words.endswith(".") else f"{words}."),
            [
                Number(name="unread.languages", value=lacking.foreign, unit="documents"),
                Number(name="unread.pages", value=lacking.pages, unit="pages"),
                Number(name="unread.files", value=sum(lacking.files.values()), unit="files"),
            ],
            source="limits-table",
        )
    if lacking.recognised:
        hard = f", {some(lacking.doubtful, 'page')} of them with difficulty" if lacking.doubtful else ""
        yield counted(
            "unread.ocr",
            f"{capital(some(lacking.recognised, 'page'))} of {found.pages:,} "
            f"{'was' if lacking.recognised == 1 else 'were'} read by OCR{hard}.",
            [
                Number(name="pages.recognised", value=lacking.recognised, unit="pages"),
                Number(name="pages", value=found.pages, unit="pages"),
            ],
            source="limits-table",
        )


def _unknown(found: RegionMaterial) -> Iterator[Claim]:
    for n, words in enumerate(dict.fromkeys(found.unknown), 1):
        if not words.startswith(("Not read", "Counted:", "Institutions named there")):
            yield counted(
                f"unknown.{n}",
                words,
                [Number(name="documents.focal", value=len(found.focal), unit="documents")],
                source="by-year-data",
            )


def _rejected(found: RegionMaterial) -> Iterator[Claim]:
    count = sum(found.rejected.values())
    if not count:
        yield recorded(
            "rejected.none",
            "Nobody has rejected a finding on these documents: no name, tie, figure or theme was taken "
            "out by hand, and what the machine found wrongly is still among the numbers.",
            source="ledger",
        )
        return
    kinds = listed(some(n, kind) for kind, n in sorted(found.rejected.items()))
    yield recorded("rejected", f"Present but rejected by people, and not counted: {kinds}.", source="ledger")


def _general(found: RegionMaterial) -> Iterator[Claim]:
    yield recorded(
        "limits.corpus",
        f"The profile describes these documents, not {the(found.name)} itself: who is not written about "
        "here is not in it, and what a document asserts need not be so.",
        source="methods",
    )
    if found.period != period(None):
        words = f"Only documents of {found.period} count; those without a year are left out."
        yield recorded("limits.period", words, source="arguments")
    if words := found.network.filter.words:
        yield recorded(
            "limits.filter", f"In the network and the profile count: {words}.", source="configuration"
        )


def _table(found: RegionMaterial) -> Table:
    rows = [
        ("Documents about it", len(found.focal)),
        ("Documents with a passage about it", len(found.mentioned)),
        ("Other documents of the corpus", found.others),
        ("Documents in other languages, not read", found.unread.foreign),
        ("Pages without text", found.unread.pages),
        ("Pages read by OCR", found.unread.recognised),
        ("Files of the project that failed", sum(found.unread.files.values())),
        ("Findings rejected by people", sum(found.rejected.values())),
    ]
    columns = (column("what", "What"), column("count", "Number", ColumnKind.COUNT))
    return table("limits-table", "What was read, and what was not", columns, rows)
