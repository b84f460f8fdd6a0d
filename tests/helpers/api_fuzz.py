"""Requests made up from the API's description, and whether each is answered in the form that it declares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.generation.modes import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from workingregions.app.project import Project

HOST = "http://localhost"
CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]
Counts = Counter[int]


def known_values(project: Project) -> dict[str, list[Any]]:
    """Values of parameters that mean something in a project; made-up ones mostly name nothing."""
    view = project.view()
    hits = view.search("skills", n=3)
    documents = view.documents()
    return {
        "region": ["England", "US", "UKC", "Ohio", "unknown"],
        "year": ["2014", "2010:2020", ":2012", "2016:"],
        "theme": [theme.id for theme in view.codebook][:5],
        "institution": view.institutions()["id"].head(5).tolist(),
        "document": [*documents["id"].head(3), documents["path"].iloc[0]],
        "passage": [hit.passage for hit in hits.hits],
        "evidence": [ident for ident in hits.evidence if ident],
        "q": ["skills", '"skills" AND NOT jobs', "publisher:oecd", "what did the region promise?"],
        "quote": [hit.snippet for hit in hits.hits],
        "like": [ident for ident in hits.evidence if ident],
        "facet": ["region", "theme"],
        "by": ["year", "region", "publisher"],
        "drop": [project.drops()[0].id],
        "snapshot": [view.snapshot.id],
        "type": ["policy", "strategy"],
        "kind": ["university", "jobs", "government"],
        "before": ["2005:2012"],
        "after": ["2013:2024"],
        "level": ["country", "region"],
        "what": ["year", "region"],
        "page": [1, 2],
        "action": ["retype", "reject"],
        "names": view.institutions()["name"].head(2).tolist(),
        "term": ["skills"],
    }


def fuzz(
    client: TestClient,
    values: Mapping[str, list[Any]],
    *,
    each: Callable[[str], int],
    start: int = 0,
    reading: bool = True,
) -> Iterator[tuple[str, Counts]]:
    """Ask every operation as many made-up questions as `each` says; yield its name, and each status's number.

    Raises:
        AssertionError: an answer has another status, type or form than the description declares, or is a 5xx.
    """
    schema = schemathesis.openapi.from_dict(client.get("/api/openapi.json").json())
    for found in schema.get_all_operations():
        operation = found.ok()
        if reading and operation.method != "get":
            continue
        name, counts = f"{operation.method.upper()} {operation.path}", Counter[int]()
        modes = [operation.as_strategy(mode) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)]
        ask(client, st.one_of(modes[0], modes[0], modes[1]), values, each(name), start, counts)
        yield name, counts


def ask(
    client: TestClient, cases: Any, values: Mapping[str, list[Any]], most: int, start: int, counts: Counts
) -> None:
    """Ask one operation."""

    @seed(start)
    @settings(
        max_examples=most, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=cases, data=st.data())
    def run(case: Any, data: st.DataObject) -> None:
        for place in (case.path_parameters, case.query):
            for name in place or {}:
                if name in values and data.draw(st.integers(0, 3)):
                    value = data.draw(st.sampled_from(values[name]))
                    place[name] = [value] if isinstance(place[name], list) else value
        if {"q", "like"} <= (case.query or {}).keys() and data.draw(st.booleans()):
            del case.query[data.draw(st.sampled_from(["q", "like"]))]
        counts[checked(client, case)] += 1

    run()


def checked(client: TestClient, case: Any) -> int:
    """Send a case and return the status of its answer, which is as declared."""
    sent = case.as_transport_kwargs(base_url=f"{HOST}/api")
    sent["headers"] = {k: v for k, v in sent.get("headers", {}).items() if k.casefold() != "user-agent"}
    known = ("method", "url", "params", "headers", "json", "data", "content", "cookies")
    answer = client.request(**{name: value for name, value in sent.items() if name in known})
    assert answer.status_code < 500, f"{case.method} {answer.request.url}: {answer.text}"
    case.validate_response(answer, checks=CHECKS)
    return answer.status_code
