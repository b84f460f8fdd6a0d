"""wr search, wr themes, wr topics, wr trends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from workingregions.app.cli.options import JsonOption, ProjectOption, add, asks, open_project
from workingregions.app.cli.output import (
    answer,
    console,
    note,
    nothing,
    print_json,
    show_frame,
    unread,
    working,
)
from workingregions.corpus.enums import Voice
from workingregions.models.wording import plural

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.view import View
    from workingregions.corpus.selection import Selection


LIKELY = 0.2
"""Probability from which a theme is explained even if the passage names none of its seed terms."""


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    add(app, search)
    add(app, themes)
    topics = typer.Typer(help="Topics found in the corpus itself, beside the codebook.", no_args_is_help=True)
    add(topics, topics_fit, "fit")
    add(topics, topics_list, "list")
    add(topics, topics_show, "show")
    app.add_typer(topics, name="topics")
    add(app, trends)


@asks("region", "year", "theme", "institution", "type", "voice")
def search(
    view: View,
    selection: Selection,
    query: Annotated[str, typer.Argument(help="Words or a question.")],
    n: Annotated[
        int, typer.Option("-n", metavar="N", help="Number of passages; 0: as configured.", min=0, max=1000)
    ] = 0,
    evidence: Annotated[bool, typer.Option("--evidence", help="Show an evidence id per hit.")] = False,
    json: JsonOption = False,
) -> None:
    """Search the passages by meaning and by words; each hit names its document and page.

    Example:

        wr search "bringing manufacturing back from overseas" --region US --year 2010:2020 -p review
    """
    with working("searching"):
        found = view.search(query, selection, n)
    if json:
        print_json(found)
        return
    if not found.hits:
        hint = "Loosen the filters, or try" if selection.where() else "Try"
        nothing(view, f"No passage matches. {hint} other words.")
        _elsewhere(view, selection)
        unread(view, selection)
        return
    from rich.text import Text

    out = console()
    for rank, hit in enumerate(found.hits, 1):
        document = found.documents[hit.document]
        head = Text(f"{rank}. ")
        head.append(document.title or document.path, style="bold")
        about = ", ".join(filter(None, (document.publisher, str(document.year or "no year"))))
        out.print(head + Text(f"  ({about})"))
        voice = "" if hit.voice is Voice.BODY else f", {hit.voice.value}"
        out.print(Text(f"   {document.path}, page {hit.page}{voice}", style="cyan"))
        out.print(Text("   " + " ".join(hit.snippet.split())))
        if evidence:
            out.print(Text("   " + found.evidence[rank - 1], style="dim"), soft_wrap=True)
        out.print()


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
    json: JsonOption = False,
) -> None:
    """List the codebook's themes, and how many passages and documents are about each.

    Example:

        wr themes -p review

        wr themes --explain EVIDENCE -p review
    """
    if explain:
        _explain(view, explain, json=json)
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


def topics_fit(
    project: ProjectOption = None,
    method: Annotated[str, typer.Option(help="nmf (scikit-learn) or lda (gensim).")] = "nmf",
    topics: Annotated[int, typer.Option("-k", help="How many; 0: the most coherent number.", min=0)] = 0,
    seed: Annotated[int, typer.Option(help="Random seed; the same seed gives the same topics.")] = 13,
    json: JsonOption = False,
) -> None:
    """Find topics in the corpus and keep them for `wr topics list`.

    Example:

        wr topics fit --method lda -k 12 -p review
    """
    opened = open_project(project)
    with working("fitting topics"):
        model = opened.fit_topics(method=method, topics=topics, seed=seed)
    if json:
        print_json(model)
    else:
        _topic_table(opened.view().topics(), model.coherence)


@asks()
def topics_list(view: View, json: JsonOption = False) -> None:
    """List the topics that `wr topics fit` found, with their top words.

    Example:

        wr topics list -p review
    """
    frame = view.topics()
    if json:
        print_json(frame)
    else:
        _topic_table(frame, view.topic_model().coherence)


def _topic_table(frame: pd.DataFrame, coherence: float) -> None:
    columns = {"topic": "topic", "share": "share", "coherence": "coherence", "words": "top words"}
    title = f"{plural(len(frame), 'topic')}, mean coherence (NPMI) {coherence:.3f}"
    show_frame(frame, columns, title=title, wide=("words",))


@asks()
def topics_show(
    view: View,
    topic: Annotated[int, typer.Argument(help="The topic's number in `wr topics list`.")],
    json: JsonOption = False,
) -> None:
    """Show a topic: the passages that represent it.

    Example:

        wr topics show 3 -p review
    """
    columns = {"weight": "weight", "document": "document", "page": "page", "text": "passage"}
    answer(view, view.topic(topic), columns, json=json, wide=("text", "document"))


@asks()
def trends(
    view: View,
    theme: Annotated[str, typer.Argument(metavar="THEME", help="Theme id; see `wr themes`.")],
    by: Annotated[
        str, typer.Option(help="region, year, genre or publisher, or several: region,year.")
    ] = "year",
    json: JsonOption = False,
) -> None:
    """Count the documents about a theme by year, region or both, with shares and their uncertainty.

    A document of several regions counts in each. Duplicates count once, unless configured otherwise.

    Example:

        wr trends reshoring --by region,year -p review
    """
    facets = [part.strip() for part in by.split(",") if part.strip()]
    with working("counting"):
        frame = view.trends(theme, facets)
    if json:
        print_json(frame)
        return
    if not len(frame):
        nothing(view, "No document is about it.")
        return
    # A table of regions by years is mostly zeros; those cells are left to the JSON.
    empty = frame[frame["documents"] == 0] if len(facets) > 1 else frame.iloc[:0]
    frame = frame.drop(empty.index)
    bounds = zip(frame["low"], frame["high"], strict=True)
    frame = frame.assign(interval=[f"{low:.0%}-{high:.0%}" for low, high in bounds])
    columns = {
        **{"region_name" if f == "region" else f: f for f in facets},
        "documents": "documents",
        "of_documents": "of",
        **({"unread": "not English"} if frame["unread"].any() else {}),
        "share": "share",
        "interval": "95 % interval",
        "passages": "passages",
    }
    shown = {"share": lambda v: f"{v:.0%}", "year": lambda v: "unknown" if v is None else f"{v:.0f}"}
    show_frame(frame, columns, shown=shown, empty="No document is about it.")
    if len(empty):
        cells = plural(len(empty), "cell")
        typer.echo(f"Left out: {cells} without a document about the theme; use --json for all.")
    unread(view)
