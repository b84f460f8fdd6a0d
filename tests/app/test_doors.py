"""Command line, HTTP, MCP and Python give the same content for the same question."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import anyio
import pytest
from mcp import Client
from starlette.testclient import TestClient

from tests.conftest import Wr
from workingregions.app import Project
from workingregions.app.answers import as_json
from workingregions.app.mcp import create_server
from workingregions.app.view import View
from workingregions.app.web import Desk, create_app
from workingregions.corpus.errors import NotFoundError

ADDED = ("quote", "document", "page", "citation", "citation_link", "passages_link")
"""What HTTP adds to rows that quote a document."""
PLAN, BODY, QUOTE = "brownfield-action-plan.pdf", "Tees", "manufacturing back"


@dataclass(frozen=True)
class Question:
    """A question and how each door is asked it.

    Attributes:
        python: the answer of a view.
        cli: the arguments of `wr`.
        http: the address under /api.
        tool, given: the MCP tool and its arguments.
        parts: for records: lists of the MCP answer, and the keys of the record that they are.
        pick: what of the answer of the command line is the answer of the view.
    """

    python: Callable[[View], Any]
    cli: tuple[str, ...]
    http: str
    tool: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    pick: str = ""


def _like(view: View) -> str:
    return view.search("skills").evidence[0]


def _quoted(view: View) -> str:
    return view.search("skills").hits[0].snippet


QUESTIONS: dict[str, Question] = {
    "documents": Question(lambda v: v.documents(), ("documents",), "documents", "documents"),
    "documents of a region": Question(
        lambda v: v.documents(v.select(regions=["England"], year="2010:")),
        ("documents", "--region", "England", "--year", "2010:"),
        "documents?region=England&year=2010:",
        "documents", {"region": ["England"], "year": "2010:"},
    ),
    "documents of a type": Question(
        lambda v: v.documents(v.select(types=["policy"])),
        ("documents", "--type", "policy"), "documents?type=policy", "documents", {"type": ["policy"]},
    ),
    "document": Question(
        lambda v: v.document(PLAN), ("show", PLAN), f"documents/{PLAN}", "read", {"document": PLAN}, {"": ""}
    ),
    "references": Question(
        lambda v: v.references(), ("references",), "references", "documents", {"what": "references"}
    ),
    "references of one": Question(
        lambda v: v.references(v.document(PLAN)),
        ("references", PLAN), f"documents/{PLAN}/references",
        "documents", {"what": "references", "document": PLAN},
    ),
    "duplicates": Question(
        lambda v: v.duplicates(), ("duplicates",), "duplicates", "documents", {"what": "duplicates"}
    ),
    "unread": Question(
        lambda v: v.unread_rows(), ("documents", "--unread"), "unread", "documents", {"what": "unread"}
    ),
    "drops": Question(
        lambda v: Project.open(v.root).drops(), ("drops",), "drops", "documents", {"what": "drops"}
    ),
    "corrections": Question(
        lambda v: v.corrections(), ("corrections", "list"), "corrections",
        "documents", {"what": "corrections"}, pick="corrections",
    ),
    "search": Question(
        lambda v: v.search("skills gap", n=10), ("search", "skills gap", "-n", "10"),
        "search?q=skills gap&limit=10", "find", {"query": "skills gap", "limit": 10},
    ),
    "search with filters": Question(
        lambda v: v.search("jobs", v.select(regions=["England"], year="2010:2020"), 5),
        ("search", "jobs", "--region", "England", "--year", "2010:2020", "-n", "5"),
        "search?q=jobs&region=England&year=2010:2020&limit=5",
        "find", {"query": "jobs", "region": ["England"], "year": "2010:2020", "limit": 5},
    ),
    "search with conditions": Question(
        lambda v: v.search('apprentices NOT "supply chain"', n=5),
        ("search", 'apprentices NOT "supply chain"', "-n", "5"),
        'search?q=apprentices NOT "supply chain"&limit=5',
        "find", {"query": 'apprentices NOT "supply chain"', "limit": 5},
    ),
    "similar passages": Question(
        lambda v: v.search("", n=5, like=PLAN), ("search", "--like", PLAN, "-n", "5"),
        f"search?like={PLAN}&limit=5", "find", {"like": PLAN, "limit": 5},
    ),
    "facets": Question(
        lambda v: v.facets(only=("region",)), ("search", "--facets", "--facet", "region"),
        "facets?facet=region", "find", {"count_by": "region", "limit": 200},
    ),
    "facets of a query": Question(
        lambda v: v.facets(query='"skills"', only=("theme",)),
        ("search", '"skills"', "--facets", "--facet", "theme"),
        'facets?q="skills"&facet=theme', "find", {"query": '"skills"', "count_by": "theme", "limit": 200},
    ),
    "evidence": Question(
        lambda v: v.evidence(_like(v)), ("evidence", "{like}"), "evidence/{like}",
        "cite", {"evidence": ["{like}"]}, {"": ""},
    ),
    "locate": Question(
        lambda v: v.locate(_quoted(v)), ("locate", "{quote}"), "locate?quote={quote}",
        "locate", {"quote": "{quote}"},
    ),
    "locate nothing": Question(
        lambda v: v.locate("purple elephants dance at midnight"),
        ("locate", "purple elephants dance at midnight"), "locate?quote=purple elephants dance at midnight",
        "locate", {"quote": "purple elephants dance at midnight"},
    ),
    "themes": Question(lambda v: v.themes(), ("themes",), "themes", "themes", {"limit": 200}),
    "pairs": Question(
        lambda v: v.theme_pairs(), ("themes", "--pairs"), "themes/pairs",
        "themes", {"what": "pairs", "limit": 200},
    ),
    "trends": Question(
        lambda v: v.trends(["workforce_skills"], ["year"]), ("trends", "workforce_skills"),
        "trends?theme=workforce_skills&by=year",
        "themes", {"what": "trends", "theme": ["workforce_skills"], "limit": 200},
    ),
    "trends by region and year": Question(
        lambda v: v.trends(["workforce_skills"], ["region", "year"], region="England"),
        ("trends", "workforce_skills", "--by", "region,year", "--region", "England"),
        "trends?theme=workforce_skills&by=region&by=year&region=England",
        "themes",
        {"what": "trends", "theme": ["workforce_skills"], "by": ["region", "year"], "region": "England",
         "limit": 200},
    ),
    "tests of trend": Question(
        lambda v: v.trend_tests(["workforce_skills"]), ("trends", "workforce_skills", "--test"),
        "trends/tests?theme=workforce_skills",
        "themes", {"what": "tests", "theme": ["workforce_skills"]},
    ),
    "passages of a theme": Question(
        lambda v: v.trend_passages("workforce_skills", region="England"),
        ("trends", "workforce_skills", "--cell", "England"),
        "trends/passages?theme=workforce_skills&region=England",
        "themes",
        {"what": "passages", "theme": ["workforce_skills"], "region": "England", "limit": 200},
    ),
    "regions compared": Question(
        lambda v: v.compare(["England", "United States"]), ("compare", "England", "United States"),
        "compare?region=England&region=United States",
        "compare", {"region": ["England", "United States"]},
        {"differences": "differences", "shares": "profile"},
    ),
    "terms": Question(
        lambda v: v.terms(region="England"), ("terms", "--region", "England"), "terms?region=England",
        "compare", {"region": ["England"], "by": "terms"}, {"terms": "terms"},
    ),
    "institutions": Question(
        lambda v: v.institutions(), ("institutions",), "institutions", "institutions", {"limit": 200}
    ),
    "institutions of a type": Question(
        lambda v: v.institutions(only=v.map_filter(types=["university"])),
        ("institutions", "--type", "university"), "institutions?kind=university",
        "institutions", {"kind": ["university"], "limit": 200},
    ),
    "institution": Question(
        lambda v: v.institution("{body}"), ("institution", "{body}"), "institutions/{body}",
        "profile", {"institution": "{body}"},
        {"names": "names", "ties": "ties", "sentences": "passages", "years": "years"},
    ),
    "ties": Question(
        lambda v: v.ties(), ("ties",), "ties", "institutions", {"what": "ties", "limit": 200}
    ),
    "ties of funding": Question(
        lambda v: v.ties(only=v.map_filter(relations=["funds"])), ("ties", "--relation", "funds"),
        "ties?relation=funds", "institutions", {"what": "ties", "relation": ["funds"], "limit": 200},
    ),
    "outcomes": Question(
        lambda v: v.outcomes(), ("outcomes",), "outcomes", "institutions", {"what": "outcomes", "limit": 200}
    ),
    "jobs": Question(
        lambda v: v.outcomes(kinds=["jobs"]), ("outcomes", "--kind", "jobs"), "outcomes?kind=jobs",
        "institutions", {"what": "outcomes", "kind": ["jobs"], "limit": 200},
    ),
    "datasets": Question(
        lambda v: v.datasets(), ("outcomes", "--datasets"), "datasets",
        "institutions", {"what": "datasets"},
    ),
    "network": Question(
        lambda v: v.network("England"), ("network", "England"), "network?region=England",
        "network", {"region": "England", "limit": 200}, {"items": "edges"},
    ),
    "change of a network": Question(
        lambda v: v.change("England", "2008:2013", "2014:2024"),
        ("network", "England", "--year", "2014:2024", "--against", "2008:2013"),
        "network/change?region=England&before=2008:2013&after=2014:2024",
        "network", {"region": "England", "year": "2014:2024", "against": "2008:2013"},
        {"institutions": "institutions", "ties": "ties"},
    ),
    "review queue": Question(
        lambda v: v.review_queue(("type", "merge"), 5).items,
        ("review", "--kind", "type", "--kind", "merge", "-n", "5"), "review?kind=type&kind=merge&limit=5",
        pick="items",
    ),
    "overview": Question(lambda v: v.overview(), ("status",), "overview"),
    "basket": Question(lambda v: v.basket(), ("basket", "list"), "basket"),
    "thickness": Question(
        lambda v: v.thickness(["England", "United States"]), ("thickness", "England", "United States"),
        "thickness?region=England&region=United States",
        "compare", {"region": ["England", "United States"], "by": "thickness"},
        {"components": "components", "regions": "regions"},
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def view(sample: Project) -> View:
    return sample.view()


@pytest.fixture(scope="module")
def http(sample: Project) -> TestClient:
    return TestClient(create_app(Desk(sample)), base_url="http://localhost")


@pytest.fixture(scope="module")
def ask(sample: Project) -> Callable[..., Any]:
    """Calls a tool of the server, over the project."""
    server = create_server(sample)

    def call(tool: str, **given: Any) -> Any:
        async def run() -> Any:
            async with Client(server) as client:
                return await client.call_tool(tool, given)

        answer = anyio.run(run)
        text = answer.content[0].text
        return text if answer.is_error else json.loads(text)

    return call


@pytest.fixture(scope="module")
def known(view: View) -> dict[str, str]:
    """The names that questions refer to: of evidence, of a quote, of an institution with ties."""
    body = view.ties()["source_id"].iloc[0]
    return {"{like}": _like(view), "{quote}": _quoted(view), "{body}": body}


def filled(text: Any, known: Mapping[str, str]) -> Any:
    if isinstance(text, (list, tuple)):
        return [filled(item, known) for item in text]
    for name, value in known.items():
        text = text.replace(name, value) if isinstance(text, str) else text
    return text


def own(item: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    """A row as the API gives it, without what the API adds."""
    return {name: value for name, value in item.items() if name in row or name not in ADDED}


def agree(brief: Any, whole: Any, where: str) -> None:
    """What the model reads is a part of the answer, with figures rounded."""
    if isinstance(whole, float) and isinstance(brief, (int, float)):
        assert brief == pytest.approx(whole, abs=1e-3), where
    elif isinstance(whole, dict) and isinstance(brief, dict):
        for name in brief.keys() & whole.keys() - {"quote"}:
            agree(brief[name], whole[name], f"{where}.{name}")
    else:
        assert brief == whole, where


def checked_rows(items: list[Any], rows: list[Any], where: str) -> None:
    assert items or not rows, where
    for place, (item, row) in enumerate(zip(items, rows, strict=False)):
        assert item.keys() & row.keys() - {"page"}, f"{where}: nothing to compare"
        agree(item, row, f"{where}[{place}]")


@pytest.mark.parametrize("name", QUESTIONS)
def test_all_doors_give_the_same_answer(
    name: str, view: View, http: TestClient, ask: Callable[..., Any], known: dict[str, str], wr: Wr
) -> None:
    question = QUESTIONS[name]
    asked = question.python
    answer = view.institution(known["{body}"]) if name == "institution" else asked(view)
    expected = json.loads(json.dumps(as_json(answer)))

    ran = wr(*filled(question.cli, known), "--json", "-p", str(view.root))
    assert ran.code == 0, ran.err
    printed = json.loads(ran.out)
    assert (printed[question.pick] if question.pick else printed) == expected

    mark = "&" if "?" in question.http else "?"
    many = "" if "limit=" in question.http or not isinstance(expected, list) else f"{mark}limit=1000"
    got = http.get(f"/api/{filled(question.http, known)}{many}")
    assert got.status_code == 200, got.text
    body = got.json()
    assert body["snapshot"] == view.snapshot.id
    if isinstance(expected, list):
        assert [own(item, row) for item, row in zip(body["items"], expected, strict=True)] == expected
        assert (body["returned"], body["next"] is None or "limit=" in question.http) == (len(expected), True)
    else:
        assert own(body["item"], expected) == expected

    if not question.tool:  # these are no tools of the MCP server
        return
    told = ask(question.tool, **{k: filled(v, known) for k, v in question.given.items()}, budget=50_000)
    assert isinstance(told, dict), told
    if question.parts:
        for part, key in question.parts.items():
            whole = expected[key] if key else expected
            if isinstance(whole, dict):
                agree(told, whole, name)
            elif part == "items" or whole:
                section = told if part == "items" else told[part]
                assert section["total"] == len(whole)
                checked_rows(section["items"], _ordered(whole, section["items"]), f"{name}.{part}")
    else:
        checked_rows(told["items"], expected, name)
        if question.tool != "find" or "count_by" in question.given:
            assert told["total"] == len(expected)


def _ordered(rows: list[Any], items: list[Any]) -> list[Any]:
    """The edges of a network in the order of the tool, which begins with the strongest."""
    if not rows or "key" not in rows[0]:
        return rows
    edges = {(row["source"], row["key"], row["target"]): row for row in rows}
    found = [edges[item["source"], item["relation"], item["target"]] for item in items]
    return [{name: edge[name] for name in ("modality", "documents", "first", "last")} for edge in found]


@pytest.mark.parametrize("door", ["cli", "http", "mcp"])
def test_an_unknown_name_is_the_same_error_at_all_doors(
    door: str, view: View, http: TestClient, ask: Callable[..., Any], wr: Wr
) -> None:
    with pytest.raises(NotFoundError) as error:
        view.select(regions=["Englund"])
    assert error.value.nearest
    if door == "cli":
        ran = wr("documents", "--region", "Englund", "-p", str(view.root))
        assert (ran.code, error.value.message in ran.err) == (2, True)
    elif door == "http":
        got = http.get("/api/documents?region=Englund")
        assert (got.status_code, got.json()["detail"]) == (404, error.value.message)
        assert got.json()["nearest"] == list(error.value.nearest)
    else:
        assert str(error.value) in ask("documents", region=["Englund"])
