"""Rules that propose the authors; each candidate is one list of names separated by "; "."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workingregions.corpus.enums import BlockKind
from workingregions.corpus.records import MetadataValue
from workingregions.ingest.metadata.clues import ClueLine, Clues
from workingregions.ingest.metadata.organisations import organisations_in
from workingregions.ingest.metadata.people import is_clearly_name, is_name, is_nobody, names_in, split_names
from workingregions.ingest.metadata.self_citation import self_citations
from workingregions.ingest.text import SEPARATOR, alternatives, display, key, shorten

_BYLINE = re.compile(rf"^\s*(?:{alternatives('byline')})\s*:?\s+(?P<names>.{{3,300}})", re.I)
_WORKPLACE = re.compile(rf"\b(?:{alternatives('workplace')})\b|(?<!\S)\S+@\S+")
_ACCOUNT = re.compile(r"^[\w.-]+$|\d|\\|@")
_END = re.compile(rf"^(?:{alternatives('front_end')})\b", re.I)


def author_candidates(clues: Clues, title: str) -> list[MetadataValue]:
    """Return every rule's proposals for the authors, given the title chosen before."""
    return [*_by_hint(clues), *_by_citation(clues), *_by_byline(clues), *_by_place(clues, title)]


def _value(
    names: tuple[str, ...], rule: str, confidence: float, line: ClueLine | None = None, quote: str = ""
) -> MetadataValue:
    page = line.page if line else None
    quote = shorten(line.text) if line else shorten(quote)
    return MetadataValue(
        field="authors", value=SEPARATOR.join(names), rule=rule, confidence=confidence, page=page, quote=quote
    )


def _by_hint(clues: Clues) -> Iterator[MetadataValue]:
    """Yield authors from properties and front matter; log-in names and organisations do not count."""
    for hint in clues.stated("authors"):
        parts = [part.strip() for part in re.split(r"\s*;\s*", display(hint.value)) if part.strip()]
        if len(parts) == 1 and re.fullmatch(r"[\w'’-]+, [\w'’. -]+", parts[0]):
            names = tuple(parts)
        else:
            names = tuple(
                name for part in parts for name in (split_names(part) if not organisations_in(part) else [])
            )
        names = tuple(n for n in names if (" " in n or not _ACCOUNT.search(n)) and not is_nobody(n))
        if names and not organisations_in(hint.value):
            full = all(" " in name for name in names)
            yield _value(names, hint.rule, hint.confidence * (1.0 if full else 0.4), quote=hint.value)


def _by_citation(clues: Clues) -> Iterator[MetadataValue]:
    for reference, line in self_citations(clues):
        names = tuple(name for name in reference.authors if " " in name)  # "OECD" is not a person
        if names:
            yield _value(names, "citation of itself", 0.7, line)


def _by_byline(clues: Clues) -> Iterator[MetadataValue]:
    for line in clues.first():
        if match := _BYLINE.match(line.text):
            names = names_in(re.split(r"[.;|(]\s", match["names"])[0], clues.common)
            if names:
                yield _value(names, "byline", 0.65, line)


def _by_place(clues: Clues, title: str) -> Iterator[MetadataValue]:
    """Yield lines of names next to the title, up to the abstract or the first long paragraph."""
    lines = [line for line in clues.first() if line.kind not in (BlockKind.FOOTNOTE, BlockKind.TABLE)]
    wanted = key(title)
    position = next(
        (
            n
            for n, line in enumerate(lines)
            if len(line.text) > 8 and key(line.text)[:30] in wanted and wanted
        ),
        None,
    )
    if position is None:
        return
    found: list[str] = []
    where: ClueLine | None = None
    for line in [*lines[max(0, position - 2) : position], *lines[position + 1 : position + 16]]:
        if _END.match(line.text) or len(line.text) > 600:
            break
        if key(line.text) in wanted:
            continue
        head = _leading_names(line.text, clues)
        if head:
            found.extend(head)
            where = where or line
    names = tuple(dict.fromkeys(found))[:20]
    # Capitalised words alone may be anything; at least one person has a given name or a rare name.
    if where and any(map(is_clearly_name, names)):
        yield _value(names, "names by the title", 0.5, where)


def _body_alone(text: str, place: re.Match[str]) -> bool:
    """Return whether a line is a body's name ending in its kind: "Portage Path Institute" is not a person."""
    return place.end() == len(text.rstrip()) and "," not in text and "@" not in place.group()


def _leading_names(text: str, clues: Clues) -> tuple[str, ...]:
    """Return the names before a place of work or an address: "Jane Smith, University of ..."."""
    if names := names_in(text, clues.common):
        return names
    if organisations_in(text) and not _WORKPLACE.search(text):
        return ()
    workplace = _WORKPLACE.search(text[:400])
    if workplace and _body_alone(text, workplace):
        return ()
    words = text[: workplace.start() if workplace else 200].split()
    # The workplace may begin some words before its distinctive one ("Wessex State University").
    for end in range(len(words), max(1, len(words) - 5), -1) if workplace else ():
        if names := names_in(" ".join(words[:end]), clues.common):
            return names
    parts = split_names(text[:300])
    head: list[str] = []
    for part in parts:
        if not is_name(part, clues.common) or organisations_in(part):
            break
        head.append(part)
    return tuple(head) if head and len(parts) > len(head) and len(text) < 200 else ()
