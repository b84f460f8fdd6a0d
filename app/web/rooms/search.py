"""Search: a query, a pasted paragraph or an example; filters, counts by facet, hits and their downloads."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from starlette.responses import JSONResponse, RedirectResponse, Response

from workingregions.app.ask import SearchResult, Tally, kept
from workingregions.app.web.advice import worded_advice
from workingregions.app.web.bars import nested
from workingregions.app.web.filters import FACETS, LABELS, Filters
from workingregions.app.web.render import Page, PageNow
from workingregions.app.web.sentences import said
from workingregions.app.web.tables import attachment
from workingregions.corpus.basket import SUGGESTED
from workingregions.corpus.errors import InputError, NotFoundError, UserError
from workingregions.corpus.evidence import MalformedEvidenceIdError
from workingregions.corpus.records import Document
from workingregions.corpus.selection import Selection
from workingregions.models.search import Hit, likelihood
from workingregions.models.wording import plural

router = APIRouter()

SHOWN = 12
"""Values of a facet that are shown; more are found by its search box."""
MOST = 1_000
"""Hits of a ranking that can be listed."""
LONGEST = 6_000
"""Characters of a query that an address can carry, so that it can be shared."""
FILES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
}
"""The formats of a download."""
NAMES = {"csv": "CSV", "xlsx": "XLSX", "bib": "BibTeX", "ris": "RIS", "md": "Markdown"}


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet: its name and counts, and the addresses that show it alone and beside others."""

    name: str
    passages: int
    documents: int
    depth: int
    active: bool
    only: str
    also: str


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its values; `more` says that there are others."""

    name: str
    label: str
    values: tuple[Value, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A year of the histogram: its place and height in percent, and where it leads."""

    year: str
    passages: int
    left: float
    width: float
    height: float
    link: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit with its document, its place in the list, its words in pieces, and whether it is kept."""

    rank: int
    hit: Hit
    document: Document
    evidence: str
    pieces: tuple[tuple[str, bool], ...]
    likelihood: str
    repeats: tuple[tuple[Document, int], ...]
    kept: bool


class Finding:
    """The answer to the address of a search."""

    def __init__(self, page: Page) -> None:
        filters = page.filters
        self.page, self.filters, self.view = page, filters, page.view
        self.query, self.like = filters.one("q"), filters.one("like")
        if len(self.query) > LONGEST:
            raise InputError(
                f"The text has {len(self.query):,} characters; an address carries {LONGEST:,}.",
                advice="Paste a part of it, or look for what is similar to a whole document.",
            )
        if self.query and self.like:
            self.like = ""
        self.expand = filters.one("expand") != "no"
        self.context = filters.number("context", 0, most=3)
        self.offset = filters.number("offset", 0, most=10_000_000)
        self.limit = filters.number("limit", 20, least=1, most=100)

    @property
    def ranked(self) -> bool:
        """Whether the hits are ordered by relevance; without a query they are in reading order."""
        return bool(self.query or self.like)

    def found(self, first: int, n: int) -> SearchResult:
        """Return `n` hits from the `first` on, and all that comes before these where they are ranked."""
        if not self.ranked:
            return self.view.list_passages(self.page.selection, first=first, n=n)
        return self.view.search(
            self.query,
            self.page.selection,
            min(first + n, MOST),
            like=self.like,
            expand=self.expand,
            context=self.context,
        )

    @cached_property
    def result(self) -> SearchResult:
        """The hits up to the end of the page that is shown."""
        return self.found(self.offset, self.limit)

    @cached_property
    def tally(self) -> Tally:
        """How many passages the filters and the conditions of the query take."""
        return self.view.tally(self.page.selection, query=self.query)

    @cached_property
    def shown(self) -> list[Shown]:
        """The hits of the page."""
        return shown(self.page, self.result, self.offset if self.ranked else 0, self.offset, self.ranked)

    @property
    def after(self) -> str:
        """The address of the next page, "" where there is none."""
        end = self.offset + self.limit
        total = self.tally.passages if not self.ranked else MOST
        full = len(self.shown) == self.limit
        return self.filters.url(offset=end) if full and end < total else ""

    @property
    def before(self) -> str:
        """The address of the page before, "" where there is none."""
        if not self.offset:
            return ""
        return self.filters.url(offset=max(0, self.offset - self.limit) or None)

    @cached_property
    def example(self) -> str:
        """What the hits are to be like, in words."""
        try:
            found = self.view.evidence(self.like)
            return f"“{found.quote}” ({found.citation})"
        except MalformedEvidenceIdError:
            document = self.view.document(self.like)
            return document.title or document.path

    @cached_property
    def sentence(self) -> str:
        """What the list holds, in a sentence to be copied."""
        tally, scope = self.tally, said(self.filters, self.view)
        what = "Passages"
        if self.query:
            short = self.query if len(self.query) <= 120 else self.query[:119] + "…"
            what = f"Passages on “{short}”"
        elif self.like:
            what = "Passages like " + (self.example if len(self.example) <= 160 else self.example[:159] + "…")
        counted = f"{tally.passages:,} of {tally.of_passages:,}"
        documents = plural(tally.documents, "document")
        best = ", best first" if self.ranked else ""
        return f"{what}{' ' + scope if scope else ''}{best}: {counted}, in {documents}."

    # --- facets

    def facets(self) -> Iterator[Facet]:
        """Yield the facets with their counts. Those of a facet that filters are counted without it."""
        active = [name for name in FACETS if self.filters.all(name)]
        frame = self.view.facets(
            self.page.selection,
            query=self.query,
            only=[name for name in FACETS if name not in active and name != "year"],
            most=SHOWN + 1,
        )
        rows = frame.to_dict("records")
        for name in FACETS:
            if name == "year":
                continue
            if name in active:
                own = self.view.facets(self.without(name), query=self.query, only=[name], most=SHOWN + 1)
                found = own.to_dict("records")
            else:
                found = [row for row in rows if row["facet"] == name]
            if found:
                yield Facet(
                    name, LABELS[name], tuple(self.values(name, found[:SHOWN])), more=len(found) > SHOWN
                )

    def without(self, name: str) -> Selection | None:
        """Return the selection of the address without one of its filters."""
        params = {key: value for key, value in self.filters.params.items() if key != name}
        return Filters(self.filters.path, params).selection(self.view)

    def values(self, name: str, rows: list[dict[str, Any]]) -> Iterator[Value]:
        """Yield the values of a facet; regions under those that contain them."""
        chosen = self.filters.all(name)
        for row, depth in nested(rows):
            value = parameter(name, str(row["value"]))
            active = value in chosen or str(row["value"]) in chosen
            yield Value(
                name=str(row["name"]) or "unknown",
                passages=row["passages"],
                documents=row["documents"],
                depth=depth,
                active=active,
                only=self.filters.url(**{name: value}),
                also=self.filters.url(**{name: [*chosen, value]}) if chosen and not active else "",
            )

    def years(self) -> list[Bar]:
        """Return the years of the selection, without its own filter by year, as bars."""
        frame = self.view.facets(self.without("year"), query=self.query, only=["year"])
        counts = dict(zip(frame["value"].astype(int), frame["passages"], strict=True))
        if not counts:
            return []
        years = range(min(counts), max(counts) + 1)
        most, width = max(counts.values()), 100 / len(years)
        return [
            Bar(
                year=str(year),
                passages=int(counts[year]),
                left=round(place * width, 3),
                width=round(width, 3),
                height=round(100 * counts[year] / most, 2),
                link=self.filters.url(year=year),
            )
            for place, year in enumerate(years)
            if year in counts
        ]

    def culprits(self) -> Iterator[tuple[str, int, str]]:
        """Yield the filters without which there would be passages: label, how many, and the address."""
        for name in FACETS:
            if self.filters.all(name):
                found = self.view.tally(self.without(name), query=self.query)
                if found.passages:
                    yield LABELS[name], found.passages, self.filters.url(**{name: None})


def shown(page: Page, found: SearchResult, first: int, offset: int, ranked: bool = True) -> list[Shown]:
    """Return the hits of an answer from the `first` on, numbered from `offset`."""
    held = {one.evidence for one in kept(page.view, who=page.who)}
    return [
        Shown(
            rank=offset + place,
            hit=hit,
            document=found.documents[hit.document],
            evidence=evidence,
            pieces=tuple(_pieces(hit)),
            likelihood=likelihood(hit.relevance) if ranked else "",
            repeats=tuple((found.documents[r.document], r.page) for r in hit.repeats),
            kept=evidence in held,
        )
        for place, (hit, evidence) in enumerate(
            zip(found.hits[first:], found.evidence[first:], strict=True), 1
        )
    ]


def parameter(name: str, value: str) -> str:
    """Return a value of a facet as an address gives it: of publishers, the whole name."""
    return f"={value}" if name == "publisher" else value


def _pieces(hit: Hit) -> Iterator[tuple[str, bool]]:
    """Yield the words of a hit in pieces, each with whether it is marked."""
    at = 0
    for start, end in hit.marks:
        yield hit.snippet[at:start], False
        yield hit.snippet[start:end], True
        at = end
    yield hit.snippet[at:], False


@router.get("/search")
def search(page: PageNow) -> Response:
    """Show hits, with their facets; or write all of them to a file."""
    filters = page.filters
    if filters.one("from") or filters.one("to"):
        first, last = filters.one("from"), filters.one("to")
        year = first if first == last else f"{first}:{last}"
        return RedirectResponse(filters.url(**{"from": None, "to": None, "year": year}), 303)
    finding = Finding(page)
    if kind := filters.one("format"):
        return _download(finding, kind)
    if page.view.empty:
        return page.show("search.html.j2", finding=finding, problem=None, empty=True)
    try:
        values = {
            "facets": list(finding.facets()),
            "years": finding.years(),
            "shown": finding.shown,
            "sentence": finding.sentence,
        }
    except UserError as error:
        # The query stays in its field, to be corrected there.
        if isinstance(error, NotFoundError) and not finding.ranked:
            raise
        advice = worded_advice(error)
        return page.show(
            "search.html.j2", finding=finding, problem=error, advice=advice, empty=False, status=422
        )
    culprits = list(finding.culprits()) if not finding.tally.passages else []
    groups = _groups(finding) if filters.one("group") == "document" else [(None, finding.shown)]
    return page.show(
        "search.html.j2",
        finding=finding,
        found=finding.result,
        problem=None,
        empty=False,
        culprits=culprits,
        groups=groups,
        files=NAMES,
        suggested=SUGGESTED,
        **values,
    )


def _groups(finding: Finding) -> list[tuple[Document | None, list[Shown]]]:
    groups: dict[str, list[Shown]] = {}
    for one in finding.shown:
        groups.setdefault(one.document.id, []).append(one)
    return [(hits[0].document, hits) for hits in groups.values()]


@router.get("/search/values")
def values(page: PageNow) -> Response:
    """Return the values of one facet whose names hold what was typed, for its search box."""
    finding, name = Finding(page), page.filters.one("facet")
    if name not in FACETS:
        raise NotFoundError("facet", name, list(FACETS))
    params = {n: v for n, v in page.filters.params.items() if n not in ("facet", "find")}
    finding.filters = Filters("/search", params)
    frame = page.view.facets(
        finding.without(name),
        query=finding.query,
        only=[name],
        find=page.filters.one("find"),
        most=50,
    )
    found = [
        {"name": v.name, "passages": v.passages, "link": v.only, "active": v.active}
        for v in finding.values(name, [{**row, "within": ""} for row in frame.to_dict("records")])
    ]
    return JSONResponse({"values": found}, headers={"cache-control": "no-store"})


def _download(finding: Finding, kind: str) -> Response:
    """Return all hits as a file: of a ranking the best, of a list every passage."""
    if kind not in FILES:
        raise InputError(f"Hits have no format {kind!r}.", advice=f"Formats: {', '.join(FILES)}.")
    found = finding.found(0, MOST if finding.ranked else finding.tally.passages)
    found = replace(found, query=finding.query or finding.sentence)
    link = f"{finding.page.request.base_url}evidence/"
    with tempfile.TemporaryDirectory() as folder:
        path = finding.view.export_hits(found, Path(folder) / f"passages.{kind}", link=link)
        return attachment(path.read_bytes(), path.name, FILES[kind])
