"""wr search, wr themes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workingregions.app.cli.options import FACETS, JsonOption, add, asks, open_project
from workingregions.app.cli.output import (
    answer,
    err,
    note,
    nothing,
    print_json,
    unread,
    working,
)
from workingregions.app.cli.show_search import NOTHING, show_facets, show_search
from workingregions.models.wording import plural

if TYPE_CHECKING:
    from workingregions.app.view import View
    from workingregions.corpus.selection import Selection


LIKELY = 0.2
"""Probability from which a theme is explained even if the passage names none of its seed terms."""


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    add(app, search)
    add(app, themes)


@asks(*FACETS, given=True)
def search(
    view: View,
    selection: Selection,
    given: Mapping[str, Any],
    query: Annotated[str, typer.Argument(help="Words, a question or a paragraph.", show_default=False)] = "",
    like: Annotated[
        str,
        typer.Option(
            "--like",
            metavar="ID|DOCUMENT",
            help="In place of a query: find what is similar to a passage (its evidence id) or to a document.",
            show_default=False,
        ),
    ] = "",
    n: Annotated[
        int, typer.Option("-n", metavar="N", help="Number of passages; 0: as configured.", min=0, max=1000)
    ] = 0,
    group: Annotated[bool, typer.Option("--group", help="Group the passages by document.")] = False,
    context: Annotated[
        int,
        typer.Option("--context", metavar="N", help="Sentences to show before and after.", min=0, max=20),
    ] = 0,
    expand: Annotated[
        bool,
        typer.Option(
            "--expand/--no-expand", help="Also look up other names of institutions, acronyms and themes."
        ),
    ] = True,
    evidence: Annotated[bool, typer.Option("--evidence", help="Show an evidence id per hit.")] = False,
    facets: Annotated[
        bool,
        typer.Option(
            "--facets", help="In place of hits: count the passages by region, year, theme and others."
        ),
    ] = False,
    facet: Annotated[
        list[str] | None,
        typer.Option(
            "--facet",
            metavar="NAME",
            help="Only this facet: region, year, theme, institution, institution_type, type, publisher, "
            "drop, language or voice; may be repeated.",
            show_default=False,
        ),
    ] = None,
    save: Annotated[
        str,
        typer.Option(
            "--save",
            metavar="NAME",
            help="Save the search with its filters; `wr searches run` prints what is new for it.",
            show_default=False,
        ),
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="Write the hits with citation keys: csv, xlsx, bib, ris or md.",
            show_default=False,
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Search the passages by meaning and by words; each hit names its document and page.

    Words rank. A "phrase", and words with AND, OR, NOT (or a minus sign) and brackets, are conditions:
    passages that do not meet them are not shown. Fields narrow the search: publisher:, title:, file:,
    region:, year:, theme:, institution:, type:, voice:, language: and drop:. British and American spellings
    find each other. Each hit has a relevance in percent; hits from "weak" on may be beside the point.

    Example:

        wr search "bringing manufacturing back from overseas" --region US --year 2010:2020 -p review
        wr search '"skills gap" AND (college OR university) publisher:"Department of Labor"' -p review
        wr search '"skills gap"' --facets --region Ohio -p review
        wr search "skills gap" -n 50 --out gap.bib -p review
        wr search --like wr1.p.2wkczrnzrew5.039v414432w.bscznp15extxxpekft.020wgcb0n -p review
    """
    from workingregions.corpus.errors import InputError
    from workingregions.models.search import Verdict
    from workingregions.reports.hits import check_format

    if facets or facet:
        if like or save or out:
            raise InputError("Facets are counted of a query or of filters, without --like, --save or --out.")
        show_facets(view, view.facets(selection, query=query, only=facet or ()), json=json)
        return
    if out:
        check_format(out)
    with working("searching"):
        found = view.search(query, selection, n, like=like, expand=expand, context=context)
    if save:
        _save(view, save, query, like, expand, given)
    if out:
        typer.echo(f"Wrote {plural(len(found.hits), 'hit')} to {view.export_hits(found, out)}.", err=json)
        if not json:
            return
    if json:
        print_json(found)
        if found.hits and found.verdict is Verdict.NOTHING:
            err(NOTHING)
        return
    show_search(found, group=group, evidence=evidence)
    if not found.hits:
        hint = "Loosen the filters, or try" if selection.where() else "Try"
        nothing(view, f"No passage matches. {hint} other words.")
    if not found.hits or found.verdict is Verdict.NOTHING:
        _elsewhere(view, selection)
        unread(view, selection)


def _save(view: View, name: str, query: str, like: str, expand: bool, given: Mapping[str, Any]) -> None:
    saved = open_project(view.root).save_search(
        name, query, like=like, expand=expand, snapshot=view.snapshot.id, **given
    )
    err(f"Saved as {saved.name!r}. What later drops add to it: wr searches run {quote(saved.name)}")


def _elsewhere(view: View, selection: Selection) -> None:
    """Print which regions the documents are about, if none is about the one that was asked for."""
    from workingregions.app.names import notes

    for region in selection.regions:
        if not any(region in (r.region for r in d.regions) for d in view.counted):
            for sentence in list(notes(region, view.counted, found=False))[-1:]:
                note(sentence)


@asks()
def themes(
    view: View,
    explain: Annotated[
        str,
        typer.Option(metavar="EVIDENCE", help="Instead, show why a passage is about themes: an evidence id."),
    ] = "",
    pairs: Annotated[bool, typer.Option("--pairs", help="Show which themes share passages.")] = False,
    region: Annotated[
        str, typer.Option(metavar="REGION", help="Of --pairs: documents about it.", show_default=False)
    ] = "",
    chart: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Draw the pairs: html, svg, png, json or csv.", show_default=False),
    ] = None,
    json: JsonOption = False,
) -> None:
    """List the codebook's themes, and how many passages and documents are about each.

    Example:

        wr themes -p review

        wr themes --explain EVIDENCE -p review
        wr themes --pairs --region Ohio --chart pairs.html -p review
    """
    if explain:
        _explain(view, explain, json=json)
        return
    if pairs or chart:
        _pairs(view, region, chart, json)
        return
    columns = {
        "id": "theme",
        "group": "group",
        "label": "label",
        "documents": "documents",
        "passages": "passages",
        "mentions": "mentioned in",
    }
    answer(view, view.themes(), columns, json=json, wide=("label",))


def _explain(view: View, ident: str, *, json: bool) -> None:
    """Print which words and descriptions decided that a passage is about themes, or is not."""
    with working("comparing the passage with the codebook"):
        reasons = view.explain_themes(ident)
    if json:
        print_json(reasons)
        return
    likely = [one for one in reasons if one.about >= LIKELY or one.seeds] or reasons[:1]
    for one in likely:
        verdict = "about" if one.about >= view.config.count.about else "not about"
        typer.echo(f"{one.theme}: {one.about:.2f} ({verdict})")
        if one.seeds:
            typer.echo(f"  names: {', '.join(one.seeds)}")
        if one.words:
            typer.echo(f"  words of the theme: {', '.join(word.word for word in one.words)}")
        typer.echo(f"  nearest description ({one.cosine:.2f}): {one.description}")
        typer.echo(f"  rival: {one.rival}")
        effects = [f"{reason.evidence} {reason.effect:+.1f}" for reason in one.reasons if reason.effect]
        typer.echo(f"  log-odds: {one.prior:+.1f} to begin with, {', '.join(effects)}")
    if left := len(reasons) - len(likely):
        typer.echo(f"{plural(left, 'theme')} less likely and not named; use --json for all.")


def _pairs(view: View, region: str, chart: Path | None, json: bool) -> None:
    frame = view.theme_pairs(region=region)
    if chart:
        from workingregions.reports.charts import co_occurrence, write_chart

        labels = {theme.id: theme.label for theme in view.codebook}
        for path in write_chart(co_occurrence(frame, labels, where=region), chart):
            typer.echo(f"Wrote {path}.", err=json)
    columns = {
        "theme_a": "theme",
        "theme_b": "with",
        "passages": "passages",
        "expected": "by chance",
        "lift": "lift",
        "documents": "documents",
    }
    if json or not chart:
        answer(view, frame, columns, json=json, empty="No passage is about two themes.")
