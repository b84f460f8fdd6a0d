"""Reference lists and citing footnotes: found, cut into entries, read into fields, linked to the corpus."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from workingregions.corpus.records import Block, BlockKind, Document, Reference
from workingregions.ingest.metadata.data import table
from workingregions.ingest.metadata.identifiers import find_dois
from workingregions.ingest.metadata.text import clean, key, likeness

ACCEPT = 0.82
"""The least score at which a reference is linked to a document of the corpus."""

_YEAR = r"(?:1[6-9]|20)\d\d"
_MARKER = re.compile(
    r"^\s*(?:\[\s?[\w+]{1,8}\s?\]|\(\d{1,3}\)|\d{1,3}[.)]\s|\d{1,3}\s(?=[A-ZÀ-Þ])|[•·▪*–-]\s)\s*"
)
_EARLY_YEAR = re.compile(
    rf"[\s,.(]\(?\[?(?P<year>{_YEAR}|n\.\s?d\.|forthcoming|in press|o\.\s?J\.)(?:[a-z]|[/–-]\d{{2,4}})?"
    r"(?:,\s?[A-Z][a-z]+(?:\s\d{1,2})?)?[\])]{0,2}(?=[\s.,:;)]|$)[.,:;)]*\s*"
)
_ANY_YEAR = re.compile(rf"(?<![\d/.-])({_YEAR})(?=[a-z]?\b)(?![-–]\d{{3}}\b|\d)")
_QUOTED = re.compile(r"[\"“„«‘](?P<title>[^\"“”„«»]{8,300}?)[,.?!]?[\"”“»’](?=[\s,.;:(]|$)")
_SENTENCE_END = re.compile(
    r"(?<![\s.(][A-Z])(?<!\b(?:ed|al|vs|St|no|Dr|Hg))(?<!\b(?:eds|vol))(?<!\bHrsg)(?:\.|(?P<mark>[?!]))\s+"
    r"(?=[A-ZÀ-Þ\"“„(\d]|https?:)"
)
_IN_SOURCE = re.compile(r"[.,;:]?\s+(?:[Ii]n|[Ee]n|[Ii]m)\s?:\s+|[.,]\s+[Ii]n\s+(?=[A-ZÀ-Þ])|\s*//\s*")
_NAME = r"(?:(?:van|von|de|der|den|del|di|da|la|le|ter|zu|du)\s){0,3}[A-ZÀ-ÞŁŠŽ][\w'’À-ž-]+"
_START = re.compile(
    rf"(?:{_NAME}(?:\s{_NAME})?,?\s(?:[A-ZÀ-Þ]\.?[\s-]?){{1,4}}(?=[\s,.;&/(]))|(?:{_NAME},\s{_NAME})"
    rf"|(?:(?:[A-ZÀ-Þ][\w&'’À-ž-]*,?\s(?:(?:of|for|and|the|und|de|des|für)\s)*){{0,8}}[A-ZÀ-Þ][\w&'’À-ž-]*\.?,?\s\(?{_YEAR}[a-z]?[).:,])"
)
_SPLIT = re.compile(r"(?<=[.\d)\]/])\s+(?=[A-ZÀ-Þ])")
_INITIALS = re.compile(r"^(?:[A-ZÀ-Þ]\.?[\s-]?){1,4}$")


@cache
def _headings(name: str) -> frozenset[str]:
    return frozenset(table("reference_cues.yaml")[name])


def find_references(blocks: Sequence[Block]) -> tuple[Reference, ...]:
    """The entries of reference lists, then the citations in footnotes and notes, in reading order.

    Args:
        blocks: a document's blocks in reading order.
    """
    listed, notes = _candidates(blocks)
    found: list[Reference] = []
    for text, page in _entries(listed):
        reference = parse_reference(text)
        if reference.year or reference.doi or reference.title:
            found.append(replace(reference, page=page))
    for block in notes:
        for part in re.split(r";\s+(?=[A-ZÀ-Þ])", _MARKER.sub("", clean(block.text[:4000]))):
            if _cites(part):
                found.append(replace(parse_reference(part), page=block.page))
    document = blocks[0].document if blocks else ""
    return tuple(replace(r, document=document, ordinal=n) for n, r in enumerate(found))


def _candidates(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Blocks of reference lists, and blocks that are notes."""
    listed, notes, part = [], [], ""
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            name = re.sub(r"^(?:\d+|[ivx]+|[a-z])\s+", "", key(block.text[:100]))
            if name in _headings("headings"):
                part = "list"
            elif name in _headings("notes"):
                part = "notes"
            elif not (part and name in _headings("inside")):
                part = ""
        elif block.kind is BlockKind.REFERENCE:
            listed.append(block)
        elif block.kind is BlockKind.FOOTNOTE or (
            part == "notes" and block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST)
        ):
            notes.append(block)
        elif part == "list" and block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST):
            listed.append(block)
    return listed, notes


def _entries(blocks: Sequence[Block]) -> Iterator[tuple[str, int]]:
    """The text and page of each entry; a block may hold several, and an entry several blocks."""
    text, page = "", 0
    for block in blocks:
        for piece in _cut(block):
            if text and _continues(text, piece):
                text = (
                    text[:-1] + piece
                    if re.search(r"[a-z]-$", text) and piece[:1].islower()
                    else f"{text} {piece}"
                )
                continue
            if len(text) > 12:
                yield text, page
            text, page = piece, block.page
    if len(text) > 12:
        yield text, page


def _continues(text: str, piece: str) -> bool:
    """Whether `piece` goes on with the entry `text`, which a page or column break cut."""
    if len(text) + len(piece) > 900 or _MARKER.match(piece):
        return False
    if piece[:1].islower() and not re.match(
        r"(?:van|von|de|der|den|del|di|da|du|la|le|ter|zu)\s[A-Z]", piece
    ):
        return True
    complete = bool(_ANY_YEAR.search(text)) and text[-1:] in ".)]/0123456789"
    return (
        not complete
        and not _START.match(piece)
        or bool(re.match(r"(?:https?://|doi|pp?\.\s?\d|\d+[(:,-])", piece))
    )


def _cut(block: Block) -> list[str]:
    """A block's entries: by numbers in brackets, by hanging indents, else where author and year begin."""
    text = block.text[:200_000]
    numbers = [m.start() for m in re.finditer(r"(?:^|(?<=\s))\[\d{1,3}\]\s", text)]
    if len(numbers) > 1:
        return _pieces(text, numbers)
    if hanging := _hanging(block):
        return _pieces(text, hanging)
    starts = [m.end() for m in _SPLIT.finditer(text) if _begins_entry(text, m.end())]
    return _pieces(text, starts) if len(text) > 120 else _pieces(text, [])


def _pieces(text: str, starts: Sequence[int]) -> list[str]:
    cuts = sorted({0, *starts, len(text)})
    return [piece for a, b in zip(cuts, cuts[1:], strict=False) if (piece := clean(text[a:b]))]


def _hanging(block: Block) -> list[int]:
    """Where lines start at the left edge while others are indented; empty when the block has no such form."""
    if len(block.spans) < 3:
        return []
    left = min(span.box.x0 for span in block.spans)
    edge = [span for span in block.spans if span.box.x0 - left < 3]
    inner = [span for span in block.spans if 6 < span.box.x0 - left < 80]
    if not inner or len(edge) < 2 or len(edge) + len(inner) < len(block.spans):
        return []
    starts = [span.start for span in edge]
    plausible = sum(bool(_START.match(block.text[s : s + 300])) for s in starts)
    return starts if plausible >= 0.6 * len(starts) else []


def _begins_entry(text: str, position: int) -> bool:
    """Whether an author-year entry begins at `position`: names, then a year within reach, no sentence between."""
    window = text[position : position + 260]
    if not _START.match(window):
        return False
    year = _EARLY_YEAR.search(window)
    return bool(year) and not re.search(
        r"[a-zà-ž]{4,}\.\s+[A-Z][a-z]{3,}\s[a-z]", window[: year.start() if year else 0]
    )


def _cites(text: str) -> bool:
    """Whether a note's text is a citation that names a work: a year, and a title or source in form."""
    if (
        len(text) < 25
        or len(text) > 700
        or re.match(r"\W*(?:ibid|op\. ?cit|see above|ebd|ebenda)\b", text, re.I)
    ):
        return False
    if not _ANY_YEAR.search(text):
        return False
    formal = re.search(
        r"\b(?:vol|pp?|no|Nr|S)\.\s?\d|\d+\s?\(\d+\)|\bdoi\b|https?://|:\s?\d+\s?[-–]\s?\d+", text, re.I
    )
    place = re.search(rf"\([A-Z][\w .,]+: [^()]+, {_YEAR}\)", text)
    return bool(
        _QUOTED.search(text)
        and (formal or place or _START.match(text))
        or place
        or (formal and _START.match(text))
    )


def parse_reference(text: str) -> Reference:
    """The fields of one bibliographic entry; what cannot be told stays empty.

    Reads author-year styles (APA, Harvard, German "Name (1999): Title. In: ..."), quoted titles (Chicago,
    IEEE) and full-stop styles (Vancouver). `document`, `ordinal` and `page` are left to the caller.
    """
    text = clean(text)
    dois = find_dois(text)
    body = _MARKER.sub("", text)
    early = _EARLY_YEAR.search(body[:400])
    quoted = _QUOTED.search(body)
    if (
        early
        and early.start() > 1
        and _is_authors(body[: early.start()])
        and not (quoted and quoted.end() <= early.start())
    ):
        authors, rest = body[: early.start()], body[early.end() :]
        year = int(early["year"]) if early["year"].isdigit() else None
        title, source = _title_and_source(rest)
    elif quoted:
        authors, title, source = body[: quoted.start()], quoted["title"], body[quoted.end() :]
        year = _late_year(source)
    else:
        parts = [p for p in _sentences(body) if p]
        named = len(parts) > 1 and _is_authors(parts[0])
        authors = parts[0] if named else ""
        title = parts[1] if named else (parts[0] if parts and len(parts) > 1 else "")
        source = " ".join(parts[2:] if named else parts[1:])
        year = _late_year(source or body)
    return Reference(
        document="",
        ordinal=0,
        text=text,
        page=0,
        authors=split_authors(authors),
        year=year,
        title=_trim(title),
        source=_trim(re.sub(r"^(?:[Ii]n|[Ee]n)\s?:?\s+", "", source.strip(" ,.;:")))[:300],
        doi=dois[0] if dois else "",
    )


def _trim(text: str) -> str:
    return text.strip(" \t,.;:“”\"„‘’'*_")


def _is_authors(text: str) -> bool:
    """Whether a stretch could be authors or a body: it begins with a capital and is no long sentence."""
    lower = re.findall(r"(?<![\w.])[a-zà-ž]{3,}\b", text)
    return bool(re.match(r"\W*(?:van|von|de|d'|der|den|di|da|la|le|ten|ter|zu)?\s?[A-ZÀ-ÞŁŠŽ]", text)) and (
        len(lower) <= 3 + text.count(",") and len(text) < 350
    )


def _title_and_source(rest: str) -> tuple[str, str]:
    quoted = _QUOTED.match(rest)
    if quoted:
        return quoted["title"], rest[quoted.end() :]
    sentences = _SENTENCE_END.search(rest)
    inside = _IN_SOURCE.search(rest)
    ends = [m for m in (sentences, inside) if m and m.start() > 5]
    if not ends:
        head, _, tail = rest.partition(", ")
        # "Title, Journal 12(3), pp. 1-9": only the part before a volume tells where the source begins.
        journal = re.match(r"(.{15,}?),\s+([A-Z][^,]{3,80},?\s(?:vol\.?\s?)?\d+\s?[(:,].*)", rest)
        if journal:
            return journal[1], journal[2]
        return (rest, "") if len(rest) < 250 else (head, tail)
    end = min(ends, key=lambda m: m.start())
    mark = "?" if rest[end.start() : end.start() + 1] == "?" else ""
    return rest[: end.start()] + mark, rest[end.end() :]


def _sentences(text: str) -> list[str]:
    parts, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        parts.append(text[start : match.start()] + (match["mark"] or ""))
        start = match.end()
    return [*parts, text[start:]]


def _late_year(text: str) -> int | None:
    """The year of publication where it comes late: in parentheses, or the first that stands alone."""
    text = re.sub(r"(?i)(?:accessed|retrieved|visited|abgerufen|zugriff|consult\w*)\b.{0,40}", " ", text)
    years = re.findall(rf"\([^()]{{0,60}}?({_YEAR})\)", text) or _ANY_YEAR.findall(text)
    return int(years[0]) if years else None


def split_authors(text: str) -> tuple[str, ...]:
    """The names in an author field, in the order and form printed: "Smith, J." or "Jane Smith"."""
    text = re.sub(r"\((?:eds?|Hrsg|Hg|dir|coord)s?\.?\)|\b(?:et al|u\. ?a)\.?|\beds?\.", " ", clean(text))
    text = text.strip(" ,.;:([*")
    parts = [
        p.strip(" ,;")
        for p in re.split(r"\s*;\s*|\s*/\s*|\s+(?:and|und|et|y|och|ja|en)\s+|\s*,?\s*&\s*", text)
    ]
    names: list[str] = []
    for part in parts:
        pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
        for piece in pieces:
            if names and pieces.index(piece) and _INITIALS.match(piece) and "," not in names[-1]:
                names[-1] += f", {piece}"
            else:
                names.append(piece)
        if len(pieces) == 2 and len(names) >= 2 and " " not in pieces[0] and _given(pieces[1]):
            names[-2:] = [f"{pieces[0]}, {pieces[1]}"]
    return tuple(name if name.endswith(".") else name.strip(".") for name in names if len(name) > 1)[:40]


def _given(text: str) -> bool:
    """Whether the word after a comma is a given name rather than another surname."""
    return bool(re.fullmatch(r"[A-ZÀ-Þ][a-zà-ž]+(?:[\s-](?:[A-ZÀ-Þ]\.?|[A-ZÀ-Þ][a-zà-ž]+))?", text))


def surname(name: str) -> str:
    """The family name of "Smith, J.", "Smith J" or "Jane Smith", as a key."""
    if "," in name:
        return key(name.split(",")[0])
    words = [word for word in name.split() if not _INITIALS.match(word)] or name.split()
    return key(words[-1]) if words else ""


def match_references(references: Sequence[Reference], documents: Sequence[Document]) -> tuple[Reference, ...]:
    """`references` with `target` and `score` set where the work is a document of the corpus.

    A DOI decides (score 1). Otherwise the score weighs title (0.7), year (0.15) and first author (0.15);
    what a side does not know counts as half. Below `ACCEPT`, or where two different works come as close,
    the reference stays unlinked with its best score.
    """
    ordered = sorted(documents, key=lambda document: document.id)
    by_doi = {i[4:].casefold(): d for d in reversed(ordered) for i in d.identifiers if i.startswith("doi:")}
    index: dict[str, list[int]] = defaultdict(list)
    for position, document in enumerate(ordered):
        for word in _title_words(document.title):
            index[word].append(position)
    return tuple(_link(reference, ordered, by_doi, index) for reference in references)


def _title_words(title: str) -> set[str]:
    return {word for word in key(title).split() if len(word) > 3}


def _link(
    reference: Reference,
    documents: Sequence[Document],
    by_doi: dict[str, Document],
    index: dict[str, list[int]],
) -> Reference:
    hit = by_doi.get(reference.doi.casefold()) if reference.doi else None
    if hit and hit.id != reference.document:
        return replace(reference, target=hit.id, score=1.0)
    shared = Counter(p for word in sorted(_title_words(reference.text)) for p in index.get(word, ()))
    scored = []
    for position, count in shared.items():
        document = documents[position]
        if document.id != reference.document and count >= 0.6 * len(_title_words(document.title)):
            scored.append((_score(reference, document), document))
    scored.sort(key=lambda pair: (-pair[0], pair[1].id))
    if not scored:
        return replace(reference, target="", score=0.0)
    score, best = scored[0]
    rivals = [d for s, d in scored[1:] if score - s < 0.03 and key(d.title) != key(best.title)]
    accept = score >= ACCEPT and not rivals
    return replace(reference, target=best.id if accept else "", score=round(score, 3))


def _score(reference: Reference, document: Document) -> float:
    """How sure it is that `reference` is `document`, 0..1."""
    title = max(likeness(reference.title, document.title), likeness(reference.title, _main(document.title)))
    whole = key(document.title)
    if len(whole.split()) >= 5 and whole in key(reference.text):
        title = 1.0
    if title < 0.8 or len(whole.split()) < 3:
        return 0.5 * title
    year = 0.5
    if reference.year and document.year:
        year = {0: 1.0, 1: 0.7}.get(abs(reference.year - document.year), 0.0)
    author = 0.5
    if reference.authors and (document.authors or document.publisher):
        theirs = {surname(name) for name in document.authors}
        body = key(document.publisher)
        named = (
            surname(reference.authors[0]) in theirs or bool(body) and body in key(" ".join(reference.authors))
        )
        author = 1.0 if named else 0.2
    return 0.7 * title + 0.15 * year + 0.15 * author


def _main(title: str) -> str:
    """The title without its subtitle, when enough of it is left to tell it from others."""
    head = re.split(r"[:?.–—]\s", title)[0]
    return head if len(head.split()) >= 4 else title
