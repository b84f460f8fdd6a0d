"""A profile of institutional thickness as sentences, table and picture, of one region or of several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from workingregions.models.thickness import COMPONENTS, RULES, ThicknessProfile
from workingregions.models.wording import listed, the
from workingregions.reports import drawing
from workingregions.reports.parts.tables import column, known, table
from workingregions.reports.report import (
    Block,
    Bullets,
    Claim,
    ColumnKind,
    Figure,
    Number,
    Paragraph,
    Table,
    counted,
    recorded,
)
from workingregions.reports.wording import capital

PLAIN = {
    "institutions": "Institutions named",
    "institutions_covered": "Institutions named, at equal coverage",
    "types": "Kinds of institution",
    "type_diversity": "Spread over kinds",
    "type_dominance": "Spread over kinds, large ones weighing more",
    "diversity": "Spread of attention over institutions",
    "dominance": "The same, the most named weighing more",
    "ties_each": "Ties per institution",
    "centralisation": "Ties centred on few institutions",
    "scalar_mix": "Mix of scales",
    "cross_scale": "Ties across scales",
    "agenda": "Shared themes",
}
"""Plain labels of the components; the term of art stands beside them in the table."""
DRAWN = ("institutions", "types", "ties_each", "scalar_mix", "cross_scale", "agenda")


def thickness_table(profile: ThicknessProfile, ident: str = "thickness") -> Table:
    """Return all components of a profile with their intervals; for each region its two columns."""
    regions = list(dict.fromkeys(profile.components["region"]))
    names = dict(zip(profile.components["region"], profile.components["name"], strict=True))
    found = {(r["region"], r["component"]): r for r in profile.components.to_dict("records")}
    columns = [column("component", "Component"), column("term", "Measure")]
    for n, region in enumerate(regions, 1):
        columns.append(column(f"value{n}", names[region], ColumnKind.NUMBER))
        columns.append(column(f"interval{n}", "95 % interval", ColumnKind.INTERVAL))
    rows = []
    for c in COMPONENTS:
        values: list[object] = []
        for region in regions:
            row = found[region, c.id]
            values += [known(row["value"]), known((row["low"], row["high"]))]
        rows.append((PLAIN[c.id], c.label, *values))
    return table(
        ident,
        f"Institutional thickness of {listed(the(names[r]) for r in regions)} at {profile.at} documents each",
        columns,
        rows,
        wide=len(regions) > 2,
        note=recorded(
            f"{ident}.note",
            "Components after Amin and Thrift (1994) and Zukauskaite, Trippl and Plechero (2017); values "
            "are those expected in so many documents, intervals those of documents drawn again. An empty "
            "cell means that the documents do not suffice.",
            source="models.thickness",
        ),
    )


def thickness_figure(profile: ThicknessProfile, ident: str = "thickness-chart") -> Figure | None:
    """Return small multiples of the main components on equal axes; None where nothing is known."""
    rows = profile.components[
        profile.components["component"].isin(DRAWN) & profile.components["value"].notna()
    ]
    if rows.empty:
        return None
    regions = list(dict.fromkeys(profile.components["region"]))
    names = dict(zip(profile.components["region"], profile.components["name"], strict=True))
    found = {(r["region"], r["component"]): r for r in rows.to_dict("records")}
    parts, said = [], []
    wide, tall = drawing.WIDTH / 2, 34.0 + 20 * len(regions)
    for n, component in enumerate(DRAWN):
        own = [(names[r], found.get((r, component))) for r in regions]
        x, y = wide * (n % 2), 4 + (tall + 22) * (n // 2)
        parts += _panel(component, own, x, y, wide - 16)
        said += [f"{PLAIN[component]}, {name}: {_said(row)}" for name, row in own]
    height = (tall + 22) * ((len(DRAWN) + 1) // 2) + 6
    columns = (
        column("component", "Component"),
        column("region", "Region"),
        column("value", "Value", ColumnKind.NUMBER),
        column("interval", "95 % interval", ColumnKind.INTERVAL),
    )
    data = [
        (PLAIN[c], names[r], known(row["value"]), known((row["low"], row["high"])))
        for c in DRAWN
        for r in regions
        if (row := found.get((r, c)))
    ]
    words = "; ".join(said) + "."
    caption = f"Institutional thickness at {profile.at} documents each, with 95 % intervals"
    return Figure(
        id=ident,
        caption=caption,
        alternative=words,
        svg=drawing.svg(height, parts, caption),
        data=table(f"{ident}-data", caption, columns, data),
    )


def thickness_blocks(profile: ThicknessProfile, ident: str = "thickness") -> tuple[Block, ...]:
    """Return the reading of a profile, what weakens it, its picture and its table."""
    reading, warnings = _claims(profile, ident)
    figure = thickness_figure(profile)
    return (
        Paragraph(claims=tuple(reading)),
        *((Bullets(claims=tuple(warnings)),) if warnings else ()),
        *((figure,) if figure else ()),
        thickness_table(profile, ident),
    )


def _claims(profile: ThicknessProfile, prefix: str) -> tuple[list[Claim], list[Claim]]:
    """Return the reading and the warnings of a profile as claims; the table of that id has the numbers."""
    source = prefix
    numbers = [
        Number(name=f"{prefix}.{row['region']}.{row['component']}", value=float(row["value"]))
        for row in profile.components.to_dict("records")
        if row["value"] == row["value"]
    ]
    numbers.append(Number(name=f"{prefix}.at", value=profile.at, unit="documents"))
    said = [words for words in profile.reading if words != RULES and not words.startswith("Counted:")]
    if len(profile.regions) == 1:
        said = [_alone(profile)]
    claims = [_claim(f"{prefix}.reading.{n}", words, numbers, source) for n, words in enumerate(said, 1)]
    warnings = [
        _claim(f"{prefix}.warning.{n}", words, numbers, source)
        for n, words in enumerate((w for w in profile.warnings if not w.startswith("Not read")), 1)
    ]
    return [*claims, recorded(f"{prefix}.rules", RULES, source="models.thickness")], warnings


def _claim(ident: str, words: str, numbers: Iterable[Number], source: str) -> Claim:
    ended = words if words[-1] in ".?!" else f"{words}."
    return counted(ident, capital(ended), numbers, source=source)


def _alone(profile: ThicknessProfile) -> str:
    """Return the main components of a single region in a sentence."""
    found = {str(r["component"]): r for r in profile.components.to_dict("records")}
    name = the(str(profile.regions["name"].iloc[0]))

    def value(component: str) -> str:
        row = found[component]
        if row["low"] != row["low"]:
            return _short(row["value"])
        return f"{_short(row['value'])} ({_short(row['low'])} to {_short(row['high'])})"

    known = [
        f"{value(component)} {words}"
        for component, words in (("institutions", "institutions"), ("types", "kinds of institution"))
        if found[component]["value"] == found[component]["value"]
    ]
    if found["ties_each"]["value"] == found["ties_each"]["value"]:
        known.append(f"{value('ties_each')} ties for each institution")
    return (
        f"In {profile.at} documents on {name} one expects {listed(known)}, with 95 % intervals in "
        "parentheses. Whether that is thick or thin, only a comparison with other regions can tell."
    )


def _short(value: float) -> str:
    """Return a value with two figures, or all of its whole part."""
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value:.2g}"


def _said(row: Mapping[Any, Any] | None) -> str:
    if row is None or row["value"] != row["value"]:
        return "not known"
    if row["low"] != row["low"]:
        return f"{row['value']:.2f}"
    return f"{row['value']:.2f} ({row['low']:.2f} to {row['high']:.2f})"


def _panel(
    component: str,
    own: Sequence[tuple[str, Mapping[Any, Any] | None]],
    x: float,
    y: float,
    wide: float,
) -> list[str]:
    """Return one component: a row for each region on a common axis."""
    values = [v for _, row in own if row for v in (row["value"], row["low"], row["high"]) if v == v]
    most = 1.0 if component in ("cross_scale", "agenda") else drawing.rounded(max(values, default=1.0))
    least = -1.0 if component == "cross_scale" else min(0.0, *values) if values else 0.0
    left, right = x + 112, x + wide

    def across(value: float) -> float:
        return left + (right - left) * (min(max(value, least), most) - least) / ((most - least) or 1)

    base = y + 22 + 20 * len(own)
    parts = [
        drawing.text(x, y + 13, PLAIN[component], bold=True),
        f'<path d="M{left:.1f} {base:.1f}H{right:.1f}" stroke="{drawing.INK}" stroke-width=".7"/>',
    ]
    for at in (least, (least + most) / 2, most):
        anchor = "start" if at == least else "end" if at == most else "middle"
        parts.append(
            f'<path d="M{across(at):.1f} {y + 18:.1f}V{base:.1f}" stroke="#d5dae0" stroke-width=".7"/>'
            + drawing.text(across(at), base + 13, f"{at:.3g}", anchor=anchor, size=10)
        )
    for n, (name, row) in enumerate(own):
        at = y + 32 + 20 * n
        parts.append(drawing.text(left - 8, at + 4, drawing.lines(name, 17, 1)[0], anchor="end", size=11))
        if row is None:
            parts.append(drawing.text(left + 4, at + 4, "not known", size=11, fill="#5b6670"))
            continue
        colour = drawing.COLOURS[n % len(drawing.COLOURS)]
        if row["low"] == row["low"]:
            parts.append(
                f'<path d="M{across(row["low"]):.1f} {at:.1f}H{across(row["high"]):.1f}" stroke="{colour}" '
                'stroke-width="2.4" stroke-opacity=".75"/>'
            )
        parts.append(drawing.mark(n, across(row["value"]), at, colour))
    return parts
