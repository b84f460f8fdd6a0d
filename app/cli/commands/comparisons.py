"""wr compare, wr terms: regions by their themes, and the terms that set periods or regions apart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workingregions.app.cli.commands.trends import ChartOption, CsvOption, WithinOption, check_chart, of
from workingregions.app.cli.options import JsonOption, YearOption, add, asks, report_regions
from workingregions.app.cli.output import console, data, note, print_json, show_frame, working
from workingregions.corpus.remedies import NOT_READ
from workingregions.models.wording import plural, the

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.view import View
    from workingregions.models.trends import Comparison, TermComparison


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    add(app, compare)
    add(app, terms)


@asks()
def compare(
    view: View,
    regions: Annotated[
        list[str],
        typer.Argument(
            metavar="REGION...", help='Regions by name or code ("Ohio", US-OH, UKC).', show_default=False
        ),
    ],
    theme: Annotated[
        list[str] | None,
        typer.Option(
            "--theme", help="Theme id (see `wr themes`); may be repeated. Default: all.", show_default=False
        ),
    ] = None,
    year: YearOption = None,
    chart: ChartOption = None,
    csv: CsvOption = False,
    json: JsonOption = False,
) -> None:
    """Compare regions by their themes; one region alone is compared with all other documents.

    For each theme: the share of each region's documents, the difference with its 95 % interval, p after
    allowing for the number of themes (q), and the odds with document type and publisher held.

    Example:

        wr compare Ohio England -p review
        wr compare "North East England" --theme reshoring --year 2010:2020 -p review
        wr compare Ohio Pennsylvania Michigan --chart profile.html -p review
    """
    if chart is not None:
        check_chart(chart)
    report_regions(regions)
    with working("comparing"):
        found = view.compare(regions, theme or (), year=year or "")
    if chart is not None:
        from workingregions.reports.charts import theme_profile, write_chart

        labels = {t.id: t.label for t in view.codebook}
        figure = theme_profile(found.profile, labels, years=found.years, notes=found.warnings)
        for path in write_chart(figure, chart):
            typer.echo(f"Wrote {path}.", err=json or csv)
    if json:
        print_json(found)
    elif csv:
        data(found.differences.to_csv(index=False, lineterminator="\n"))
    elif chart is None:
        _show_comparison(found)


def _show_comparison(found: Comparison) -> None:
    first = found.names[0]
    for number, (other, rows) in enumerate(found.differences.groupby("b", sort=False)):
        order = rows.assign(size=rows["difference"].astype(float).abs()).sort_values("size", ascending=False)
        lines = order.assign(
            one=_counts(order, "a"), two=_counts(order, "b"),
            points=[_points(*row) for row in order[["difference", "low", "high"]].itertuples(index=False)],
            q=[_p(q) for q in order["q"]],
            odds=[_odds(*row) for row in order[["odds", "odds_low", "odds_high"]].itertuples(index=False)],
        )  # fmt: skip
        heads = {
            "label": "theme", "one": first, "two": str(other), "points": "difference in points", "q": "q",
            "odds": "odds, mix held",
        }  # fmt: skip
        show_frame(lines, heads, title=f"{other} less {first}, {found.years}", wide=("label",))
        if both := found.both[number]:
            typer.echo(f"Left out of the differences: {plural(both, 'document')} about both.")
    _warn(found.warnings)


def _counts(rows: pd.DataFrame, side: str) -> list[str]:
    return of(rows[f"documents_{side}"], rows[f"of_{side}"])


def _known(value: Any) -> bool:
    return value is not None and value == value


def _points(difference: Any, low: Any, high: Any) -> str:
    return (
        f"{100 * difference:+.0f} ({100 * low:+.0f} to {100 * high:+.0f})"
        if _known(difference)
        else "too few"
    )


def _odds(odds: Any, low: Any, high: Any) -> str:
    if not _known(odds):
        return ""
    return f"{odds:.2g} ({low if _known(low) else 0:.2g} to {high if _known(high) else float('inf'):.3g})"


def _p(value: Any) -> str:
    from workingregions.models.trends import written

    return written(float(value)) if _known(value) else ""


def _warn(warnings: Iterable[str]) -> None:
    for warning in warnings:
        if warning.startswith(NOT_READ):
            note(warning)
        else:
            console().print(f"Warning: {warning}", soft_wrap=True)


@asks()
def terms(
    view: View,
    region: WithinOption = "",
    against: Annotated[
        str,
        typer.Option(
            metavar="REGION", help="Compare --region with it, not with all others.", show_default=False
        ),
    ] = "",
    before: Annotated[
        str, typer.Option(metavar="FROM:TO", help="The earlier of two periods.", show_default=False)
    ] = "",
    after: Annotated[str, typer.Option(metavar="FROM:TO", help="The later one.", show_default=False)] = "",
    theme: Annotated[
        str, typer.Option(metavar="ID", help="Only passages about it.", show_default=False)
    ] = "",
    n: Annotated[
        int, typer.Option("-n", metavar="N", help="How many terms of each side; 0: all.", min=0)
    ] = 20,
    csv: CsvOption = False,
    json: JsonOption = False,
) -> None:
    """Show the terms that tell two periods, or a region and others, apart: emerging and fading ones.

    Terms are ranked by z, the log odds of the passages that have them with a prior from all text (Monroe and
    others, 2008). At least three documents must use a term.

    Example:

        wr terms --before 2009:2015 --after 2016:2022 -p review
        wr terms --region Ohio -p review
        wr terms --region Ohio --against England --theme reshoring -p review
    """
    report_regions([r for r in (region, against) if r and r != "unknown"])
    with working("counting terms"):
        found = view.terms(region=region, against=against, before=before, after=after, theme=theme)
    if json:
        print_json(found)
    elif csv:
        data(found.terms.to_csv(index=False, lineterminator="\n"))
    else:
        _show_terms(found, n)


def _show_terms(found: TermComparison, n: int) -> None:
    for side, name, other in (("b", found.b, found.a), ("a", found.a, found.b)):
        rows = found.terms[found.terms["side"] == side]
        shown = rows.head(n) if n else rows
        lines = shown.assign(
            z=[f"{abs(z):.1f}" for z in shown["z"]], one=_within(shown, "a"), two=_within(shown, "b")
        )
        heads = {"term": "term", "z": "z", "two": found.b, "one": found.a}
        title = f"More in {the(name)} than in {the(other)}"
        show_frame(lines, heads, title=title, empty=f"No term stands out in {the(name)}.")
        if n and len(rows) > n:
            typer.echo(f"{len(rows) - n} more; use -n 0 for all.")
    sizes = [
        f"{plural(passages, 'passage')} of {plural(documents, 'document')} in {the(name)}"
        for name, passages, documents in (
            (found.b, found.passages_b, found.documents_b),
            (found.a, found.passages_a, found.documents_a),
        )
    ]
    typer.echo(f"Passages (documents) that have the term, of {' and '.join(sizes)}.")
    _warn(found.warnings)


def _within(rows: pd.DataFrame, side: str) -> list[str]:
    pairs = zip(rows[f"passages_{side}"], rows[f"documents_{side}"], strict=True)
    return [f"{passages} ({documents})" for passages, documents in pairs]
