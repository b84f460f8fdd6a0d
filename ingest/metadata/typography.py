"""Lines as printed on the page, and the groups of lines that form one heading by type size and position."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from workingregions.corpus.enums import BlockKind
from workingregions.corpus.records import Box
from workingregions.ingest.metadata.clues import ClueLine, Clues
from workingregions.ingest.metadata.organisations import organisations_in
from workingregions.ingest.metadata.people import is_clearly_name, is_name, split_names
from workingregions.ingest.text import alternatives, display, find_dates, key, table

TITLE_KINDS = frozenset({BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST})
MOST_LINES = 8
"""A block of more lines is running text and stays whole."""
LONGEST = 220
"""Maximum characters of a title to which another line may be added."""
_ALIKE, _ALIKE_LOOSE = 0.08, 0.35
"""Maximum relative difference of two type sizes.

The boxes of OCR are as high as the letters that happen to be in them, and lines that the layout put into one
block belong together.
"""
_WEB = re.compile(r"https?://|www\.|\S@[^\s@]+\.\w|[\w-]\.(?:com|org|eu|gov|net|co\.uk|de|fr)\b", re.I)
_NUMBERED = re.compile(
    r"\b(?:Tel|Phone|Fax|ISSN|ISBN|Vol|Volume|Jg|Heft|doi|Issue)\b[.:]?\s*[\d(]"
    r"|^(?:Tables?|Figures?|Exhibits?|Charts?|Tabelle|Abbildung|Source|Quelle)\b\s*[\d:]",
    re.I,
)
_BYLINE = re.compile(rf"^\s*(?i:{alternatives('byline')})\b\s*:?\s+[A-ZÀ-Þ]")
_PREPARED = re.compile(rf"^\s*(?:{alternatives('prepared')})\b", re.I)
_SURNAME = r"(?:(?:van|von|de|der|den|del|di|da|la|le)\s)*[A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ][\w'’-]+)?"
_GIVEN = r"[A-ZÀ-Þ][\w'’.-]*(?:\s[A-ZÀ-Þ][\w'’.-]*)*"
_SURNAME_FIRST = re.compile(
    rf"{_SURNAME}, {_GIVEN}(?:\s*(?:[;/&]|\s(?:and|und|et|y)\s)\s*{_SURNAME}, {_GIVEN})*"
)
_AND_LAST = re.compile(r"(?:\s+(?:and|und|et|y|e)|\s*[,;&])\s*$", re.I)
GOES_ON = re.compile(
    r"(?:in|of|for|the|and|to|on|with|at|by|from|der|die|das|des|für|und|im|am|zur|de|du|la|le|les|et|en|pour|"
    r"y|para|del|e|per|van|voor)\s",
    re.I,
)
_SALUTATION = re.compile(rf"(?:{alternatives('salutation')})(?:\W|$)", re.I)
_RANK = rf"(?:{alternatives('rank')})"
_OFFICE_HELD = re.compile(
    rf"^(?:The\s)?(?:{_RANK}[\s-]+)*(?:{alternatives('office')})\b"
    rf"(?:(?:\s*[,&/]\s*|\s(?:and|und|et|y)\s)(?:{_RANK}[\s-]+)*(?:{alternatives('office')})\b)*"
    rf"(?P<of>\s*,\s*|\s+(?:of|at|for|to)\s+(?:the\s+)?)?",
    re.I,
)
_PART_NUMBER = re.compile(r"^(?:\d+(?: \d+)*|section \d+|chapter \d+|part \d+|[ivx]+) ")
Group = list[ClueLine]


def printed_lines(lines: Sequence[ClueLine], clues: Clues) -> list[ClueLine]:
    """Return short blocks cut where the type size changes; names and dates at both ends are cut off."""
    found: list[ClueLine] = []
    for line in lines:
        if line.kind not in TITLE_KINDS or not 1 < len(line.block.spans) <= MOST_LINES:
            found.append(line)
            continue
        rows = rows_of(line)
        first, last = 0, len(rows)
        while first < last and is_other_matter(rows[first].text, clues):
            first += 1
        while last > first + 1 and not _open(rows[last - 2]) and is_other_matter(rows[last - 1].text, clues):
            last -= 1
        found += rows[:first]
        start = first
        for end in range(first + 1, last + 1):
            if end == last or _differ(rows[end - 1], rows[end], _ALIKE_LOOSE):
                found.append(_part(line, rows[start:end]))
                start = end
        found += rows[last:]
    return found


def rows_of(line: ClueLine) -> list[ClueLine]:
    """Return the printed lines of a block, each with its own box and size."""
    if not line.block.spans:
        return [line]
    block, heights = line.block, sorted(_height(span.box) for span in line.block.spans)
    usual = heights[len(heights) // 2] or 1.0
    rows = []
    for span in block.spans:
        text = display(block.text[span.start : span.end])
        if text:
            size = round(line.size * _height(span.box) / usual, 2)
            rows.append(
                replace(line, text=text, size=size, block=replace(block, spans=(span,), box=span.box))
            )
    return rows


def _part(line: ClueLine, rows: Sequence[ClueLine]) -> ClueLine:
    """Return some neighbouring rows of a block as one line again."""
    spans = tuple(row.block.spans[0] for row in rows)
    boxes = [span.box for span in spans]
    box = Box(
        min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes)
    )
    text = display(line.block.text[spans[0].start : spans[-1].end])
    size = sorted(row.size for row in rows)[len(rows) // 2]
    return replace(line, text=text, size=size, block=replace(line.block, spans=spans, box=box))


def _differ(above: ClueLine, below: ClueLine, most: float) -> bool:
    return abs(above.size - below.size) > most * max(above.size, below.size)


def _open(line: ClueLine) -> bool:
    """Return whether a line ends in a word that requires a continuation."""
    return bool(GOES_ON.fullmatch(line.text.split()[-1] + " "))


def _height(box: Box) -> float:
    return box.y1 - box.y0


def groups_of(lines: Sequence[ClueLine], clues: Clues) -> list[Group]:
    """Return lines of one type size closely below each other, as titles of several lines are set.

    Smaller lines between two of them (words within a picture, a side column) do not separate them.
    """
    groups: list[Group] = []
    for line in lines:
        if any(_repeats(line, group[-1]) for group in groups[-3:]):
            continue
        home = next((g for g in reversed(groups[-5:]) if _continues(g, line, groups, clues)), None)
        if home is None:
            groups.append([line])
        else:
            home.append(line)
    return groups


def _repeats(line: ClueLine, last: ClueLine) -> bool:
    """Return whether a line is the shadow of another: the same words, or words printed over each other."""
    if last.kind is line.kind and key(last.text) == key(line.text):
        return True
    a, b = last.block.box, line.block.box
    if a is None or b is None or a == b:
        return False
    common = min(a.y1, b.y1) - max(a.y0, b.y0)
    inside = min(a.x1, b.x1) - max(a.x0, b.x0)
    words, others = set(key(last.text).split()), set(key(line.text).split())
    return (
        common > 0.2 * _height(b)
        and inside > 0.5 * (b.x1 - b.x0)
        and len(words & others) >= 0.6 * len(others) > 0
    )


def _continues(group: Group, line: ClueLine, groups: Sequence[Group], clues: Clues) -> bool:
    last = group[-1]
    if sum(len(member.text) for member in group) >= LONGEST or not _one_run(last, line, clues):
        return False
    if group is groups[-1]:
        return True
    between = groups[groups.index(group) + 1 :]
    return (
        _above(last, line)
        and gap(last, line) < 0.6
        and all(member.size < 0.8 * line.size for g in between for member in g)
    )


def _one_run(last: ClueLine, line: ClueLine, clues: Clues) -> bool:
    """Return whether `line` continues `last`: of one size, or smaller and begun by a function word."""
    scanned = line.page in clues.scanned
    same_block = last.block.ordinal == line.block.ordinal
    near = _ALIKE_LOOSE if scanned or same_block else _ALIKE
    alike = not _differ(last, line, near)
    goes_on = GOES_ON.match(line.text) and 0.25 * last.size <= line.size <= last.size and len(line.text) < 80
    headers = last.kind is line.kind is BlockKind.HEADER
    return (
        (headers or (line.kind in TITLE_KINDS and last.kind in TITLE_KINDS))
        and (line.kind is last.kind or scanned)
        and line.page == last.page
        and (line.size > 1.1 or same_block or headers)
        and bool(alike or goes_on)
        and gap(last, line) < (1.2 if alike else 2.0)
        and last.text.isupper() == line.text.isupper()
        and not is_other_matter(last.text, clues)
        and (_open(last) or not is_other_matter(line.text, clues))
    )


def _above(last: ClueLine, line: ClueLine) -> bool:
    """Return whether `line` is below `last`, with edges or middles nearly aligned."""
    a, b = last.block.box, line.block.box
    if a is None or b is None:
        return False
    near = 0.6 * _height(a)
    return abs(a.x0 - b.x0) < near or abs(a.x1 - b.x1) < near or abs(a.x0 + a.x1 - b.x0 - b.x1) < 2 * near


def gap(above: ClueLine, below: ClueLine) -> float:
    """Return the white between two lines, in heights of the upper; 1 when unknown, 9 for distant lines."""
    a, b = above.block.box, below.block.box
    if a is None or b is None or not above.block.spans:
        return 1.0
    height = _height(above.block.spans[0].box)
    beside = min(a.x1, b.x1) < max(a.x0, b.x0)
    return (b.y0 - a.y1) / height if height > 0 and b.y0 > a.y0 and not beside else 9.0


def is_other_matter(text: str, clues: Clues) -> bool:
    """Return whether a line is a date, an address, a quotation, a kicker, a caption or names of people."""
    dates = find_dates(text, clues.latest)
    cues = table("title_cues.yaml")
    return (
        is_part(text)
        or bool(_SALUTATION.match(text))
        or is_office(text)
        or key(text) in cues["kickers"]
        or bool(_WEB.search(text))
        or sum(d.end - d.start for d in dates) > 0.4 * len(text)
        or _is_quotation(text)
        or bool(_NUMBERED.search(text))
        or bool(len(text) < 120 and (_BYLINE.match(text) or _PREPARED.match(text)))
        or is_people(text, clues)
    )


def before_letter(lines: Sequence[ClueLine]) -> list[ClueLine]:
    """Return the lines up to a letter's first one below its salutation, where its subject may stand."""
    start = next((i for i, line in enumerate(lines) if _SALUTATION.match(line.text)), len(lines))
    return list(lines[: start + 2])


def _is_quotation(text: str) -> bool:
    """Return whether a line is what somebody says; a few words in quotation marks may be a title."""
    quoted = text[:1] in "\"“„«‘'" and text[-1:] in "\"”“»’'"
    return quoted and (len(text.split()) > 10 or text[-2:-1] in ".!?,")


def is_part(text: str) -> bool:
    """Return whether a line heads a part of any document: "2. Background", "Overview of the concept"."""
    cues = table("title_cues.yaml")
    name = _PART_NUMBER.sub("", key(text))
    return name in cues["parts"] or any(re.fullmatch(pattern, name) for pattern in cues["part_forms"])


def is_office(text: str) -> bool:
    """Return whether a line is only a person's office: "Chairman and CEO Wessex Corporation"."""
    match = _OFFICE_HELD.match(text)
    if match is None or len(text.split()) > 14:
        return False
    rest = text[match.end() :].strip(" ,;:–-")
    return not rest or bool(
        organisations_in(rest) or (match["of"] and rest[:1].isupper() and not names_its_kind(rest))
    )


def names_its_kind(text: str) -> bool:
    """Return whether a line names the kind of text that it heads: a strategy, a response, an evaluation."""
    kinds, folded = table("document_types.yaml")["title"], key(text)
    return any(
        weight >= 0.35 and re.search(pattern, folded)
        for kind, patterns in kinds.items()
        if kind != "other"
        for pattern, weight in patterns.items()
    )


def is_people(text: str, clues: Clues, *, sure: bool = True) -> bool:
    """Return whether a line consists of names of people, or begins with an author of the properties.

    With `sure`, as for lines that may be titles, two capitalised English words alone are not a name.
    """
    line = _AND_LAST.sub("", text)
    if GOES_ON.match(line):
        return False
    if _SURNAME_FIRST.fullmatch(line) and not any(key(w) in clues.common for w in line.split() if len(w) > 3):
        return True
    folded = key(line)
    for hint in clues.stated("authors"):
        for name in split_names(hint.value):
            if is_name(name) and folded.startswith(key(name)):
                return True
    parts = [part for part in split_names(line) if len(part) > 2]
    people = bool(parts) and len(parts) <= 30 and all(is_name(part, clues.common) for part in parts)
    return people and (not sure or len(parts) > 2 or any(map(is_clearly_name, parts)))
