"""wr review: what most needs a person's decision."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Annotated

import typer

from workingregions.app.cli.options import JsonOption, MostOption, add, asks
from workingregions.app.cli.output import nothing, print_json, working
from workingregions.corpus.correction import Action
from workingregions.models.wording import plural

if TYPE_CHECKING:
    from workingregions.app.map import ReviewAnswer, ReviewItem
    from workingregions.app.view import View


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    add(app, review)


@asks(map=True)
def review(
    view: View,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind",
            metavar="KIND",
            help="Only these: conflict, merge, apart, institution, type, scale, home, tie, theme.",
        ),
    ] = None,
    n: MostOption = 10,
    json: JsonOption = False,
) -> None:
    """List what most needs a person: doubtful names, types, scales, homes, ties, themes, and conflicts.

    The list is ordered by the harm that an error would do: how probable it is times how many documents and
    ties depend on it. Each item gives the commands that answer it; the first leaves everything as it is, and
    is recorded as a decision too. What has been decided does not come back.

    Example:

        wr review -p review
        wr review --kind merge --kind apart -p review
    """
    with working("weighing doubts"):
        queue = view.review_queue(kind or (), n or 1_000_000)
    if json:
        print_json(queue, stale=view.stale)
        return
    if not queue.items:
        nothing(view, "There is nothing to decide.")
        return
    for item in queue.items:
        _describe(item)
    counts = ", ".join(f"{count} {name}" for name, count in sorted(queue.counts.items()))
    typer.echo(f"{len(queue.items)} of {plural(queue.total, 'open question')} ({counts}).")


def _describe(item: ReviewItem) -> None:
    typer.echo(f"{item.question}  [{item.kind}]")
    weight = f"{plural(item.documents, 'document')}, {plural(item.ties, 'tie')}"
    typer.echo(f"  now: {item.current} ({item.reason}); {weight} depend on it")
    for evidence in item.evidence:
        typer.echo(f"  evidence: {evidence}")
    for answer in item.answers:
        for command in _commands(answer):
            typer.echo(f"  {answer.label}: {command}")
    typer.echo()


def _commands(answer: ReviewAnswer) -> list[str]:
    """Return the commands that give an answer."""
    if answer.undoes:
        return [f"wr corrections undo {ident}" for ident in answer.undoes]
    if answer.action is Action.THEME:
        words = [answer.evidence, answer.relation, f"--{answer.value.replace('_', '-')}"]
    elif answer.action is Action.TIE:
        words = [answer.names[0], answer.relation, answer.names[1], "--as", answer.value]
    else:
        words = [*answer.names, answer.value] if answer.value else list(answer.names)
    near = ["--near", answer.near] if answer.near else []
    return [shlex.join(["wr", "correct", answer.action.value, *words, *near])]
