"""A question of the API: an address, a function of a view, and the record that describes its answer."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request

from workingregions.app.answers import as_json
from workingregions.app.view import View
from workingregions.app.web.api.parameters import FILTER, LIMIT, OFFSET, SELECTION, SNAPSHOT
from workingregions.app.web.desk import Desk
from workingregions.app.web.filters import Filters
from workingregions.corpus.errors import InputError, nearest
from workingregions.corpus.map_filter import EVERYTHING, GOVERNANCE

if TYPE_CHECKING:
    import pandas as pd

Answer = dict[str, Any]
Behind = Callable[[Filters, Mapping[str, Any]], str]
PROBLEMS: Mapping[int, str] = {
    400: "The request cannot be read.",
    401: "The server needs its token.",
    403: "The server is read-only, or the request does not come from its own session.",
    404: "There is no such page, document, region, theme, institution, snapshot or other name.",
    405: "The address does not take this method.",
    409: "A name fits several, or the project cannot answer this as it is.",
    413: "The request is too large.",
    414: "The address is too long; narrow what is asked, or leave parameters out.",
    421: "The server does not answer under this name.",
    422: "A parameter is not valid.",
    429: "Too many wrong tokens; wait a minute.",
    503: "Another process is writing to the project.",
    507: "The disk is full.",
}
"""What each status of an error means."""

GIVEN = ("view", "selection", "only")
"""Parameters of a question that are filled in."""


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of a list that the question has cut itself: those of the page, and how many there are in all."""

    rows: pd.DataFrame | Sequence[Any]
    total: int
    more: Mapping[str, Any]


class Book:
    """The questions of the API; `router` has a route for each."""

    def __init__(self) -> None:
        self.router = APIRouter()

    def lists(
        self,
        path: str,
        row: str,
        *facets: str,
        filters: Sequence[str] = (),
        governance: bool = False,
        cites: bool = False,
        behind: Behind | None = None,
        tag: str = "Documents",
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Return a decorator that makes a route of a function with a list as its answer.

        Args:
            path: its address under /api.
            row: the name of its rows' record in `app.answers`.
            facets: names in SELECTION; the function then takes a selection after the view.
            filters: names in FILTER; the function then takes a filter of institutions and ties.
            governance: whether only governance counts unless the filters state otherwise.
            cites: whether the rows are words of documents, so that each gets all that a citation takes.
            behind: returns where the passages behind a row's counts are, of the parameters and the row.
            tag: the heading under which the description shows it.

        The function may return a frame, a sequence or `Found`; one that takes `limit` and `offset` cuts the
        rows itself.
        """

        def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
            own = _own(function)

            def run(request: Request, limit: int, offset: int, **given: Any) -> Answer:
                asked = _asked(request, known)
                view = _view(request, asked)
                inputs = _inputs(view, asked, facets, filters, governance=governance)
                given |= {"limit": limit, "offset": offset}
                answer = function(*inputs, **{name: given[name] for name in own})
                page = _page(request, view, answer, limit, offset, cites=cites)
                if behind:
                    page["items"] = [{**row, "passages_link": behind(asked, row)} for row in page["items"]]
                return page

            added = "Cited" if cites else "Linked" if behind else ""
            shared = {"limit": LIMIT, "offset": OFFSET, **_declared(facets, filters)}
            known = [name for name in (*shared, *own) if f"{{{name}}}" not in path]
            self._add(path, function, run, shared, own, f"ListOf{added}{row}", tag)
            return function

        return decorate

    def gives(
        self,
        path: str,
        record: str,
        *facets: str,
        filters: Sequence[str] = (),
        governance: bool = False,
        cites: bool = False,
        tag: str = "Documents",
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Return a decorator that makes a route of a function with one record as its answer; see `lists`."""

        def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
            own = _own(function)

            def run(request: Request, **given: Any) -> Answer:
                asked = _asked(request, known)
                view = _view(request, asked)
                inputs = _inputs(view, asked, facets, filters, governance=governance)
                answer = function(*inputs, **{name: given[name] for name in own if name in given})
                item = as_json(answer)
                if cites:
                    (item,) = linked(request, view.cited([item]))
                return {"item": item, "snapshot": view.snapshot.id, "stale": view.stale}

            shared = _declared(facets, filters)
            known = [name for name in (*shared, *own) if f"{{{name}}}" not in path]
            self._add(path, function, run, shared, own, f"AnswerOf{'Cited' if cites else ''}{record}", tag)
            return function

        return decorate

    def _add(
        self,
        path: str,
        function: Callable[..., Any],
        run: Callable[..., Answer],
        shared: Mapping[str, Any],
        own: Mapping[str, inspect.Parameter],
        schema: str,
        tag: str,
    ) -> None:
        cut = {"limit", "offset"} if "limit" in own else set()
        parameters = [inspect.Parameter("request", inspect.Parameter.KEYWORD_ONLY, annotation=Request)]
        parameters += [
            p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for name, p in own.items() if name not in cut
        ]
        parameters += [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
            for name, (annotation, default) in shared.items()
        ]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__name__ = function.__name__.rstrip("_")
        head, _, body = inspect.cleandoc(function.__doc__ or "").partition("\n\n")
        self.router.add_api_route(
            path,
            run,
            methods=["GET"],
            summary=" ".join(head.split()).rstrip("."),
            description=body or head,
            operation_id=run.__name__,
            tags=[tag],
            responses=responses(schema),
            response_model=None,
        )


def responses(schema: str, status: int = 200) -> dict[int | str, dict[str, Any]]:
    """Return the declaration of every answer that a route gives; the schemas are filled in by `openapi`."""
    good = {"schema": {"$ref": f"#/components/schemas/{schema}"}}
    bad = {"schema": {"$ref": "#/components/schemas/Problem"}}
    found: dict[int | str, dict[str, Any]] = {
        status: {"description": "The answer.", "content": {"application/json": good}}
    }
    for code, words in PROBLEMS.items():
        found[code] = {"description": words, "content": {"application/problem+json": bad}}
    return found


def linked(request: Request, rows: Sequence[Mapping[str, Any]]) -> list[Answer]:
    """Return cited rows, each with the address of its evidence in the workbench."""
    base = str(request.base_url).removesuffix("/api/").rstrip("/")
    found = []
    for row in rows:
        ident = str(row.get("evidence") or row.get("id") or "")
        found.append({**row, "citation_link": f"{base}/evidence/{ident}" if ident else ""})
    return found


def desk_of(request: Request) -> Desk:
    """Return what the requests of the server share."""
    desk: Desk = request.app.state.desk
    return desk


def _own(function: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    """Return the parameters of a question that are its own."""
    own = [p for p in inspect.signature(function).parameters.values() if p.name not in GIVEN]
    # The other annotations are imported for type checkers only.
    return {p.name: p.replace(annotation=eval(p.annotation, function.__globals__)) for p in own}


def _declared(facets: Sequence[str], filters: Sequence[str]) -> dict[str, Any]:
    return {
        **{name: SELECTION[name] for name in facets},
        **{name: FILTER[name] for name in filters},
        "snapshot": SNAPSHOT,
    }


def _asked(request: Request, known: Sequence[str]) -> Filters:
    """Return the parameters of a request; an unknown one is an error, for without it the answer is wider."""
    items = request.query_params.multi_items()
    for name, _ in items:
        if name not in known:
            like = nearest(name, known)
            hint = f"Did you mean {like[0]!r}? " if like else ""
            raise InputError(
                f"There is no parameter {name!r} here.", advice=f"{hint}Parameters: {', '.join(known)}."
            )
    return Filters.of(request.url.path, items)


def _view(request: Request, asked: Filters) -> View:
    return desk_of(request).view(asked.one("snapshot"))


def _inputs(
    view: View, asked: Filters, facets: Sequence[str], filters: Sequence[str], *, governance: bool
) -> list[Any]:
    inputs: list[Any] = [view]
    if facets:
        inputs.append(asked.selection(view))
    if filters:
        inputs.append(asked.map_filter(view, GOVERNANCE if governance else EVERYTHING))
    return inputs


def _page(request: Request, view: View, answer: Any, limit: int, offset: int, *, cites: bool) -> Answer:
    """Return a page of a list, with what tells it from the whole."""
    more: Mapping[str, Any] = {}
    if isinstance(answer, Found):
        rows, total, more = as_json(answer.rows), answer.total, as_json(answer.more)
    else:
        total = len(answer)
        rows = as_json(_cut(answer, limit, offset))
    if cites:
        rows = linked(request, view.cited(rows))
    end = offset + len(rows)
    following = [(n, v) for n, v in request.query_params.multi_items() if n not in ("offset", "snapshot")]
    query = urlencode([*following, ("offset", end), ("snapshot", view.snapshot.id)])
    return {
        "items": rows,
        "total": total,
        "returned": len(rows),
        "next": f"{request.url.path}?{query}" if rows and end < total else None,
        "snapshot": view.snapshot.id,
        "stale": view.stale,
        **more,
    }


def _cut(answer: pd.DataFrame | Sequence[Any], limit: int, offset: int) -> Any:
    part = slice(offset, offset + limit)
    return answer.iloc[part] if hasattr(answer, "iloc") else answer[part]
