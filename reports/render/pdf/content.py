"""A report as the data that the template sets: words, anchors and pictures, nothing to be interpreted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from workingregions.reports.citing import Kind, cite_report
from workingregions.reports.render.anchors import Anchors
from workingregions.reports.render.claims import FACTS, STANCES, facts, number_words, split_stop
from workingregions.reports.render.pdf.letters import printable
from workingregions.reports.render.pdf.pieces import Piece, listed_pieces, plain, raised, rich
from workingregions.reports.render.pdf.tables import picture, tabular
from workingregions.reports.report import (
    Block,
    Bullets,
    Claim,
    Figure,
    Paragraph,
    Quotation,
    Quote,
    Report,
    Section,
    Spelling,
    Table,
)

WORDS = {
    "contents": "Contents",
    "references": "References",
    "evidence": "Evidence",
    "numbers": "What was counted",
    "figures": "Figures as tables",
    "about": "How it was made",
    "about_evidence": "The words of documents that this report rests on, in the order of their first use.",
    "about_numbers": "The statements that rest on numbers counted over the snapshot.",
    "key": "A raised number leads to the words of documents behind a statement, N and a number to what was "
    "counted for it.",
    "facts": FACTS,
}
"""The words of the renderer itself."""
SHORT_CONTENTS = 14
"""Entries of a table of contents up to which the report goes on below it."""
Item = dict[str, Any]


def content(report: Report) -> Item:
    """Return the report as data for the template, ready for JSON."""
    return _Content(report).all()


class _Content:
    def __init__(self, report: Report) -> None:
        self.report = report
        self.ids = Anchors(report)
        self.citations = cite_report(report)
        self.in_notes = self.citations.style.kind is Kind.NOTES
        self.order = {ident: number for number, ident in enumerate(report.used(), 1)}
        counted = (claim for claim in report.claims() if claim.numbers)
        self.counted = {claim.id: number for number, claim in enumerate(counted, 1)}

    def all(self) -> Item:
        report, made = self.report, self.report.provenance
        known = facts(report)
        american = report.spelling is Spelling.AMERICAN
        first, body = self.sections()
        return {
            "title": printable(report.title),
            "running": _short(printable(report.title)),
            "subtitle": printable(report.subtitle),
            "author": f"Working Regions {made.version}",
            "description": printable(known[0][1]),
            "keywords": [made.kind, f"snapshot {made.snapshot}"],
            "date": _day(made.date),
            "region": "US" if american else "GB",
            "paper": "us-letter" if american else "a4",
            "series": "Working Regions",
            "edition": printable(f"Snapshot {made.snapshot}, {made.date}"),
            "made": printable(known[0][1]),
            "words": WORDS,
            "contents": bool(body),
            "contents_page": sum(section["level"] < 3 for section in body) > SHORT_CONTENTS,
            "summary": first,
            "sections": body,
            "references": [self.reference(number) for number in range(len(self.citations.entries))],
            "evidence": [self.quote(report.quotes[ident]) for ident in self.order],
            "numbers": [self.numbers(claim) for claim in report.claims() if claim.numbers],
            "facts": [(printable(name), printable(value)) for name, value in known[1:]],
        }

    # --- sections

    def sections(self) -> tuple[list[Item], list[Item]]:
        """Return the summary, and the sections after it with the annexes."""
        main = [section for section in self.report.sections if not section.annex]
        annexes = [section for section in self.report.sections if section.annex]
        body = [s for n, part in enumerate(main[1:], 1) for s in self.section(part, str(n), 1)]
        for letter, annex in zip(_letters(), annexes, strict=False):
            found = list(self.section(annex, f"Annex {letter}", 1))
            body += [{**found[0], "break_before": letter == "A"}, *found[1:]]
        if figures := self.figures():
            body.append(figures)
        return [s for part in main[:1] for s in self.section(part, "", 1)], body

    def section(self, section: Section, number: str, level: int) -> Iterator[Item]:
        """Yield a section and its parts, one after the other."""
        yield {
            "title": printable(section.title),
            "number": number,
            "level": min(level, 4),
            "anchor": self.ids.sections[section.id],
            "break_before": False,
            # Text goes on before a table on a page of its own, which would leave half a page white.
            "blocks": sorted(self.blocks(section.blocks), key=lambda item: bool(item.get("wide"))),
        }
        stem = number.removeprefix("Annex ")
        for place, part in enumerate(section.parts, 1):
            yield from self.section(part, f"{stem}.{place}" if stem else "", level + 1)

    def figures(self) -> Item | None:
        """Return the section with the numbers of the figures; None without figures."""
        tables = [
            tabular(
                replace(figure.data, note=None), f"{self.ids.numbers[figure.id]}, numbers", self.ids, self
            )
            for figure in self.report.figures()
        ]
        if not tables:
            return None
        title = {"title": WORDS["figures"], "number": "", "level": 1, "anchor": "figures-as-tables"}
        return {**title, "break_before": False, "blocks": tables}

    def blocks(self, blocks: Sequence[Block]) -> Iterator[Item]:
        """Yield the blocks; a heading that neighbouring quotations share stands above the first."""
        heading = ""
        for block in blocks:
            match block:
                case Paragraph():
                    yield {"kind": "paragraph", "lead": block.lead, "claims": self.claims(block.claims)}
                case Bullets():
                    yield {"kind": "list", "numbered": block.numbered, "claims": self.claims(block.claims)}
                case Quotation():
                    named = STANCES[block.stance] if block.stance else ""
                    yield self.quotation(block, named if named != heading else "")
                case Table():
                    yield tabular(block, self.ids.numbers[block.id], self.ids, self)
                case Figure():
                    yield picture(block, self.ids, self)
            heading = STANCES[block.stance] if isinstance(block, Quotation) and block.stance else ""

    def quotation(self, block: Quotation, heading: str) -> Item:
        quote = self.report.quotes[block.evidence]
        return {
            "kind": "quotation",
            "heading": heading,
            "lead": self.claim(block.lead) if block.lead else None,
            "words": printable(f"“{quote.text}”"),
            "cited": rich(self.citations.quotes[quote.id], self.ids.references) + self.marks((quote.id,)),
        }

    # --- claims

    def claims(self, claims: Sequence[Claim]) -> list[Item]:
        return [self.claim(claim) for claim in claims]

    def claim(self, claim: Claim) -> Item:
        return {"anchor": self.ids.claims[claim.id], "pieces": self.sentence(claim)}

    def sentence(self, claim: Claim) -> list[Piece]:
        """Return a claim with its citation, or with a note in such a style, and what leads to its basis."""
        cited = rich(self.citations.after(claim), self.ids.references)
        if cited and self.in_notes:
            quotes = [{**mark, "raised": False} for mark in self.marks(claim.evidence)]
            note = [*cited, *plain(" Evidence: "), *quotes, *plain(".")]
            counted = self.marks((), claim)
            apart = [{"text": ",", "raised": True}] if counted else []
            return [*plain(claim.text), {"note": note}, *apart, *counted]
        stem, stop = split_stop(claim.text) if cited else (claim.text, "")
        between = [{"text": " "}] if cited else []
        return [*plain(stem), *between, *cited, *plain(stop), *self.marks(claim.evidence, claim)]

    def marks(self, evidence: Sequence[str], claim: Claim | None = None) -> list[Piece]:
        """Return raised numbers that lead to quotes, and to what was counted for a claim."""
        found = raised([self.order[i] for i in evidence], [self.ids.quotes[i] for i in evidence])
        if claim and claim.id in self.counted:
            number = self.counted[claim.id]
            found += raised([number], [f"n-{number}"], "N")
        return listed_pieces(found)

    # --- lists at the end

    def reference(self, number: int) -> Item:
        entry = self.citations.entries[number]
        return {
            "anchor": self.ids.references[entry.key],
            "label": entry.label,
            "pieces": rich(entry.rich, {}),
            "note": entry.note,
        }

    def quote(self, quote: Quote) -> Item:
        about = rich(self.citations.quotes[quote.id], self.ids.references)
        if quote.link:
            about += [{"text": " · "}, *self.address(quote.link, "Open the page")]
        words = f"{'… ' if quote.before else ''}“{quote.text}”{' …' if quote.after else ''}"
        return {
            "anchor": self.ids.quotes[quote.id],
            "number": str(self.order[quote.id]),
            "words": plain(words),
            "about": [*about, {"text": " · "}, *plain(quote.id)],
        }

    def numbers(self, claim: Claim) -> Item:
        number = self.counted[claim.id]
        about: list[Piece] = []
        for found in claim.numbers:
            about += [{"text": "; "}] if about else []
            words = number_words(found)
            about += self.address(found.link, words) if found.link else plain(words)
        if claim.source in self.ids.numbers:
            anchor = self.ids.figures.get(claim.source) or self.ids.tables[claim.source]
            where = plain(self.ids.numbers[claim.source], to=anchor)
        else:
            where = plain(claim.source)
        return {
            "anchor": f"n-{number}",
            "number": f"N{number}",
            "words": plain(claim.text, to=self.ids.claims[claim.id]),
            "about": [*about, *([{"text": ". From: "}, *where] if where else [])],
        }

    def address(self, path: str, words: str) -> list[Piece]:
        """Return words that link to a path in the workbench, if its address is known."""
        return plain(words, url=self.report.base + path) if self.report.base else plain(words)


def _short(title: str, most: int = 70) -> str:
    if len(title) <= most:
        return title
    return title[:most].rsplit(" ", 1)[0] + " …"


def _day(date: str) -> list[int] | None:
    from datetime import date as day

    try:
        found = day.fromisoformat(date[:10])
    except ValueError:
        return None
    return [found.year, found.month, found.day]


def _letters() -> Iterator[str]:
    """Yield A, B ... Z, AA, AB ..."""
    from itertools import count, product
    from string import ascii_uppercase

    for size in count(1):
        yield from map("".join, product(ascii_uppercase, repeat=size))
