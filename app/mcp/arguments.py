"""The arguments of the tools: what they mean, and the words for what is wrong with them."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping
from typing import Annotated, Any, get_args, get_origin

from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field, TypeAdapter, ValidationError

from workingregions.app.mcp.budget import DEFAULT, LEAST, MOST
from workingregions.corpus.errors import nearest

Texts = Annotated[list[str], Field(max_length=20)]
Regions = Annotated[Texts, Field(description="Regions by name or code: Ohio, US-OH, North East England.")]
Year = Annotated[str, Field(description="2014, 2010:2020, 2010: or :2020.")]
Themes = Annotated[Texts, Field(description="Theme ids; `themes` lists them.")]
Institutions = Annotated[Texts, Field(description="Names or acronyms of institutions.")]
Kinds = Annotated[Texts, Field(description="Types of institution: university, firm, union, government ...")]
Types = Annotated[Texts, Field(description="policy, scholarly, other, or a document type such as strategy.")]
Publishers = Annotated[Texts, Field(description="Words of publishers' names.")]
Languages = Annotated[Texts, Field(description="Languages of documents: en, de ...")]
Limit = Annotated[int, Field(ge=1, le=200, description="Rows to return at most.")]
Offset = Annotated[
    int, Field(ge=0, le=1_000_000, description="Rows to pass over: `next` of the last answer.")
]
Budget = Annotated[
    int, Field(ge=LEAST, le=MOST, description=f"Tokens the answer may have (default {DEFAULT:,}).")
]
Snapshot = Annotated[str, Field(description="Answer from this snapshot, so that pages belong together.")]
Document = Annotated[str, Field(max_length=500, description="A document's id, file name or title.")]


class Signature:
    """The arguments of a tool, each with what checks it."""

    def __init__(self, name: str, function: Callable[..., Any]) -> None:
        self._name = name
        self._parameters = inspect.signature(function, eval_str=True).parameters
        self._checks: Mapping[str, TypeAdapter[Any]] = {
            key: TypeAdapter(p.annotation) for key, p in self._parameters.items()
        }

    def checked(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the arguments of a call; one text stands for a list of one.

        Raises:
            ToolError: an argument is unknown, missing or not valid; names it, and says what it may be.
        """
        known = list(self._parameters)
        wrong = [self._unknown(name, known) for name in given if name not in known]
        wrong += [
            f"The argument {name!r} is missing."
            for name, p in self._parameters.items()
            if p.default is p.empty and name not in given
        ]
        found: dict[str, Any] = {}
        for name, value in given.items():
            if name not in known or value is None:
                continue
            try:
                found[name] = self._checks[name].validate_python(self._listed(name, value))
            except ValidationError as error:
                reason = error.errors(include_url=False)[0]["msg"]
                wrong.append(f"The argument {name}={_short(value)} is not valid: {reason}.")
        if wrong:
            raise ToolError(" ".join(wrong))
        return found

    def _listed(self, name: str, value: Any) -> Any:
        annotation = self._parameters[name].annotation
        while get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        if get_origin(annotation) is list and isinstance(value, str):
            # Some clients write a list as text.
            try:
                parsed = json.loads(value)
            except (ValueError, RecursionError):
                parsed = None
            return parsed if isinstance(parsed, list) else [value] if value else []
        return value

    def _unknown(self, name: str, known: list[str]) -> str:
        like = nearest(name, known)
        hint = f" Did you mean {like[0]!r}?" if like else ""
        return f"{self._name} has no argument {name!r}.{hint} Its arguments: {', '.join(known)}."


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"
