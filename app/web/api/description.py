"""The description of the API (OpenAPI 3.1), with the schemas of all answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from workingregions.app.answers import schema_of

TITLE = "Working Regions"
ABOUT = """What a project states about regions, institutions and themes, and the sentence behind each finding.

Answers are those of the command line as JSON. A list has `items`, the number of rows in all (`total`) and
on this page (`returned`), the address of the next page (`next`, null at the end), the `snapshot` that
answered, and why the institution map is behind the corrections (`stale`, "" if it is not). One record has
`item` in place of `items`. Rows that quote a document have `quote`, `document`, `page`, `citation` and
`citation_link`, the address of the boxed words on their page. Errors are problems as of RFC 9457.

A change takes the header `x-wr-token` with the token of `/session`, and the cookie that came with it. A
read-only server refuses it. Whose change it is stands in the ledger, and it can be undone.
"""
CITED = {
    "quote": {"type": "string", "description": "Words of the document."},
    "document": {"type": "string", "description": "The document: its id, or its file."},
    "page": {"anyOf": [{"type": "integer"}, {"type": "null"}], "description": "Its page, from 1."},
    "citation": {"type": "string", "description": "Author, year, title, publisher and page."},
    "citation_link": {"type": "string", "description": "The address of the words on their page."},
}
"""What each row has that quotes a document."""
TEXT = {"type": "string"}
COMMON = {
    "snapshot": {"type": "string", "description": "The snapshot that answered.", "examples": ["s000001"]},
    "stale": {"type": "string", "description": "Why the institution map is behind; empty if it is not."},
}
SESSION: dict[str, Any] = {
    "type": "object",
    "title": "Session",
    "required": ["token", "who", "read_only"],
    "properties": {"token": TEXT, "who": TEXT, "read_only": {"type": "boolean"}},
}
PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "An error, as of RFC 9457.",
    "required": ["title", "status", "detail"],
    "properties": {
        "title": {**TEXT, "examples": ["Not Found"]},
        "status": {"type": "integer", "examples": [404]},
        "detail": {**TEXT, "examples": ["There is no region 'Ohoi' here."]},
        "advice": {**TEXT, "description": "What to do about it.", "examples": ["Did you mean 'Ohio'?"]},
        "kind": {**TEXT, "description": "The kind of error.", "examples": ["NotFoundError"]},
        "nearest": {"type": "array", "items": TEXT, "description": "The known names most like it."},
        "candidates": {
            "type": "array",
            "items": {"$ref": "#/components/schemas/Candidate"},
            "description": "What an ambiguous name may mean.",
        },
        "remedy": TEXT,
        "params": {"type": "object", "additionalProperties": TEXT},
        "fields": {
            "type": "array",
            "description": "The parameters that are not valid, and why.",
            "items": {"type": "object", "properties": {"field": TEXT, "message": TEXT}},
        },
    },
}


def install(api: FastAPI) -> None:
    """Describe an API with the schemas that its routes name; they are worked out at the first request."""

    @cache
    def described() -> dict[str, Any]:
        found = get_openapi(
            title=TITLE, version=version("workingregions"), description=ABOUT, routes=api.routes
        )
        found["servers"] = [{"url": "/api"}]
        components = found.setdefault("components", {}).setdefault("schemas", {})
        components |= {"Problem": PROBLEM, "Session": SESSION}
        for name in sorted(_named(found)):
            _add(components, name)
        for name in sorted(_named(found) - components.keys()):
            _add(components, name)
        return found

    api.openapi = described  # type: ignore[method-assign]


def _named(found: dict[str, Any]) -> set[str]:
    """Return the names of the schemas that a description refers to."""
    prefix = "#/components/schemas/"
    names: set[str] = set()
    parts: list[Any] = [found]
    while parts:
        part = parts.pop()
        if isinstance(part, dict):
            if isinstance(ref := part.get("$ref"), str) and ref.startswith(prefix):
                names.add(ref.removeprefix(prefix))
            parts += part.values()
        elif isinstance(part, list):
            parts += part
    return names


def _add(components: dict[str, Any], name: str) -> None:
    """Add the schema of an answer, and those that it refers to."""
    for beginning, make in (("ListOf", _list), ("AnswerOf", _item)):
        if name.startswith(beginning):
            of = name.removeprefix(beginning)
            row = of.removeprefix("Cited").removeprefix("Linked")
            components[name] = make(of)
            _record(components, row)
            if of != row:
                components[of] = (_cited if of.startswith("Cited") else _linked)(components[row])
            return
    _record(components, name)


def _record(components: dict[str, Any], name: str) -> None:
    if name in components:
        return
    schema = schema_of(name)
    parts = schema.pop("$defs", {})
    # Two modules may have a class of one name; what is not the same keeps the name of its record before it.
    names = {n: n if components.get(n, p) == p else f"{name}{n}" for n, p in _moved(parts, {}).items()}
    for other, part in _moved(parts, names).items():
        components[names[other]] = part
    components[name] = _moved(schema, names)


def _moved(schema: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Return a schema whose references lead to the components, some under other names."""
    prefix = "#/components/schemas/"
    text = json.dumps(schema).replace("#/$defs/", prefix)
    for old, new in names.items():
        text = text.replace(f'"{prefix}{old}"', f'"{prefix}{new}"')
    moved: dict[str, Any] = json.loads(text)
    return moved


def _cited(row: dict[str, Any]) -> dict[str, Any]:
    # Of passages, the id of their evidence is worked out for the page alone.
    evidence = {} if "state" in row["properties"] else {"evidence": TEXT}
    properties = {**evidence, **CITED, **row["properties"], "quote": CITED["quote"], "page": CITED["page"]}
    required = list(dict.fromkeys([*row.get("required", []), "quote", "page", "citation_link"]))
    return {**row, "title": f"Cited{row['title']}", "properties": properties, "required": required}


def _linked(row: dict[str, Any]) -> dict[str, Any]:
    link = {"type": "string", "description": "The address of the passages that are counted."}
    return {
        **row,
        "title": f"Linked{row['title']}",
        "properties": {**row["properties"], "passages_link": link},
    }


def _list(row: str) -> dict[str, Any]:
    properties = {
        "items": {"type": "array", "items": {"$ref": f"#/components/schemas/{row}"}},
        "total": {"type": "integer", "description": "Rows in all."},
        "returned": {"type": "integer", "description": "Rows on this page."},
        "next": {"anyOf": [TEXT, {"type": "null"}], "description": "The address of the next page."},
        **COMMON,
    }
    required = list(properties)
    return {"type": "object", "title": f"ListOf{row}", "properties": properties, "required": required}


def _item(row: str) -> dict[str, Any]:
    properties = {"item": {"$ref": f"#/components/schemas/{row}"}, **COMMON}
    return {
        "type": "object",
        "title": f"AnswerOf{row}",
        "properties": properties,
        "required": list(properties),
    }
