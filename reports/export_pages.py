"""Page annotations as JSON lines: one object per page of each document, for scoring and reuse.

The fields are those of the project's gold pages: institutions with all their forms on the page, type
and scale; people; places; ties with modality and evidence; themes the page is about or mentions;
outcomes. Pages count from 1; a document without pages is page 1.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from workingregions.corpus.enums import MentionKind
from workingregions.corpus.files import writing
from workingregions.corpus.records import Bundle, Mention, Passage
from workingregions.nlp.gazetteer import Gazetteer
from workingregions.nlp.text import page_of
from workingregions.nlp.themes import about_as_a_whole

EVIDENCE_WORDS = 14


def page_lines(bundle: Bundle, *, about: float) -> Iterator[dict[str, Any]]:
    """Yield one object per page of a document, in page order.

    Args:
        bundle: the document and its annotations.
        about: minimum probability for a page to count as being about a theme.
    """
    texts = {p.id: p for p in bundle.passages}
    themes = _themes(bundle, about)
    mentions = _by_page(bundle.mentions)
    people, ties, outcomes = (_by_page(rows) for rows in (bundle.people, bundle.ties, bundle.outcomes))
    pages = [page.number for page in bundle.document.pages] or [1]
    for page in pages:
        yield {
            "file": Path(bundle.document.path).name,
            "page": page,
            "institutions": _institutions(mentions[page]),
            "people": [
                {"name": p.name, "role": p.role or None, "institution": p.institution or None}
                for p in people[page]
            ],
            "places": _places(mentions[page]),
            "ties": [
                {
                    "source": t.source_name,
                    "type": t.relation.value,
                    "target": t.target_name,
                    "modality": t.modality.value,
                    "evidence": _evidence(texts[t.passage].text[t.start : t.end]),
                    "confidence": round(t.confidence, 3),
                }
                for t in ties[page]
            ],
            "themes": sorted(t for t, is_about in themes[page].items() if is_about),
            "mentions": sorted(t for t, is_about in themes[page].items() if not is_about),
            "outcomes": [
                {
                    "kind": o.kind.value,
                    "value": o.text,
                    "place": o.place or None,
                    "year": o.year,
                    "who": o.institution or None,
                }
                for o in outcomes[page]
            ],
        }


def write_pages(bundles: Iterable[Bundle], out: Path, *, about: float) -> int:
    """Write the pages of all documents to `out`, completely or not at all; return the number of lines.

    Raises:
        InputError: `out` cannot be written.
    """
    temporary = out.with_name(out.name + ".tmp")
    count = 0
    with writing(out), temporary.open("w", encoding="utf8") as lines:
        for bundle in bundles:
            for line in page_lines(bundle, about=about):
                lines.write(json.dumps(line, ensure_ascii=False) + "\n")
                count += 1
    temporary.replace(out)
    return count


def _main_page(passage: Passage) -> int:
    """Return the page that contains most of the passage."""
    size: Counter[int] = Counter()
    for piece in passage.pieces:
        size[piece.page] += piece.end - piece.start
    return min(size, key=lambda page: (-size[page], page)) if size else page_of(passage, 0)


def _themes(bundle: Bundle, about: float) -> Mapping[int, Mapping[str, bool]]:
    """Return for each page the themes that it is about (True) or only mentions (False)."""
    home = {p.id: _main_page(p) for p in bundle.passages}
    words = {p.id: len(p.text.split()) for p in bundle.passages}
    total: Counter[int] = Counter()
    for passage, size in words.items():
        total[home[passage]] += size
    parts: dict[tuple[int, str], list[tuple[float, int]]] = defaultdict(list)
    named = set()
    for score in bundle.themes:
        key = home[score.passage], score.theme
        parts[key].append((score.about, words[score.passage]))
        if score.mention:
            named.add(key)
    found: dict[int, dict[str, bool]] = defaultdict(dict)
    for (page, theme), chances in parts.items():
        is_about = about_as_a_whole(chances, total[page]) >= about
        if is_about or (page, theme) in named:
            found[page][theme] = is_about
    return found


def _by_page(rows: Sequence[Any]) -> Mapping[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.page].append(row)
    return grouped


def _institutions(mentions: Sequence[Mention]) -> list[dict[str, Any]]:
    groups: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.kind is MentionKind.INSTITUTION and mention.counted:
            groups[mention.entity].append(mention)
    found = []
    for group in groups.values():
        best = max(group, key=lambda m: (m.confidence, len(m.text), m.text))
        forms = sorted({m.text for m in group})
        # The full name behind "Labor" in "the Departments of Commerce and Labor" occurs only in its key.
        spelt = [] if best.entity in {form.casefold() for form in forms} else [best.entity]
        found.append(
            {
                "name": max(forms, key=lambda form: (len(form), form)),
                "forms": [*forms, *spelt],
                "type": best.type.value if best.type else "other",
                "scale": best.scale.value if best.scale else "unknown",
                "confidence": round(best.confidence, 3),
            }
        )
    return found


def _places(mentions: Sequence[Mention]) -> list[dict[str, Any]]:
    gazetteer = Gazetteer.load()
    groups: dict[str, Mention] = {}
    for mention in mentions:
        if mention.kind is MentionKind.PLACE:
            groups.setdefault(mention.entity or mention.text, mention)
    found = []
    for mention in groups.values():
        place = gazetteer.get(mention.place) if mention.place else None
        found.append(
            {
                "name": mention.text,
                "code": place.code if place else None,
                "level": place.level if place else None,
            }
        )
    return found


def _evidence(sentence: str) -> str:
    return " ".join(sentence.split()[:EVIDENCE_WORDS])
