"""Output of `wr show` and `wr extract`: metadata with its rules, and pages with their annotations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from workingregions.app.cli.advice import reworded
from workingregions.app.names import gazetteer, kind, where
from workingregions.corpus.enums import BlockKind, MentionKind, Use, Voice
from workingregions.corpus.errors import NotFoundError
from workingregions.corpus.records import Bundle, MetadataValue, Outcome, Passage
from workingregions.corpus.voices import takes

STYLES = {
    MentionKind.INSTITUTION: "bold cyan",
    MentionKind.PLACE: "green",
    MentionKind.PERSON: "magenta",
    MentionKind.PROGRAMME: "yellow",
    MentionKind.LAW: "yellow",
}
ABOUT = 0.2
"""Probability at which a theme is shown although a passage does not name it."""


def describe_document(console: Console, bundle: Bundle) -> None:
    """Print a document's fields with the rule and confidence of each, and a summary of its annotations."""
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
        table.add_row(field, shown, rule, sure, page)
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
    console.print(Text(f"File {document.path}, id {document.id}", style="dim"))
    for failure in bundle.failures:
        where = f"page {failure.page}: " if failure.page else ""
        console.print(f"{where}{failure.message} {reworded(failure.advice)}", style="red")


def describe_pages(console: Console, bundle: Bundle, pages: Sequence[int]) -> None:
    """Print pages with institutions, places and people in colour, and under each page its annotations.

    Without colour (a file, a pipe, NO_COLOR) the kind follows each name.

    Raises:
        NotFoundError: the document does not have this page.
    """
    for page in pages:
        _check_page(bundle, page)
    kinds = {m.kind for m in bundle.mentions if m.page in pages} & STYLES.keys()
    kinds |= {MentionKind.PERSON} if any(p.page in pages for p in bundle.people) else set()
    if _has_colour(console) and kinds:
        shown = [Text(k.value, style=STYLES[k]) for k in STYLES if k in kinds]
        console.print(Text("In colour, each with its confidence: ") + Text(", ").join(shown) + Text("\n"))
    for page in pages:
        _describe_page(console, bundle, page)


def _describe_page(console: Console, bundle: Bundle, page: int) -> None:
    title = bundle.document.title or bundle.document.path
    last = max((p.number for p in bundle.document.pages), default=1)
    console.print(Text(f"{title}, page {page} of {last}", style="bold reverse"))
    console.print()
    passages = [p for p in bundle.passages if page in p.pages]
    if not passages:
        console.print("There is no text on this page.\n")
    above: tuple[str, ...] = ()
    for passage in passages:
        if passage.section[:-1] and passage.section[:-1] != above:
            above = passage.section[:-1]
            console.print(Text(" > ".join(above), style="dim"))
        if passage.voice is not Voice.BODY:
            counted = "" if takes(Use.NAMES, passage.voice) else "; names here are not counted"
            console.print(Text(f"{passage.voice.value}{counted}:", style="dim italic"))
        console.print(_annotated(passage, bundle, page, plain=not _has_colour(console)))
        about = [s for s in bundle.themes if s.passage == passage.id and (s.mention or s.about >= ABOUT)]
        if about:
            scores = ", ".join(f"{s.theme} {s.about:.2f}" for s in sorted(about, key=lambda s: -s.about))
            console.print(Text(f"themes: {scores}", style="dim"))
        console.print()
    for heading, columns, rows in page_tables(bundle, page):
        table = Table(
            title=heading, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False
        )
        filled = [number for number in range(len(columns)) if any(row[number] for row in rows)]
        for number in filled:
            table.add_column(columns[number], overflow="fold")
        for row in rows:
            table.add_row(*(row[number] for number in filled))
        console.print(table)


Rows = Sequence[tuple[str, ...]]


def page_tables(bundle: Bundle, page: int) -> list[tuple[str, tuple[str, ...], Rows]]:
    """Return the annotations of a page as tables: heading, columns, rows; empty tables are left out."""
    names: list[tuple[str, ...]] = []
    places: list[tuple[str, ...]] = []
    for m in sorted(bundle.mentions, key=lambda m: (m.passage, m.start)):
        if m.page != page:
            continue
        text, sure = " ".join(m.text.split()), f"{m.confidence:.2f}"
        if m.kind is MentionKind.INSTITUTION:
            counted = "" if m.counted else "not counted"
            names.append((text, _words(m.type), _words(m.scale), sure, counted))
        elif m.kind is MentionKind.PLACE:
            place = gazetteer().get(m.place)
            interpretation = (
                (f"{place.name}, {where(place)}".strip(", "), kind(place)) if place else ("not resolved", "")
            )
            places.append((text, *interpretation, m.place, sure))
    people = [(p.name, p.role, p.institution, f"{p.confidence:.2f}") for p in bundle.people if p.page == page]
    passages = {p.id for p in bundle.passages if page in p.pages}
    short = [(a.short, a.long, f"{a.confidence:.2f}") for a in bundle.acronyms if a.passage in passages]
    ties = [
        (t.source_name, _words(t.relation), t.target_name, t.modality.value, f"{t.confidence:.2f}")
        for t in bundle.ties
        if t.page == page
    ]
    outcomes = [_outcome(o) for o in bundle.outcomes if o.page == page]
    sure = "confidence"
    tables: list[tuple[str, tuple[str, ...], Rows]] = [
        ("Institutions", ("as written", "type", "scale", sure, ""), names),
        ("Places", ("as written", "interpreted as", "kind", "id", sure), places),
        ("People", ("name", "role", "institution", sure), people),
        ("Acronyms defined", ("short", "long", sure), short),
        ("Ties", ("from", "relation", "to", "modality", sure), ties),
        ("Outcomes", ("kind", "as written", "value", "", "place", "year", "institution", sure), outcomes),
    ]
    return [(heading, columns, tuple(dict.fromkeys(rows))) for heading, columns, rows in tables if rows]


def _words(value: str | None) -> str:
    return (value or "unknown").replace("_", " ")


def _outcome(o: Outcome) -> tuple[str, ...]:
    return (
        o.kind.value,
        " ".join(o.text.split()),
        _amount(o),
        "promised" if o.promised else "reported",
        gazetteer().name(o.place) if o.place else "",
        str(o.year or ""),
        o.institution,
        f"{o.confidence:.2f}",
    )


def _amount(outcome: Outcome) -> str:
    low, high = (f"{v:,.10g}" if v is not None else "" for v in (outcome.value, outcome.value_high))
    return f"{low}{f' to {high}' if high else ''} {outcome.unit}".strip()


def _has_colour(console: Console) -> bool:
    return console.color_system is not None and not console.no_color


def page_lines_of(bundle: Bundle, page: int, *, about: float) -> dict[str, Any]:
    """Return the page as `wr export pages` writes it. Raise NotFoundError if it does not exist."""
    from workingregions.reports.export_pages import page_lines

    _check_page(bundle, page)
    return next(line for line in page_lines(bundle, about=about) if line["page"] == page)


def _check_page(bundle: Bundle, page: int) -> None:
    numbers = [p.number for p in bundle.document.pages] or [1]
    if page not in numbers:
        raise NotFoundError(
            "page", str(page), (), advice=f"The document has pages {numbers[0]} to {numbers[-1]}."
        )


def _annotated(passage: Passage, bundle: Bundle, page: int, *, plain: bool) -> Text:
    """Return the passage's text on this page, annotations with their confidence and, if `plain`, kind."""
    marks = [
        (m.start, m.end, m.kind, m.confidence, m.counted)
        for m in bundle.mentions
        if m.passage == passage.id and m.kind in STYLES
    ]
    marks += [
        (p.start, p.end, MentionKind.PERSON, p.confidence, True)
        for p in bundle.people
        if p.passage == passage.id
    ]
    here = [piece for piece in passage.pieces if piece.page == page]
    first, last = (here[0].start, here[-1].end) if here else (0, len(passage.text))
    headings = {b.ordinal for b in bundle.blocks if b.kind is BlockKind.HEADING}
    body = Text(passage.text)
    for piece in here:
        if piece.block in headings:
            body.stylize("bold", piece.start, piece.end)
    text, at = Text(), first
    for start, end, what, sure, counted in sorted(set(marks)):
        if start < at or end > last:
            continue
        name = body[start:end]
        name.stylize(STYLES[what] if counted else f"dim {STYLES[what]}")
        text.append_text(body[at:start]).append_text(name)
        text.append(f" [{what.value} {sure:.2f}]" if plain else f"·{sure:.2f}", style="dim")
        at = end
    return text.append_text(body[at:last])
