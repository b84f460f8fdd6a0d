"""Questions about documents, passages and evidence, and the search."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Query

from workingregions.app.view import View
from workingregions.app.web.api.book import Book, Found
from workingregions.app.web.api.parameters import SELECTION, Ident, Named, Number, Words
from workingregions.corpus.errors import InputError
from workingregions.corpus.records import Document, Passage

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.corpus.evidence import Evidence
    from workingregions.corpus.selection import Selection
    from workingregions.models.unread import Unread

MOST_HITS = 1000
"""Hits to which a search can be read on; a narrower one shows the others."""
book = Book()


@book.lists("/documents", "DocumentRow", *SELECTION)
def documents(view: View, selection: Selection | None) -> pd.DataFrame:
    """List the documents, ordered by path.

    With filters: those that have a passage which meets all of them.
    """
    return view.documents(selection)


@book.gives("/documents/{document}", "Document")
def document(view: View, document: Ident) -> Document:
    """Give a document, with its pages and the evidence of its metadata.

    Its id, the beginning of its id, its file name, its title, or a part of them that no other has.
    """
    return view.document(document)


@book.lists("/documents/{document}/references", "ReferenceRow")
def document_references(view: View, document: Ident) -> pd.DataFrame:
    """List the references that a document contains, and which of them cite documents of the corpus."""
    return view.references(view.document(document))


@book.lists("/references", "ReferenceRow")
def references(
    view: View,
    document: Annotated[str, Query(description="Only those in this document.", max_length=500)] = "",
    inside: Annotated[bool, Query(description="Only those to documents of the corpus.")] = False,
    cited_by: Annotated[bool, Query(description="Those of other documents that cite it.")] = False,
) -> pd.DataFrame:
    """List the references that documents contain, and which of them cite documents of the corpus."""
    return view.references(view.document(document) if document else None, inside=inside, cited_by=cited_by)


@book.lists("/unread", "UnreadRow", *SELECTION)
def unread_rows(view: View, selection: Selection | None) -> pd.DataFrame:
    """List what was not read, or only in part, and why."""
    return view.unread_rows(selection)


@book.gives("/unread/summary", "Unread", *SELECTION)
def unread(view: View, selection: Selection | None) -> Unread:
    """Tell how much of the documents was not read, in numbers and in words."""
    return view.unread(selection)


@book.lists("/duplicates", "DuplicateRow")
def duplicates(view: View) -> pd.DataFrame:
    """List the documents that repeat another: the same text, near duplicates, revisions."""
    return view.duplicates()


@book.lists("/passages", "PassageRow", *SELECTION, cites=True)
def passages(view: View, selection: Selection | None, limit: int, offset: int) -> Found:
    """List the passages, in reading order, document by document."""
    frame = view.passages(selection)
    part = frame.iloc[offset : offset + limit]
    return Found(part.assign(evidence=view.passage_evidence(part["id"].tolist())), len(frame), {})


@book.gives("/passages/{passage}", "Passage")
def passage(view: View, passage: Ident) -> Passage:
    """Give a passage, by its id, without its vector."""
    return replace(view.passage(passage), vector=None)


@book.lists("/search", "HitRow", *SELECTION, cites=True, tag="Search")
def search(
    view: View,
    selection: Selection | None,
    limit: int,
    offset: int,
    q: Annotated[Words, Query(description="Words, a question or a paragraph.", examples=["skills gap"])] = "",
    like: Annotated[
        Words, Query(description="In place of q: an evidence id or a document, to find what is similar.")
    ] = "",
    expand: Annotated[bool, Query(description="Also look up other names, acronyms and themes.")] = True,
    context: Annotated[int, Query(description="Sentences to give before and after.", ge=0, le=20)] = 0,
) -> Found:
    """Find passages by meaning and by words, the best first.

    Words rank. A "phrase", and words with AND, OR, NOT and brackets, are conditions; fields such as
    publisher: narrow the search. `total` is the number of passages that were ranked, of which those from the
    first weak hit on may be beside the point; `search.verdict` says whether the hits answer the query.
    """
    if offset + limit > MOST_HITS:
        raise InputError(
            f"A search can be read on to hit {MOST_HITS}.", advice="Narrow it with filters, or add words."
        )
    found = view.search(q, selection, offset + limit, like=like, expand=expand, context=context)
    total = view.ranked(found, selection) if len(found.hits) == offset + limit else len(found.hits)
    more = {
        "search": {
            "verdict": found.verdict,
            "weak_from": found.weak_from,
            "missing": found.missing,
            "blame": found.blame,
            "expansions": found.expansions,
            "among": found.among,
            "foreign": found.foreign,
        }
    }
    return Found(found.rows()[offset:], total, more)


@book.lists("/facets", "FacetRow", *SELECTION, tag="Search")
def facets(
    view: View,
    selection: Selection | None,
    q: Annotated[Words, Query(description="Count what meets the conditions of this query.")] = "",
    facet: Annotated[
        Named, Query(description="Only this facet; may be repeated.", examples=[["region"]])
    ] = [],  # noqa: B006
) -> pd.DataFrame:
    """Count how many passages and documents have each region, year, theme, institution, type and so on."""
    return view.facets(selection, query=q, only=facet)


@book.lists("/searches", "SavedSearch", tag="Search")
def searches(view: View) -> Any:
    """List the saved searches, by name."""
    return view.saved_searches()


@book.gives("/evidence/{evidence}", "Evidence", cites=True, tag="Evidence")
def evidence(view: View, evidence: Ident) -> Evidence:
    """Give the words that an evidence id refers to, with their document, pages, boxes and a citation.

    `state` is exact, or, if the text has changed since the id was made, moved, changed or gone.
    """
    return view.evidence(evidence)


@book.lists("/locate", "Evidence", cites=True, tag="Evidence")
def locate(
    view: View,
    quote: Annotated[
        Words, Query(description="Words of a document; ... replaces omitted ones.", examples=["skills gap"])
    ],
    document: Annotated[str, Query(description="Only in this document.", max_length=500)] = "",
) -> list[Evidence]:
    """Find where the documents contain a quote, exactly or nearly; the best match first.

    An empty list means that no document contains it.
    """
    return view.locate(quote, view.document(document) if document else None, most=1000)


@book.lists("/documents/{document}/outline", "HeadingRow")
def outline(view: View, document: Ident) -> pd.DataFrame:
    """List the headings of a document, in reading order."""
    return view.outline(view.document(document))


@book.gives("/documents/{document}/pages/{page}", "DocumentPage")
def document_page(view: View, document: Ident, page: Number) -> Any:
    """Give the text of a page, where its words are, and what was found on it."""
    return view.page(view.document(document), page)


@book.lists("/documents/{document}/findings", "FindingRow", cites=True)
def findings(view: View, document: Ident) -> pd.DataFrame:
    """List what was found in a document: institutions, places, people, ties, outcomes, themes."""
    whole = view.document(document)
    return view.findings(whole).assign(document=whole.id)


@book.lists("/documents/{document}/metadata", "MetadataRow")
def metadata(view: View, document: Ident) -> pd.DataFrame:
    """List the values found for the fields that describe a document, with their evidence."""
    return view.metadata(view.document(document))


@book.lists("/lacking/{what}", "DocumentRow")
def lacking(view: View, what: Ident) -> pd.DataFrame:
    """List the documents that have no year, region, title or publisher."""
    return view.lacking(what)


@book.gives("/tally", "Tally", *SELECTION, tag="Search")
def tally(
    view: View,
    selection: Selection | None,
    q: Annotated[Words, Query(description="Count what meets the conditions of this query.")] = "",
) -> Any:
    """Count the passages and documents that filters and the conditions of a query take."""
    return view.tally(selection, query=q)


@book.lists("/basket", "BasketRow", cites=True, tag="Basket")
def basket(
    view: View,
    label: Annotated[Words, Query(description="Only passages with this label.")] = "",
    who: Annotated[str, Query(description="Only those of this reader.", max_length=80)] = "",
) -> pd.DataFrame:
    """List the passages that readers kept, with their labels and notes."""
    return view.basket(label, who)
