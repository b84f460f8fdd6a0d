"""The XY plot of a solution: regions by their membership in the solution and in the outcome."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

from workingregions.models.qca import Model, Side, Study, members, parsed
from workingregions.models.wording import plural
from workingregions.reports import style
from workingregions.reports.qca.tables import SCORE, column, made, region
from workingregions.reports.qca.words import suffix
from workingregions.reports.report import Figure, recorded

SIZE, LEFT, TOP = 420.0, 64.0, 18.0
WIDTH, HEIGHT = LEFT + SIZE + 90, TOP + SIZE + 56
LETTER, LINE = 6.4, 12.0
"""Width of a letter and height of a line of the labels, in pixels."""
INK = "#22292f"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"


def xy_plot(side: Side, study: Study, model: Model, kind: str) -> Figure:
    """Return the plot of one model: regions above the diagonal are consistent with sufficiency."""
    x = np.array([[value.membership for value in case.conditions] for case in study.cases])
    names = study.spec.names
    inside = np.max([members(x, parsed(term.term, names)) for term in model.terms], axis=0)
    outcome = np.array([case.outcome.membership for case in study.cases])
    y = 1 - outcome if side.negated else outcome
    where = [_place(a, b) for a, b in zip(inside, y, strict=True)]
    contradicting = sum(text == "contradicts" for text in where)
    above = int((y >= inside).sum())
    data = made(
        f"xy-data{suffix(side)}",
        f"Memberships of the regions in {model.expression} and in {side.outcome}",
        [
            column("region", "Region"), column("solution", "In the solution", SCORE),
            column("outcome", f"In {side.outcome}", SCORE), column("place", "Reading"),
        ],
        [
            (region(study, case.region), float(a), float(b), text)
            for case, a, b, text in zip(study.cases, inside, y, where, strict=True)
        ],
    )  # fmt: skip
    caption = (
        f"{plural(above, 'region')} of {len(study.cases)} on or above the diagonal: membership in the "
        f"{kind} solution {model.expression} against membership in {side.outcome}"
    )
    return Figure(
        id=f"xy{suffix(side)}",
        caption=caption,
        alternative=(
            f"Scatter plot of {len(study.cases)} regions. {above} lie on or above the diagonal, where the "
            f"solution is a subset of the outcome; {contradicting} are in the solution but not in "
            "the outcome."
        ),
        svg=_svg([case.region for case in study.cases], inside, y, where, side.outcome),
        data=data,
        note=recorded(
            f"xy{suffix(side)}.note",
            "Above the diagonal a region is consistent with sufficiency; in the lower right quarter "
            "it contradicts "
            "it, marked by a cross; in the upper left it has the outcome without the solution.",
            source="method",
        ),
    )


def _place(inside: float, outcome: float) -> str:
    if inside > 0.5:
        return "consistent" if outcome > 0.5 else "contradicts"
    return "not covered" if outcome > 0.5 else "neither"


def _svg(codes: Sequence[str], x: np.ndarray, y: np.ndarray, where: Sequence[str], outcome: str) -> str:
    parts = [_frame(outcome)]
    taken: list[tuple[float, float, float, float]] = []
    points = [(LEFT + SIZE * float(a), TOP + SIZE * (1 - float(b))) for a, b in zip(x, y, strict=True)]
    taken += [(px - 4, py - 4, px + 4, py + 4) for px, py in points]
    for code, (px, py), text in zip(codes, points, where, strict=True):
        title = f"<title>{escape(code)}: {text}</title>"
        if text == "contradicts":
            parts.append(
                f'<path d="M{px - 4:.1f} {py - 4:.1f}l8 8m0 -8l-8 8" stroke="{style.VERMILION}" '
                f'stroke-width="2" fill="none">{title}</path>'
            )
        else:
            fill = style.BLUE if text == "consistent" else "white"
            parts.append(
                f'<circle cx="{px:.1f}" cy="{py:.1f}" r="4" fill="{fill}" stroke="{style.BLUE}">'
                f"{title}</circle>"
            )
        if (spot := _free(px, py, len(code), taken)) is not None:
            lx, ly = spot
            halo = 'stroke="white" stroke-width="3" paint-order="stroke"'
            parts.append(f'<text x="{lx:.1f}" y="{ly:.1f}" font-size="11" {halo}>{escape(code)}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" width="{WIDTH:g}" '
        f'height="{HEIGHT:g}" font-family="{FONT}" fill="{INK}">{"".join(parts)}</svg>'
    )


def _frame(outcome: str) -> str:
    right, bottom, middle = LEFT + SIZE, TOP + SIZE, SIZE / 2
    lines = [
        f'<rect x="{LEFT:g}" y="{TOP:g}" width="{SIZE:g}" height="{SIZE:g}" fill="none" '
        f'stroke="{style.GREY}"/>',
        f'<path d="M{LEFT:g} {bottom:g}L{right:g} {TOP:g}" stroke="{style.GREY}" fill="none"/>',
        f'<path d="M{LEFT + middle:g} {TOP:g}V{bottom:g}M{LEFT:g} {TOP + middle:g}H{right:g}" '
        f'stroke="{style.PALE}" stroke-dasharray="4 3" fill="none"/>',
    ]
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        lines.append(
            f'<text x="{LEFT + SIZE * share:g}" y="{bottom + 16:g}" font-size="11" text-anchor="middle">'
            f"{share:g}</text>"
        )
        lines.append(
            f'<text x="{LEFT - 7:g}" y="{bottom - SIZE * share + 4:g}" font-size="11" text-anchor="end">'
            f"{share:g}</text>"
        )
    lines.append(
        f'<text x="{LEFT + middle:g}" y="{bottom + 38:g}" font-size="12" text-anchor="middle">'
        "Membership in the solution</text>"
    )
    lines.append(
        f'<text transform="translate(18 {TOP + middle:g}) rotate(-90)" font-size="12" text-anchor="middle">'
        f"Membership in {escape(outcome)}</text>"
    )
    return "".join(lines)


def _free(
    px: float, py: float, letters: int, taken: list[tuple[float, float, float, float]]
) -> tuple[float, float] | None:
    """Return where a label fits beside its point, and take the place; None if everything around is taken."""
    wide = LETTER * letters
    for dx, dy in (
        (7, 4),
        (7, -6),
        (7, 14),
        (-7 - wide, 4),
        (-7 - wide, -6),
        (-7 - wide, 14),
        (-wide / 2, -8),
    ):
        left, base = px + dx, py + dy
        box = (left, base - LINE + 2, left + wide, base + 2)
        inside = box[0] >= LEFT - 40 and box[2] <= WIDTH and box[1] >= 0 and box[3] <= HEIGHT - 30
        # The boxes of the points hold the label's own point, which it stands beside.
        if inside and not any(
            box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken
        ):
            taken.append(box)
            return left, base
    return None
