"""Search: a query, a pasted paragraph or an example; filters, counts by facet, hits and their downloads."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from starlette.responses import JSONResponse, RedirectResponse, Response

from workingregions.app.ask import SearchResult, Share, Tally, kept
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
MATCHES = 50
"""Values that a search box finds."""
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
    labels: tuple[str, ...]


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

    @cached_property
    def ranked(self) -> bool:
        """Whether the hits are ordered by relevance; without words to rank by they are in reading order."""
        from workingregions.models.search import ranks

        return bool(self.like or (self.query and (ranks(self.query) or not self._narrows)))

    @cached_property
    def _narrows(self) -> bool:
        """Whether the query has fields, whose passages can be listed without a rank."""
        from workingregions.models.search import parse

        return bool(parse(self.query, ranking=False).fields)

    def found(self, first: int, n: int) -> SearchResult:
        """Return `n` hits from the `first` on, and all that comes before these where they are ranked."""
        if not self.ranked:
            return self.view.list_passages(self.page.selection, query=self.query, first=first, n=n)
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
            short = _cut(self.query, 120)
            what = f"Passages on {short}" if '"' in short else f"Passages on “{short}”"
        elif self.like:
            what = f"Passages like {_cut(self.example, 160)}"
        counted = f"{tally.passages:,} of {tally.of_passages:,}"
        documents = plural(tally.documents, "document")
        said_so = f"{what} {scope}".strip()
        if not self.ranked or self.result.among is not None or not tally.passages:
            return f"{said_so}: {counted}, in {documents}."
        return f"{said_so}, best first: {counted} passages ranked, in {documents}."

    # --- facets

    def facets(self) -> Iterator[Facet]:
        """Yield the facets with their counts. Those of a facet that filters are counted without it."""
        for name in FACETS:
            selection = self.without(name) if self.filters.all(name) else self.page.selection
            if name == "year":
                continue
            found = self.view.facet_shares(name, selection, query=self.query, most=SHOWN + 1)
            if found:
                values = tuple(self.values(name, found[:SHOWN]))
                yield Facet(name, LABELS[name], values, more=len(found) > SHOWN)

    def without(self, name: str) -> Selection | None:
        """Return the selection of the address without one of its filters."""
        params = {key: value for key, value in self.filters.params.items() if key != name}
        return Filters(self.filters.path, params).selection(self.view)

    def values(self, name: str, shares: Sequence[Share]) -> Iterator[Value]:
        """Yield the values of a facet; regions under those that contain them."""
        chosen = self.filters.all(name)
        for one, depth in nested(shares):
            value = parameter(name, one.value)
            active = value in chosen or one.value in chosen
            yield Value(
                name=one.name or "unknown",
                passages=one.passages,
                documents=one.documents,
                depth=depth,
                active=active,
                only=self.filters.url(**{name: value}),
                also=self.filters.url(**{name: [*chosen, value]}) if chosen and not active else "",
            )

    def years(self) -> list[Bar]:
        """Return the years of the selection, without its own filter by year, as bars."""
        found = self.view.facet_shares("year", self.without("year"), query=self.query)
        counts = {int(one.value): one.passages for one in found}
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

    def culprits(self) -> list[tuple[str, int, str]]:
        """Return the filters without which there would be passages: name, how many, and the address.

        Where no single filter is responsible, it is all of them together.
        """
        active = [name for name in FACETS if self.filters.all(name)]
        found = []
        for name in active:
            count = self.view.tally(self.without(name), query=self.query).passages
            found += [(LABELS[name].lower(), count, self.filters.url(**{name: None}))] if count else []
        count = 0 if found or len(active) < 2 else self.view.tally(query=self.query).passages
        every = self.filters.url(**dict.fromkeys(active))
        return found or ([("any filter", count, every)] if count else [])


def shown(page: Page, found: SearchResult, first: int, offset: int, ranked: bool = True) -> list[Shown]:
    """Return the hits of an answer from the `first` on, numbered from `offset`."""
    held = {one.evidence: one.labels for one in kept(page.view, who=page.who)}
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
            labels=held.get(evidence, ()),
        )
        for place, (hit, evidence) in enumerate(
            zip(found.hits[first:], found.evidence[first:], strict=True), 1
        )
    ]


def parameter(name: str, value: str) -> str:
    """Return a value of a facet as an address gives it: of publishers, the whole name."""
    return f"={value}" if name == "publisher" else value


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


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
        values: dict[str, Any] = {
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
    culprits = finding.culprits() if not finding.tally.passages else []
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


@router.get("/search/values/{facet}")
def values(page: PageNow, facet: str) -> Response:
    """Return the values of one facet whose names hold what was typed, for its search box."""
    finding = Finding(page)
    if facet not in FACETS:
        raise NotFoundError("facet", facet, list(FACETS))
    params = {n: v for n, v in page.filters.params.items() if n != "find"}
    finding.filters = Filters("/search", params)
    wanted = page.filters.one("find")
    shares = page.view.facet_shares(
        facet, finding.without(facet), query=finding.query, find=wanted, most=MATCHES
    )
    found = [
        {"name": v.name, "passages": v.passages, "link": v.only, "active": v.active}
        for v in finding.values(facet, [replace(one, within="") for one in shares])
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
