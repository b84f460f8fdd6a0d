"""What `wr show` prints: a document's metadata with its rules, and a page with its annotations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from workingregions.corpus.errors import NotFoundError
from workingregions.corpus.records import Bundle, Mention, MentionKind, MetadataValue, Passage, Person

STYLES = {
    MentionKind.INSTITUTION: "bold cyan",
    MentionKind.PLACE: "green",
    MentionKind.PERSON: "magenta",
    MentionKind.PROGRAMME: "yellow",
    MentionKind.LAW: "yellow",
}


def describe_document(console: Console, bundle: Bundle) -> None:
    """Prints a document's fields with the rule and confidence of each, and what was found in it."""
    document = bundle.document
    console.print(Text(document.title or document.path, style="bold"))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("field", "value", "found by", "confidence", "page"):
        table.add_column(heading, overflow="fold")
    chosen: dict[str, MetadataValue] = {}
    for candidate in document.metadata:
        chosen.setdefault(candidate.field, candidate)
    fields = {
        "title": document.title,
        "authors": "; ".join(document.authors),
        "year": str(document.year or ""),
        "date": document.date,
        "publisher": document.publisher,
        "type": f"{document.type.value} ({document.genre})",
        "language": document.language,
        "identifiers": ", ".join(document.identifiers),
        "jurisdiction": document.jurisdiction,
        "regions": ", ".join(f"{r.name} {r.weight:.0%}" for r in document.regions),
    }
    for field, shown in fields.items():
        value = chosen.get(field)
        rule, sure, page = (
            (value.rule, f"{value.confidence:.2f}", str(value.page or "")) if value else ("", "", "")
        )
        table.add_row(field, escape(shown), escape(rule), sure, page)
    console.print(table)
    kinds = Counter(m.kind.value for m in bundle.mentions)
    counts = {
        "pages": len(document.pages),
        "blocks": len(bundle.blocks),
        "passages": len(bundle.passages),
        **{f"{kind} mentions": n for kind, n in sorted(kinds.items())},
        "people": len(bundle.people),
        "ties": len(bundle.ties),
        "outcomes": len(bundle.outcomes),
        "references": len(bundle.references),
    }
    console.print(", ".join(f"{n} {name}" for name, n in counts.items() if n))
    console.print(f"File {document.path}, id {document.id}", style="dim")
    for failure in bundle.failures:
        where = f"page {failure.page}: " if failure.page else ""
        console.print(f"{where}{failure.message} {failure.advice}", style="red")


def describe_page(console: Console, bundle: Bundle, page: int) -> None:
    """Prints a page's passages with institutions, places and people in colour, then ties and outcomes.

    Raises:
        NotFoundError: the document has no such page.
    """
    _check_page(bundle, page)
    title = bundle.document.title or bundle.document.path
    console.print(Text(f"{title}, page {page} of {max(1, len(bundle.document.pages))}", style="bold"))
    legend = Text("  ".join(kind.value for kind in STYLES))
    for kind, style in STYLES.items():
        start = legend.plain.index(kind.value)
        legend.stylize(style, start, start + len(kind.value))
    console.print(legend)
    section: tuple[str, ...] = ()
    for passage in bundle.passages:
        if page not in passage.pages:
            continue
        if passage.section and passage.section != section:
            section = passage.section
            console.print(Text(" > ".join(section), style="dim"))
        console.print(_coloured(passage, bundle.mentions, bundle.people, page))
        about = [s for s in bundle.themes if s.passage == passage.id and (s.mention or s.about >= 0.2)]
        if about:
            said = ", ".join(f"{s.theme} {s.about:.2f}" for s in sorted(about, key=lambda s: -s.about))
            console.print(Text(f"themes: {said}", style="dim"))
        console.print()
    for tie in bundle.ties:
        if tie.page == page:
            console.print(
                f"tie: {tie.source_name} [{tie.relation.value}, {tie.modality.value}] {tie.target_name} "
                f"({tie.confidence:.2f})",
                markup=False,
            )
    for outcome in bundle.outcomes:
        if outcome.page == page:
            said = "promised" if outcome.promised else "reported"
            console.print(
                f"outcome: {outcome.kind.value} {outcome.text} ({said}, {outcome.confidence:.2f})",
                markup=False,
            )


def page_lines_of(bundle: Bundle, page: int, *, about: float) -> dict[str, Any]:
    """The page as `wr export pages` writes it. Raises NotFoundError for a page that is not there."""
    from workingregions.reports.export_pages import page_lines

    _check_page(bundle, page)
    return next(line for line in page_lines(bundle, about=about) if line["page"] == page)


def _check_page(bundle: Bundle, page: int) -> None:
    numbers = [p.number for p in bundle.document.pages] or [1]
    if page not in numbers:
        raise NotFoundError(
            "page", str(page), (), advice=f"The document has pages {numbers[0]} to {numbers[-1]}."
        )


def _coloured(passage: Passage, mentions: Sequence[Mention], people: Sequence[Person], page: int) -> Text:
    """The passage's text on this page; each annotation is followed by its confidence."""
    marks = [
        (m.start, m.end, STYLES[m.kind], m.confidence)
        for m in mentions
        if m.passage == passage.id and m.kind in STYLES
    ]
    marks += [
        (p.start, p.end, STYLES[MentionKind.PERSON], p.confidence) for p in people if p.passage == passage.id
    ]
    here = [piece for piece in passage.pieces if piece.page == page]
    first, last = (here[0].start, here[-1].end) if here else (0, len(passage.text))
    text, at = Text(), first
    for start, end, style, sure in sorted(set(marks)):
        if start < at or end > last:
            continue
        text.append(passage.text[at:start])
        text.append(passage.text[start:end], style=style)
        text.append(f"·{sure:.2f}", style="dim")
        at = end
    text.append(passage.text[at:last])
    return text
