"""The themes of regions compared: shares with intervals side by side, differences in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from workingregions.models.wording import listed, the
from workingregions.reports import drawing
from workingregions.reports.comparisons.material import ComparisonMaterial
from workingregions.reports.english import lower, percent
from workingregions.reports.parts import column, known, table
from workingregions.reports.report import Claim, ColumnKind, Figure, Number, Paragraph, Section, counted
from workingregions.reports.wording import capital

LEVEL = 0.05


def themes(found: ComparisonMaterial) -> Section:
    """Return the section on themes; `found.themes` is there."""
    blocks = (Paragraph(claims=tuple(_claims(found))), _figure(found))
    return Section(id="themes", title="What the documents about each region are about", blocks=blocks)


def _claims(found: ComparisonMaterial) -> Iterator[Claim]:
    assert found.themes is not None
    rows: list[Any] = found.themes.differences.to_dict("records")
    clear = [r for r in rows if r["q"] is not None and r["q"] == r["q"] and r["q"] < LEVEL]
    for n, r in enumerate(sorted(clear, key=lambda r: -abs(r["difference"])), 1):
        more, less = ("b", "a") if r["difference"] > 0 else ("a", "b")
        yield counted(
            f"themes.differ.{n}",
            f"Documents about {the(r[more])} are more often about {lower(found.labels[r['theme']])} than "
            f"those about {the(r[less])} ({r[f'documents_{more}']} of {r[f'of_{more}']} against "
            f"{r[f'documents_{less}']} of {r[f'of_{less}']}).",
            [Number(name=f"difference.{r['theme']}.{n}", value=float(r["difference"]), unit="share")],
            source="themes-data",
        )
    if not clear:
        sizes = listed(f"{r.focal} about {the(r.name)}" for r in found.regions)
        yield counted(
            "themes.alike",
            "No difference between the themes of the regions goes beyond chance, given the documents "
            f"({sizes}).",
            [Number(name=f"focal.{r.region}", value=r.focal, unit="documents") for r in found.regions],
            source="themes-data",
        )
    for n, warning in enumerate(found.themes.warnings, 1):
        if not warning.startswith("Not read"):
            yield counted(
                f"themes.warning.{n}",
                capital(warning if warning.endswith((".", "?")) else f"{warning}."),
                [Number(name=f"focal.{r.region}", value=r.focal, unit="documents") for r in found.regions],
                source="themes-data",
            )


def _figure(found: ComparisonMaterial) -> Figure:
    assert found.themes is not None
    names = [the(name) for name in found.themes.names]
    shares: dict[str, dict[str, Any]] = {}
    for r in found.themes.profile.to_dict("records"):
        shares.setdefault(str(r["theme"]), {})[str(r["region_name"])] = r
    order = sorted(
        shares, key=lambda t: (-max(float(r["share"]) for r in shares[t].values()), found.labels[t])
    )
    rows, data = [], []
    for theme in order:
        own = [shares[theme].get(name) for name in found.themes.names]
        rows.append((found.labels[theme], [_dot(r) for r in own]))
        values = [v for r in own for v in _cells(r)]
        data.append((found.labels[theme], *values))
    columns = [column("theme", "Theme")]
    for n, name in enumerate(found.themes.names, 1):
        columns += [
            column(f"documents{n}", capital(the(name)), ColumnKind.COUNT, unit="documents"),
            column(f"share{n}", "Share", ColumnKind.SHARE),
            column(f"interval{n}", "95 % interval", ColumnKind.SHARES),
        ]
    caption = f"Share of the documents about {listed(names)} that are about each theme"
    said = "; ".join(f"{found.labels[t]}: {_words(shares[t])}" for t in order)
    return Figure(
        id="themes-chart",
        caption=caption,
        alternative=f"{caption}. {said}.",
        svg=drawing.dots(
            rows,
            [capital(n) for n in names],
            caption,
            least=0.0,
            most=1.0,
            ticks=[(v / 4, f"{25 * v} %") for v in range(5)],
        ),
        data=table("themes-data", caption, columns, data),
    )


def _dot(row: Any) -> drawing.Dot:
    if row is None or row["share"] != row["share"]:
        return drawing.Dot(value=None)
    return drawing.Dot(value=float(row["share"]), low=float(row["low"]), high=float(row["high"]))


def _cells(row: Any) -> tuple[object, ...]:
    if row is None:
        return None, None, None
    return int(row["documents"]), known(row["share"]), known((row["low"], row["high"]))


def _words(shares: Mapping[str, Any]) -> str:
    return listed(f"{the(name)} {percent(float(row['share']))}" for name, row in shares.items())
