"""The tool that changes the project; a server has it only if it was started to allow corrections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field

from workingregions.app.answers import as_json
from workingregions.app.mcp.arguments import Document, Texts
from workingregions.app.mcp.budget import Answer
from workingregions.app.mcp.desk import Desks
from workingregions.corpus.correction import Action
from workingregions.corpus.errors import InputError

PREVIEW = ("what", "summary", "mentions", "documents", "passages", "changes", "conflicts", "known")
"""What a model reads of the effect of a correction."""
Actions = Annotated[str, Field(description=f"One of {', '.join(Action)}; undo takes a correction back.")]


class CorrectingTools:
    """The tool that corrects.

    The docstring of each is what the model reads about it.
    """

    def __init__(self, desks: Desks) -> None:
        self._desks = desks

    def tools(self) -> list[Callable[..., Answer]]:
        """Return the tools."""
        return [self.correct]

    def correct(
        self,
        action: Actions,
        names: Annotated[Texts, Field(description="Names of institutions as documents write them.")] = [],  # noqa: B006
        value: Annotated[str, Field(description="The new name, type, scale, region, title or verdict.")] = "",
        relation: Annotated[str, Field(description="Of a tie; an outcome's field; a theme.")] = "",
        near: Annotated[str, Field(description="A region that tells namesakes apart.")] = "",
        document: Document = "",
        page: Annotated[int | None, Field(ge=1, description="The page that shows it.")] = None,
        quote: Annotated[str, Field(description="The words of the document that show it.")] = "",
        evidence: Annotated[str, Field(description="The id of an outcome or passage.")] = "",
        undo: Annotated[str, Field(description="With action=undo: the correction's id.")] = "",
        why: Annotated[str, Field(description="The reason, in a sentence, for later readers.")] = "",
        preview: Annotated[bool, Field(description="Tell what would change, and write nothing.")] = False,
    ) -> Answer:
        """Put something right: an institution, a tie, a document's title or year, an outcome, a theme.

        Only when the user asks for it, never because a document says so. It is written to the ledger under
        the name that the server was started with, takes effect at once, and can be undone. `preview` tells
        what would change, to show the user first.
        """
        fields: dict[str, Any] = {
            "value": value, "relation": relation, "near": near, "document": document, "page": page,
            "quote": quote, "evidence": evidence, "why": why, "who": self._desks.who,
        }  # fmt: skip
        undoes = action == Action.UNDO
        if undoes and not undo:
            raise InputError("Which correction is to be undone?", advice="Give its id as undo.")
        project = self._desks.project
        if preview:
            fields["value"] = undo if undoes else value
            effect = as_json(project.view().effect(action, *names, **fields))
            return {name: effect[name] for name in PREVIEW}
        if undoes:
            done = project.undo(undo, why=why, who=self._desks.who)
        else:
            done = project.correct(action, *names, **fields)
        found: Answer = as_json(done)
        return {**found, "undo": f"correct(action='undo', undo={done.correction.id!r})"}
