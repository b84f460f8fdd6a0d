"""Claims and quotes as runs of text, with their citations, notes and links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from workingregions.reports.citing import Kind, ReportCitations, Rich
from workingregions.reports.render.claims import number_words, split_stop
from workingregions.reports.render.docx.elements import bookmarked, field, inner_link, outer_link, run
from workingregions.reports.render.docx.links import Links
from workingregions.reports.render.docx.marks import Bookmarks, claim_bookmark
from workingregions.reports.render.docx.notes import Notes
from workingregions.reports.render.docx.styles import Styles
from workingregions.reports.report import Basis, Claim, Quote, Report

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

IN_FULL = 3
"""Quotes that a note has in full; of others it names the document and the page."""
IN_FULL_OF_SUMMARY = 1
"""The same for the summary, which must fit one page."""


class Sentences:
    """Makes the runs of claims, of the notes behind them, and of quotes.

    `labels` are the bookmarks and names of the tables and figures by their ids.
    """

    def __init__(
        self,
        report: Report,
        citations: ReportCitations,
        *,
        styles: Styles,
        notes: Notes,
        links: Links,
        marks: Bookmarks,
        labels: Mapping[str, tuple[str, str]],
    ) -> None:
        self._report, self._citations = report, citations
        self._styles, self._notes, self._links, self._marks = styles, notes, links, marks
        self._labels = labels
        self._in_notes = citations.style.kind is Kind.NOTES
        self._references = {entry.key: f"_reference_{n}" for n, entry in enumerate(citations.entries, 1)}

    def claim(self, claim: Claim, *, full: int = IN_FULL, counted: bool = True) -> list[Element]:
        """Return a claim with its citation and the number of its note.

        The claim's own words stand within its bookmark, the citation before its full stop; runs in the style
        of citations are no part of the claim. `full` is how many quotes the note has in full, `counted`
        whether the table of its numbers is named.
        """
        cited = () if self._in_notes else self._citations.after(claim)
        label = self._labels.get(claim.source) if counted and claim.basis is Basis.COUNTS else None
        stem, stop = split_stop(claim.text) if cited or (label and not claim.evidence) else (claim.text, "")
        content = [run(stem)]
        if cited:
            content += [run(" ", self._styles["Citation"]), *self.cited(cited)]
        elif label and not claim.evidence:
            style = self._styles["Citation"]
            content += [run(" (", style), *self._seen(label, style), run(")", style)]
        content += [run(stop)] if stop else []
        found = bookmarked(claim_bookmark(claim.id), self._marks.next(), content)
        behind = self._behind(claim, full, label)
        return [*found, self._notes.added(behind)] if behind else found

    def quote(self, quote: Quote, links: Links) -> list[Element]:
        """Return the words of a quote with their citation, which opens them on their page."""
        return [run(f"“{quote.text}” "), *self.where(quote, links)]

    def where(self, quote: Quote, links: Links) -> list[Element]:
        """Return the citation of a quote, which opens it on its page."""
        rich = self._citations.quotes[quote.id]
        relation = links.to(self._report.base + quote.link) if quote.link else ""
        if relation:
            style = self._styles["Hyperlink"]
            return [outer_link(relation, *(run(part.text, style, italic=part.italic) for part in rich))]
        return [inner_link(self.reference(quote.document), *(run(p.text, italic=p.italic) for p in rich))]

    def reference(self, document: str) -> str:
        """Return the bookmark of a reference."""
        return self._references[document]

    def cited(self, rich: Rich) -> list[Element]:
        """Return a citation that stands in the text; each document leads to its reference."""
        style = self._styles["Citation"]
        found = []
        for part in rich:
            words = run(part.text, style, italic=part.italic)
            key = part.link.removeprefix("#")
            known = part.link.startswith("#") and key in self._references
            found.append(inner_link(self._references[key], words) if known else words)
        return found

    def plain(self, rich: Rich, links: Links) -> list[Element]:
        """Return a reference, whose addresses are links."""
        found = []
        for part in rich:
            relation = links.to(part.link)
            style = self._styles["Hyperlink"] if relation else ""
            words = run(part.text, style, italic=part.italic)
            found.append(outer_link(relation, words) if relation else words)
        return found

    def seen(self, ident: str) -> list[Element]:
        """Return a cross-reference to a table or figure."""
        return self._seen(self._labels[ident])

    def _seen(self, label: tuple[str, str], style: str = "") -> list[Element]:
        bookmark, name = label
        return field(f"REF {bookmark} \\h", run(name, style), style=style)

    def _behind(self, claim: Claim, full: int, label: tuple[str, str] | None) -> list[list[Element]]:
        """Return the paragraphs of a claim's note."""
        links, quotes = self._notes.links, self._report.quotes
        paragraphs: list[list[Element]] = []
        if self._in_notes and (rich := self._citations.after(claim)):
            paragraphs.append(self.plain(rich, links))
        paragraphs += [self.quote(quotes[ident], links) for ident in claim.evidence[:full]]
        listed: list[Element] = []
        for ident in self._others(claim, full):
            listed += [run("; " if listed else "Also "), *self.where(quotes[ident], links)]
        if listed:
            paragraphs.append([*listed, run(".")])
        counts = self._counts(claim, label)
        return [*paragraphs, counts] if counts else paragraphs

    def _others(self, claim: Claim, full: int) -> list[str]:
        """Return the quotes that a note names only: one for each page of each document."""
        quotes = self._report.quotes
        shown = {(quotes[ident].document, quotes[ident].page) for ident in claim.evidence[:full]}
        found: dict[tuple[str, int], str] = {}
        for ident in claim.evidence[full:]:
            place = (quotes[ident].document, quotes[ident].page)
            if place not in shown:
                found.setdefault(place, ident)
        return list(found.values())

    def _counts(self, claim: Claim, label: tuple[str, str] | None) -> list[Element]:
        """Return where a claim's numbers are counted, with links to the lists of what was counted."""
        addressed = [
            (number_words(n), self._notes.links.to(self._report.base + n.link))
            for n in claim.numbers
            if n.link
        ]
        listed: Sequence[tuple[str, str]] = [(words, relation) for words, relation in addressed if relation]
        if not listed and not (label and claim.evidence):
            return []
        found = [run("Counted in "), *self._seen(label)] if label else [run("Counted")]
        for place, (words, relation) in enumerate(listed):
            found += [
                run(", " if place else ": "),
                outer_link(relation, run(words, self._styles["Hyperlink"])),
            ]
        return [*found, run(".")]
