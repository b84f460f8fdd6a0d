"""The hits of a search on the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from workingregions.app.cli.output import console, note, nothing, print_json, show_frame
from workingregions.corpus.enums import Voice
from workingregions.models.wording import language, listed, plural

if TYPE_CHECKING:
    import pandas as pd
    from rich.text import Text

    from workingregions.app.ask import SearchResult
    from workingregions.app.view import View
    from workingregions.corpus.records import Document
    from workingregions.models.search import Expansion, Hit

MOST = 10
"""Values that are shown of a facet; of years, all are."""
CODED = ("region", "theme", "institution_type", "type", "language")
"""Facets whose values filters take by an id, beside their names."""
NOTHING = "Nothing in this corpus answers this, as far as the search can tell."


def show_search(found: SearchResult, *, group: bool = False, evidence: bool = False) -> None:
    """Print the hits, best first, with what was done to the query and how far to trust them."""
    from rich.text import Text

    out = console()
    for line in _about(found):
        note(line)
    ranks = {hit.passage: rank for rank, hit in enumerate(found.hits, 1)}
    groups: Sequence[tuple[Document, list[Hit]]] = (
        found.by_document() if group else [(found.documents[hit.document], [hit]) for hit in found.hits]
    )
    for document, hits in groups:
        if found.weak_from and ranks[hits[0].passage] == found.weak_from:
            out.print(Text("Weak from here: these passages may be beside the point.", style="yellow"))
            out.print()
        about = [document.publisher, str(document.year or "no year")]
        about += [] if document.is_read else [language(document.language)]
        head = Text(f"{ranks[hits[0].passage]}. " if not group else "")
        head.append(document.title or document.path, style="bold")
        out.print(head + Text(f"  ({', '.join(filter(None, about))})"))
        for hit in hits:
            lead = f"{ranks[hit.passage]}. " if group else ""
            out.print(Text(f"   {lead}{_place(document, hit)}", style="cyan"))
            out.print(_words(hit))
            for line in _repeats(found, hit):
                out.print(Text(f"   {line}", style="dim"))
            if evidence:
                out.print(Text("   " + found.evidence[ranks[hit.passage] - 1], style="dim"), soft_wrap=True)
            out.print()


def show_facets(view: View, frame: pd.DataFrame, *, json: bool) -> None:
    """Print a table per facet, of its most frequent values, or all of them as JSON."""
    if json:
        print_json(frame)
        return
    if not len(frame):
        nothing(view, "No passage matches.")
    for facet, values in frame.groupby("facet", sort=False):
        years = facet == "year"
        columns = {"name": str(facet).replace("_", " "), "documents": "documents", "passages": "passages"}
        coded = facet in CODED and not (values["value"] == values["name"]).all()
        shown = values if years else values.head(MOST)
        show_frame(shown, {**columns, "value": "filter"} if coded else columns, wide=("name",))
        if len(values) > len(shown):
            console().print(f"{len(values) - len(shown)} more; --json lists all.\n")


def _added(expansion: Expansion) -> str:
    """Return what was looked up too: a name, or that it was the many words of a theme."""
    if expansion.kind == "theme":
        return f"the words of the theme {expansion.of}"
    if expansion.of == expansion.words:
        return expansion.words
    return f"{expansion.words} (for {expansion.of})"


def _about(found: SearchResult) -> Iterator[str]:
    """Yield sentences on the query and on the answer as a whole."""
    from workingregions.models.search import Verdict

    if found.expansions:
        yield f"Also looked up: {listed(map(_added, found.expansions))}. Without: --no-expand"
    if found.among is not None:
        passages = plural(found.among, "passage")
        yield f"{passages} of the corpus {_meet(found.among)} the conditions of the query."
    if found.missing:
        yield f"No document has the word{'s' if len(found.missing) > 1 else ''} {listed(found.missing)}."
    if found.foreign:
        yield (
            f"The query seems to be in {language(found.foreign)}. The encoder knows English; passages in "
            "other languages are found by the words that they share with the query."
        )
    if found.verdict is Verdict.NOTHING and found.hits:
        yield f"{NOTHING} The nearest passages:"
    elif found.verdict is Verdict.WEAK and found.hits:
        yield "No passage answers this clearly."
    if found.blame:
        yield f"Without the filter by {listed(found.blame)} there are better answers."


def _meet(count: int) -> str:
    return "meets" if count == 1 else "meet"


def _place(document: Document, hit: Hit) -> str:
    voice = "" if hit.voice is Voice.BODY else f", {hit.voice.value}"
    return f"{document.path}, page {hit.page}{voice}, relevance {hit.relevance:.0%}"


def _words(hit: Hit) -> Text:
    """Return the snippet with the words of the query in bold, between the sentences around it."""
    from rich.text import Text

    text = Text("   ")
    if hit.before:
        text.append(" ".join(hit.before.split()) + " ", style="dim")
    at = 0
    for start, end in (*hit.marks, (len(hit.snippet), len(hit.snippet))):
        text.append(_flat(hit.snippet[at:start]))
        text.append(_flat(hit.snippet[start:end]), style="bold")
        at = end
    if hit.after:
        text.append(" " + " ".join(hit.after.split()), style="dim")
    return text


def _flat(text: str) -> str:
    """Return the text with single spaces, those at its ends included."""
    return "".join(" " if c.isspace() else c for c in text)


def _repeats(found: SearchResult, hit: Hit) -> Iterator[str]:
    """Yield where a passage occurs again."""
    places = [f"{found.documents[r.document].path}, page {r.page}" for r in hit.repeats]
    if places:
        yield f"also in {listed(places[:3])}" + (f" and {len(places) - 3} more" if len(places) > 3 else "")
