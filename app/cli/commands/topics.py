"""wr topics: topics found in the corpus itself, beside the codebook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workingregions.app.cli.options import JsonOption, ProjectOption, WhoOption, add, asks, open_project
from workingregions.app.cli.output import answer, console, nothing, print_json, show_frame, working
from workingregions.models.wording import plural

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.topics import TopicFit
    from workingregions.app.view import View

SHOWN_WORDS = 8
LEAST_NEW = 0.2
"""Share of passages that came after the fit from which another fit is suggested."""

TopicArgument = Annotated[int, typer.Argument(metavar="TOPIC", help="Number in `wr topics list`.")]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    topics = typer.Typer(help="Topics found in the corpus itself, beside the codebook.", no_args_is_help=True)
    for function, name in (
        (fit, "fit"),
        (listed, "list"),
        (show, "show"),
        (name_, "name"),
        (merge, "merge"),
        (history, "history"),
        (undo, "undo"),
        (map_, "map"),
        (trends, "trends"),
    ):
        add(topics, function, name)
    app.add_typer(topics, name="topics")


def fit(
    project: ProjectOption = None,
    method: Annotated[
        str, typer.Option(help="kmeans (stable), nmf (scikit-learn) or lda (gensim).")
    ] = "kmeans",
    topics: Annotated[
        int, typer.Option("-k", help="How many; 0: as many as before, or the largest stable number.", min=0)
    ] = 0,
    seed: Annotated[int, typer.Option(help="Random seed; the same seed gives the same topics.")] = 13,
    who: WhoOption = "",
    json: JsonOption = False,
) -> None:
    """Find topics in the corpus and keep them for `wr topics list`.

    Topics have permanent numbers. A later fit matches its topics to those so far: one that goes on keeps its
    number, name and merges. New documents are assigned to the topics as they are; fit again when many have
    come.

    Example:

        wr topics fit -p review
        wr topics fit --method lda -k 12 -p review
    """
    opened = open_project(project)
    with working("fitting topics") as status:
        made = opened.fit_topics(method=method, topics=topics, seed=seed, who=who, step=status.update)
    if json:
        print_json(made)
        return
    _table(opened.view().topics(), made.model.coherence)
    _fit_notes(made)


def _fit_notes(made: TopicFit) -> None:
    if made.model.left_out:
        reasons = ", ".join(f"{count} {reason}" for reason, count in made.model.left_out.items())
        total = sum(made.model.left_out.values())
        typer.echo(f"{plural(total, 'passage')} without a topic, as no running text: {reasons}.")
    ended = [f for f in made.fates if f.fate.value in ("merged", "retired")]
    for fate in ended:
        where = f"is part of topic {fate.of} now" if fate.of else "is spread over other topics"
        typer.echo(f"Topic {fate.topic} ({fate.name}) {where}.")
    for line in made.lost:
        typer.echo(f"Look at: {line}")
    scores = dict(made.model.tried)
    number = len(made.model.topics)
    if made.model.method == "kmeans" and number in scores:
        agreed = f"{plural(number, 'topic')} ({scores[number]:.2f} of 1)"
        typer.echo(f"Samples of 90 % agree on {agreed}. More, with -k, are less certain to come again.")
    typer.echo("Rename with: wr topics name TOPIC NAME. Undo this fit with: wr topics undo")


@asks()
def listed(view: View, json: JsonOption = False) -> None:
    """List the topics, with their names, sizes and words.

    A document counts for a topic if a tenth of its passages are about it.

    Example:

        wr topics list -p review
    """
    frame = view.topics()
    if json:
        print_json(frame)
        return
    _table(frame, view.topic_model().coherence)
    new, total = int(frame["new"].sum()), int(frame["passages"].sum())
    if new:
        again = " Fit again with: wr topics fit" if new >= LEAST_NEW * total else ""
        typer.echo(f"{plural(new, 'passage')} of {total} came after the fit.{again}")


def _table(frame: pd.DataFrame, coherence: float) -> None:
    columns = {
        "name": "name",
        "topic": "topic",
        "share": "share",
        "documents": "documents",
        "coherence": "coherence",
        "fate": "since the last fit",
        "words": "words",
    }
    title = f"{plural(len(frame), 'topic')}, mean coherence (NPMI) {coherence:.3f}"
    shown = {"share": lambda v: f"{v:.0%}", "words": lambda v: ", ".join(v[:SHOWN_WORDS])}
    show_frame(frame, columns, title=title, shown=shown, wide=("name", "words"))


@asks()
def show(
    view: View,
    topic: TopicArgument,
    documents: Annotated[
        bool, typer.Option("--documents", help="The documents about it instead of passages.")
    ] = False,
    n: Annotated[int, typer.Option("-n", metavar="N", help="How many; 0: all.", min=0, max=1_000_000)] = 5,
    json: JsonOption = False,
) -> None:
    """Show a topic: the passages that represent it best, each with an evidence id, or its documents.

    Example:

        wr topics show 3 -p review
        wr topics show 3 --documents -n 0 -p review
    """
    if documents:
        frame = view.topic_documents(topic)
        columns = {
            "file": "document",
            "title": "title",
            "year": "year",
            "share": "share",
            "passages": "passages",
        }
        shown = {"share": lambda v: f"{v:.0%}", "year": lambda v: "" if v is None else str(v)}
        answer(view, frame, columns, json=json, shown=shown, wide=("file", "title"), most=n)
        return
    columns = {
        "weight": "weight",
        "document": "document",
        "page": "page",
        "text": "passage",
        "evidence": "evidence",
    }
    answer(view, view.topic(topic, most=n), columns, json=json, wide=("text", "document", "evidence"))


def name_(
    topic: TopicArgument,
    name: Annotated[str, typer.Argument(metavar="NAME", help='The name; "" takes a name back.')],
    project: ProjectOption = None,
    who: WhoOption = "",
    json: JsonOption = False,
) -> None:
    """Give a topic a name, which it keeps when topics are fitted again.

    Example:

        wr topics name 3 "Skills and training" -p review
    """
    _changed(open_project(project).name_topic(topic, name, who=who), json)


def merge(
    topics: Annotated[
        list[int], typer.Argument(metavar="TOPIC...", help="Two or more numbers; the first one goes on.")
    ],
    project: ProjectOption = None,
    who: WhoOption = "",
    json: JsonOption = False,
) -> None:
    """Count topics as one from now on, also when topics are fitted again.

    Example:

        wr topics merge 3 7 -p review
    """
    _changed(open_project(project).merge_topics(topics, who=who), json)


def undo(
    line: Annotated[str, typer.Argument(metavar="LINE", help="Id in `wr topics history`, or last.")] = "last",
    project: ProjectOption = None,
    who: WhoOption = "",
    json: JsonOption = False,
) -> None:
    """Undo a name, a merge or the newest fit. Numbers that the fit gave are not given again.

    Example:

        wr topics undo -p review
    """
    _changed(open_project(project).undo_topics(line, who=who), json)


def _changed(change: object, json: bool) -> None:
    from workingregions.app.topics import TopicChange

    assert isinstance(change, TopicChange)
    if json:
        print_json(change)
        return
    typer.echo(change.what)
    typer.echo(f"Undo with: wr topics undo {change.line}")


@asks()
def history(
    view: View,
    topic: Annotated[
        int | None, typer.Argument(metavar="[TOPIC]", help="Only what concerns it.", show_default=False)
    ] = None,
    json: JsonOption = False,
) -> None:
    """Show how topics came about: fits, what became of each topic, names, merges.

    Example:

        wr topics history -p review
        wr topics history 3 -p review
    """
    frame = view.topic_history(topic)
    if json:
        print_json(frame)
        return
    if not len(frame):
        nothing(view, "No topics were fitted yet.")
        return
    columns = {
        "what": "what",
        "line": "line",
        "when": "when",
        "who": "who",
        "action": "action",
        "in_force": "in force",
    }
    show_frame(frame, columns, shown={"in_force": lambda v: "yes" if v else "undone"}, wide=("what",))
    if topic is not None:
        for fates in frame["fates"]:
            for fate in fates:
                of = f" {fate.of}" if fate.of else ""
                console().print(f"  topic {fate.topic}: {fate.fate.value}{of}, overlap {fate.overlap:.0%}")


@asks()
def map_(
    view: View,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Draw it: html, svg, png, json or csv.", show_default=False),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Place the topics in two dimensions: near ones are alike.

    Example:

        wr topics map --out topics.svg -p review
    """
    frame = view.topic_map()
    if out is not None:
        from workingregions.reports import charts

        for path in charts.write_chart(charts.topic_map(frame), out):
            typer.echo(f"Wrote {path}.", err=json)
        if not json:
            return
    columns = {"name": "name", "topic": "topic", "x": "x", "y": "y", "size": "passages"}
    answer(view, frame, columns, json=json, wide=("name",))


@asks()
def trends(
    view: View,
    topics: Annotated[
        list[int] | None, typer.Argument(metavar="[TOPIC...]", help="Default: all.", show_default=False)
    ] = None,
    by: Annotated[
        str, typer.Option(help="region, year, genre or publisher, or several: region,year.")
    ] = "year",
    json: JsonOption = False,
) -> None:
    """Count the documents about topics by year, region or both, over the documents that `wr trends` counts.

    A document is about a topic if a tenth of its passages are.

    Example:

        wr topics trends 3 7 --by year -p review
    """
    facets = [part.strip() for part in by.split(",") if part.strip()]
    with working("counting"):
        frame = view.topic_trends(topics or (), facets)
    if json:
        print_json(frame)
        return
    if not len(frame):
        nothing(view, "No document counts.")
        return
    bounds = zip(frame["low"], frame["high"], strict=True)
    frame = frame.assign(interval=[f"{low:.0%}-{high:.0%}" for low, high in bounds])
    frame = frame[frame["documents"] > 0]
    columns = {
        **{"region_name" if f == "region" else f: f for f in facets},
        "name": "topic",
        "documents": "documents",
        "of_documents": "of",
        "share": "share",
        "interval": "95 % interval",
        "passages": "passages",
    }
    shown = {"share": lambda v: f"{v:.0%}", "year": lambda v: "unknown" if v is None else f"{v:.0f}"}
    show_frame(frame, columns, shown=shown, empty="No document is about it.", wide=("name",))
