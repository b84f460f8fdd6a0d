"""The tools that find, read, cite and locate, and that list documents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import Field

from workingregions.app.answers import as_json
from workingregions.app.mcp.arguments import (
    Budget,
    Document,
    Institutions,
    Kinds,
    Languages,
    Limit,
    Offset,
    Publishers,
    Regions,
    Snapshot,
    Texts,
    Themes,
    Types,
    Year,
)  # fmt: skip
from workingregions.app.mcp.budget import DEFAULT, Answer
from workingregions.app.mcp.desk import Asked, Desks
from workingregions.app.mcp.words import GUIDE, RENDER
from workingregions.app.view import View
from workingregions.corpus import drops
from workingregions.corpus.errors import InputError
from workingregions.corpus.selection import Selection

HIT = ("relevance", "weak", "year", "file", "section")
PASSAGE = ("section",)
EVIDENCE = ("state", "note", "title", "file", "before", "after", "score", "pages", "section")
OUTLINE = 40
"""Headings of an outline."""
Count = Literal[
    "", "region", "year", "theme", "institution", "institution_type", "type", "publisher", "drop", "language",
    "voice",
]  # fmt: skip


def selected(view: View, **given: Any) -> Selection | None:
    """Return the passages that the arguments select, None for all."""
    chosen = {name: value for name, value in given.items() if value}
    return view.select(**chosen) if chosen else None


class ReadingTools:
    """The tools that find, read, cite, locate and list documents.

    The docstring of each is what the model reads about it.
    """

    def __init__(self, desks: Desks) -> None:
        self._desks = desks

    def tools(self) -> list[Callable[..., Answer]]:
        """Return the tools."""
        return [self.how_to, self.find, self.read, self.cite, self.locate, self.documents]

    def how_to(self, budget: Budget = DEFAULT) -> Answer:
        """Tell how to use these tools, and what the corpus holds: years, regions, themes. Call it first."""
        asked = self._desks.ask("", budget)
        view = asked.view
        facets = view.facets(only=("region", "year"))
        rows = dict(list(facets.groupby("facet", sort=False)))
        years = (
            sorted(str(value) for value in rows["year"]["value"] if str(value).isdigit())
            if "year" in rows
            else []
        )
        regions = as_json(rows["region"].head(30)) if "region" in rows else []
        counts = view.snapshot.manifest.rows
        head = asked.head(
            project=view.name,
            documents=counts["documents"],
            passages=counts["passages"],
            years=f"{years[0]} to {years[-1]}" if years else "",
            not_read=view.unread().words,
            tools=list(GUIDE),
            render=RENDER,
        )
        themes = as_json(view.themes())
        sections = {
            "regions": (
                [_of(row, "value", "name", "documents") for row in regions],
                "find(count_by='region')",
            ),
            "themes": ([_of(row, "id", "label", "documents") for row in themes], "themes()"),
        }
        return _sectioned(asked, head, sections)

    def find(
        self,
        query: Annotated[str, Field(max_length=4_000, description="Words, a question or a paragraph.")] = "",
        like: Annotated[str, Field(description="Instead of query: an evidence id or document.")] = "",
        region: Regions = [],  # noqa: B006
        year: Year = "",
        theme: Themes = [],  # noqa: B006
        institution: Institutions = [],  # noqa: B006
        institution_type: Kinds = [],  # noqa: B006
        type: Types = [],  # noqa: B006
        publisher: Publishers = [],  # noqa: B006
        language: Languages = [],  # noqa: B006
        count_by: Annotated[
            Count, Field(description="Instead of passages: how many there are by this.")
        ] = "",
        limit: Limit = 10,
        offset: Offset = 0,
        snapshot: Snapshot = "",
        budget: Budget = DEFAULT,
    ) -> Answer:
        """Find passages by meaning and by words, with filters; each is a quote with its citation and link.

        "A phrase" in quotation marks, AND, OR, NOT and brackets are conditions. `verdict` says whether the
        hits answer the query: answered, weak or nothing. `total` is how many passages were ranked. With
        count_by, passages and documents are counted by region, year, theme, institution, type, publisher ...
        """
        asked = self._desks.ask(snapshot, budget)
        view = asked.view
        chosen = selected(
            view, regions=region, year=year, themes=theme, institutions=institution, types=type,
            institution_types=institution_type, publishers=publisher, languages=language,
        )  # fmt: skip
        if count_by:
            frame = view.facets(chosen, query=query, only=(count_by,))
            return asked.plain_list(frame, ("value", "name", "documents", "passages"), limit, offset)
        found = view.search(query, chosen, offset + limit, like=like)
        full = len(found.hits) == offset + limit
        total = view.ranked(found, chosen) if full else len(found.hits)
        about = {
            "verdict": found.verdict.value,
            "missing_words": list(found.missing),
            "blame": list(found.blame),
        }
        head = asked.head(render=RENDER, **{name: value for name, value in about.items() if value})
        return asked.fitted(
            head, asked.items(as_json(found.rows()[offset:]), HIT), total=total, offset=offset
        )

    def read(
        self,
        document: Document = "",
        page: Annotated[int, Field(ge=0, description="Begin at this page; 0: at the beginning.")] = 0,
        evidence: Annotated[str, Field(description="Instead: read around this evidence id or link.")] = "",
        limit: Limit = 30,
        offset: Offset = 0,
        snapshot: Snapshot = "",
        budget: Budget = DEFAULT,
    ) -> Answer:
        """Read a document: its passages in order, each with its page, citation and link.

        Give a document (and a page), or the evidence id of a passage to read on from it. The first answer
        about a document has its outline. A long document takes several calls: go on with offset=`next`.
        """
        asked = self._desks.ask(snapshot, budget)
        view = asked.view
        begin = ""
        if evidence:
            found = view.evidence(ident(evidence))
            document, begin = found.document, found.passage
        if not document:
            raise InputError("Nothing to read was named.", advice="Give a document or an evidence id.")
        whole = view.document(document)
        frame = view.passages(Selection(documents=(whole.id,)))
        first = _first(frame, page, begin)
        part = frame.iloc[first + offset : first + offset + limit]
        rows = as_json(part.assign(evidence=view.passage_evidence(part["id"].tolist())))
        about = {"title": whole.title, "year": whole.year, "publisher": whole.publisher, "file": whole.path}
        head = asked.head(**about, page_count=len(whole.pages), render=RENDER)
        if not (page or evidence or offset):
            head["outline"] = _outline(frame)
        return asked.fitted(head, asked.items(rows, PASSAGE), total=len(frame) - first, offset=offset)

    def cite(
        self,
        evidence: Annotated[Texts, Field(min_length=1, description="Evidence ids, or citation links.")],
        snapshot: Snapshot = "",
        budget: Budget = DEFAULT,
    ) -> Answer:
        """Give the exact words of evidence, with a ready citation, the link, the words around, and the state.

        `state` is exact, or, if the document has changed, moved, changed or gone: do not quote what is gone.
        Of one piece, quote, document, page, citation and citation_link stand at the top of the answer.
        """
        asked = self._desks.ask(snapshot, budget)
        rows = [as_json(asked.view.evidence(ident(one))) for one in evidence]
        items = asked.items(rows, EVIDENCE)
        if len(items) == 1:
            return {**asked.head(render=RENDER), **items[0]}
        return asked.fitted(
            asked.head(render=RENDER), items, total=len(items), more="Call again with the other ids."
        )

    def locate(
        self,
        quote: Annotated[
            str, Field(max_length=4_000, description="Words of a document; ... for omitted ones.")
        ],
        document: Document = "",
        limit: Limit = 5,
        offset: Offset = 0,
        snapshot: Snapshot = "",
        budget: Budget = DEFAULT,
    ) -> Answer:
        """Find where a quote comes from, even a slightly damaged one: document, page, citation, link, score.

        found=false means that no document of the corpus contains these words: do not attribute them to it.
        """
        asked = self._desks.ask(snapshot, budget)
        view = asked.view
        found = view.locate(quote, view.document(document) if document else None, most=1000)
        if not found:
            answer = "Not in the corpus: no document contains these words, exactly or nearly."
            return {
                **asked.head(found=False, answer=answer),
                "total": 0,
                "returned": 0,
                "next": None,
                "items": [],
            }
        keep = ("score", "state", "note", "file", "boxes")
        return asked.cited_list(found, keep, limit, offset, found=True)

    def documents(
        self,
        what: Annotated[
            Literal["documents", "references", "duplicates", "unread", "drops", "corrections"],
            Field(description="What to list."),
        ] = "documents",
        document: Annotated[Document, Field(description="References: only those of this document.")] = "",
        region: Regions = [],  # noqa: B006
        year: Year = "",
        theme: Themes = [],  # noqa: B006
        institution: Institutions = [],  # noqa: B006
        type: Types = [],  # noqa: B006
        publisher: Publishers = [],  # noqa: B006
        limit: Limit = 50,
        offset: Offset = 0,
        snapshot: Snapshot = "",
        budget: Budget = DEFAULT,
    ) -> Answer:
        """List the documents of the corpus, or what was not read, references, duplicates, drops, corrections.

        With filters: the documents that have a passage which meets all of them. `read` opens one by its id.
        """
        asked = self._desks.ask(snapshot, budget)
        view = asked.view
        if what in ("documents", "unread"):
            chosen = selected(
                view, regions=region, year=year, themes=theme, institutions=institution, types=type,
                publishers=publisher,
            )  # fmt: skip
            if what == "unread":
                return asked.plain_list(view.unread_rows(chosen), (), limit, offset)
            keep = ("id", "title", "year", "type", "publisher", "language", "regions", "pages", "path")
            return asked.plain_list(view.documents(chosen), keep, limit, offset)
        if what == "references":
            one = view.document(document) if document else None
            return asked.plain_list(view.references(one), (), limit, offset)
        if what == "drops":
            reports = list(drops.load_all(view.root / drops.FOLDER))
            rows = [
                {"id": r.id, "started": r.started, "files": len(r.items), "snapshot": r.snapshot}
                for r in reports
            ]
            return asked.plain_list(rows, (), limit, offset)
        frame = view.duplicates() if what == "duplicates" else view.corrections()
        return asked.plain_list(frame, (), limit, offset)


def ident(text: str) -> str:
    """Return the evidence id in a text: an id, an address that ends in it, or the command that shows it."""
    return text.strip().rstrip("/").replace(" ", "/").rsplit("/", 1)[-1]


def _of(row: dict[str, Any], *names: str) -> Answer:
    return {name: row[name] for name in names}


def _first(frame: Any, page: int, passage: str) -> int:
    """Return the place of the passage to begin at."""
    if passage:
        return int((frame["id"] == passage).to_numpy().argmax())
    if not page:
        return 0
    for place, pages in enumerate(frame["pages"]):
        if len(pages) and pages[-1] >= page:
            return place
    raise InputError(f"The document has no text on page {page} or after it.")


def _outline(frame: Any) -> list[str]:
    """Return the headings of a document, each with its page."""
    seen: dict[str, int] = {}
    for section, pages in zip(frame["section"], frame["pages"], strict=True):
        if len(section):
            seen.setdefault(str(section[-1]), int(pages[0]) if len(pages) else 1)
    return [f"p. {page}: {heading[:100]}" for heading, page in list(seen.items())[:OUTLINE]]


def _sectioned(asked: Asked, head: Answer, sections: dict[str, tuple[list[Answer], str]]) -> Answer:
    from workingregions.app.mcp.budget import sectioned

    return sectioned(head, sections, budget=asked.budget)
