"""What the documents on a region are about, compared with the rest of the corpus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workingregions.models.trends import FEW
from workingregions.models.wording import listed, the
from workingregions.reports import drawing
from workingregions.reports.english import lower, percent
from workingregions.reports.parts import column, known, row, table
from workingregions.reports.regions.material import RegionMaterial, ThemeShare
from workingregions.reports.report import (
    Cell,
    Claim,
    ColumnKind,
    Figure,
    Number,
    Paragraph,
    Section,
    Table,
    counted,
)
from workingregions.reports.wording import capital, some

TOP = 3


def themes(found: RegionMaterial) -> Section:
    """Return the section on themes."""
    title = f"What the documents on {the(found.name)} are about"
    if not found.themes or not found.themes[0].of:
        claim = counted(
            "themes.none",
            f"There is no document about {the(found.name)} whose themes could be counted.",
            [Number(name="documents.read", value=0, unit="documents")],
            source="documents of the snapshot",
        )
        return Section(id="themes", title=title, blocks=(Paragraph(claims=(claim,)),))
    figure = themes_figure(found)
    blocks = [Paragraph(claims=tuple(_most(found))), Paragraph(claims=tuple(_compared(found)))]
    return Section(
        id="themes", title=title, blocks=(*(b for b in blocks if b.claims), figure, themes_table(found))
    )


def distinctive(found: RegionMaterial) -> tuple[list[ThemeShare], list[ThemeShare]]:
    """Return the themes that are clearly more, and clearly less, treated than elsewhere."""
    clear = [t for t in found.themes if t.clear and t.difference is not None]
    more = sorted((t for t in clear if (t.difference or 0) > 0), key=lambda t: -(t.difference or 0))
    less = sorted((t for t in clear if (t.difference or 0) < 0), key=lambda t: t.difference or 0)
    return more, less


def themes_table(found: RegionMaterial) -> Table:
    """Return all themes with their shares here and elsewhere, and the difference."""
    rows = [
        row(
            (
                t.label,
                Cell(value=t.documents, evidence=t.evidence),
                t.share,
                t.others,
                t.others / t.of_others if t.of_others else None,
                known(t.difference),
                known((t.low, t.high)),
            )
        )
        for t in _ordered(found.themes)
    ]
    first = found.themes[0]
    columns = (
        column("theme", "Theme"),
        column("documents", f"Documents of {first.of}", ColumnKind.COUNT, unit="documents"),
        column("share", "Share", ColumnKind.SHARE),
        column("others", f"Others of {first.of_others}", ColumnKind.COUNT, unit="documents"),
        column("others_share", "Share", ColumnKind.SHARE),
        column("difference", "Difference", ColumnKind.SHARE),
        column("difference_interval", "95 % interval", ColumnKind.SHARES),
    )
    note = counted(
        "themes.note",
        "A document is about a theme if one of its passages is. A difference is that of the shares, with "
        "the interval of Newcombe (1998); documents of other kinds or publishers may explain it.",
        [Number(name="themes", value=len(found.themes), unit="themes")],
        source="themes-table",
    )
    return table("themes-table", f"Themes of the documents on {the(found.name)}", columns, rows, note=note)


def themes_figure(found: RegionMaterial) -> Figure:
    """Return the shares of the themes here and in the rest of the corpus, the most treated first."""
    from workingregions.models.trends import wilson

    series = (f"Documents on {the(found.name)}", "All other documents")
    rows, data = [], []
    for t in _ordered(found.themes):
        low, high = wilson(t.others, t.of_others) if t.of_others else (None, None)
        share = t.others / t.of_others if t.of_others else None
        here = drawing.Dot(value=t.share, low=t.share_low, high=t.share_high)
        rows.append((t.label, (here, drawing.Dot(value=share, low=low, high=high))))
        data.append((t.label, t.share, known((t.share_low, t.share_high)), share, known((low, high))))
    ticks = [(v / 4, f"{25 * v} %") for v in range(5)]
    said = "; ".join(
        f"{t.label}: {percent(t.share)} here, {percent(t.others / t.of_others) if t.of_others else 'none'} "
        "elsewhere"
        for t in _ordered(found.themes)
    )
    columns = (
        column("theme", "Theme"),
        column("share", "Share here", ColumnKind.SHARE),
        column("interval", "95 % interval", ColumnKind.SHARES),
        column("others_share", "Share elsewhere", ColumnKind.SHARE),
        column("others_interval", "95 % interval", ColumnKind.SHARES),
    )
    caption = f"Share of documents about each theme, on {the(found.name)} and elsewhere"
    return Figure(
        id="themes-chart",
        caption=caption,
        alternative=f"{caption}. {said}.",
        svg=drawing.dots(rows, series, caption, least=0.0, most=1.0, ticks=ticks),
        data=table("themes-chart-data", caption, columns, data),
    )


def _most(found: RegionMaterial) -> Iterator[Claim]:
    treated = [t for t in _ordered(found.themes) if t.documents]
    if not treated:
        return
    top = treated[:TOP]
    named = listed(
        f"{lower(t.label)} ({t.documents} of {t.of}, {percent(t.share)}; 95 % interval "
        f"{percent(t.share_low)} to {percent(t.share_high)})"
        for t in top
    )
    yield counted(
        "themes.most",
        f"The documents on {the(found.name)} are most often about {named}.",
        [Number(name=f"theme.{t.id}", value=t.documents, unit="documents") for t in top],
        source="themes-table",
        evidence=[ident for t in top for ident in t.evidence[:1]],
    )
    silent = [t for t in found.themes if not t.documents]
    if silent:
        yield counted(
            "themes.silent",
            f"None is about {listed(lower(t.label) for t in silent)}.",
            [Number(name="themes.silent", value=len(silent), unit="themes")],
            source="themes-table",
        )


def _compared(found: RegionMaterial) -> Iterator[Claim]:
    first = found.themes[0]
    if min(first.of, first.of_others) < FEW:
        yield counted(
            "themes.few",
            f"There are too few documents to compare with the rest of the corpus ({first.of} here, "
            f"{first.of_others} elsewhere; at least {FEW} of each are needed).",
            [Number(name="documents.read", value=first.of, unit="documents")],
            source="themes-table",
        )
        return
    more, less = distinctive(found)
    for which, rows in (("more", more), ("less", less)):
        if rows:
            named = listed(_against(t) for t in rows[:TOP])
            others = f"the other {some(first.of_others, 'document')} of the corpus"
            yield counted(
                f"themes.{which}",
                f"Compared with {others}, they are {which} often about {named}.",
                [
                    Number(name=f"difference.{t.id}", value=t.difference or 0.0, unit="share")
                    for t in rows[:TOP]
                ],
                source="themes-table",
                evidence=[ident for t in rows[:TOP] for ident in t.evidence[:1]],
            )
    rest = len(found.themes) - len(more) - len(less)
    if rest:
        lead = "For no theme" if rest == len(found.themes) else f"For the other {some(rest, 'theme')} no"
        words = (
            f"{lead} is a difference from the rest of the corpus beyond chance."
            if rest == len(found.themes)
            else f"{lead} difference goes beyond chance."
        )
        yield counted("themes.alike", words, [Number(name="themes.alike", value=rest)], source="themes-table")
    for n, warning in enumerate(found.theme_warnings, 1):
        if not warning.startswith("Not read"):
            yield counted(
                f"themes.warning.{n}",
                capital(warning if warning.endswith(".") else f"{warning}."),
                [Number(name="documents.read", value=first.of, unit="documents")],
                source="by-publisher",
            )


def _against(theme: ThemeShare) -> str:
    other = theme.others / theme.of_others if theme.of_others else 0.0
    return f"{lower(theme.label)} ({percent(theme.share)} against {percent(other)})"


def _ordered(found: Sequence[ThemeShare]) -> list[ThemeShare]:
    return sorted(found, key=lambda t: (-t.share, t.label))
