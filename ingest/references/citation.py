"""Parsing of one bibliographic entry into its fields."""

from __future__ import annotations

import re

from workingregions.corpus.records import Reference
from workingregions.ingest.text import clean, find_dois, key

YEAR = r"(?:1[89]|20)\d\d"
NAME = r"(?:(?:van|von|de|der|den|del|di|da|la|le|ter|zu|du)\s){0,3}[A-ZÀ-ÞŁŠŽ][\w'’À-ž-]+"
MARKER = re.compile(
    r"^\s*(?:\[\s?[\w+]{1,8}\s?\]|\(\d{1,3}\)|\d{1,3}[.)]\s|\d{1,3}\s(?=[A-ZÀ-Þ])|[•·▪*]\s)\s*"
)
EARLY_YEAR = re.compile(
    rf"[\s,.(]\(?\[?(?P<year>{YEAR}|n\.\s?d\.|forthcoming|in press|o\.\s?J\.)(?:[a-z]|[/–-]\d{{2,4}})?"
    r"(?:,\s?[A-Z][a-z]+(?:\s\d{1,2})?)?[\])]{0,2}(?=[\s.,:;)]|$)[.,:;)]*\s*"
)
ANY_YEAR = re.compile(rf"(?<![\d/.-])({YEAR})(?=[a-z]?\b)(?!\s?[-–]\s?\d|\d)")
QUOTED = re.compile(r"[\"“„«‘](?P<title>[^\"“”„«»]{8,300}?)[,.?!]?[\"”“»’](?=[\s,.;:(]|$)")
_SENTENCE_END = re.compile(
    r"(?<![\s.(][A-Z])(?<!\b(?:ed|al|vs|St|no|Dr|Hg))(?<!\b(?:eds|vol))(?<!\bHrsg)(?:\.|(?P<mark>[?!]))\s+"
    r"(?=[A-ZÀ-Þ\"“„(\d]|https?:)"
)
_IN_SOURCE = re.compile(r"[.,;:]?\s+(?:[Ii]n|[Ee]n|[Ii]m)\s?:\s+|[.,]\s+[Ii]n\s+(?=[A-ZÀ-Þ])|\s*//\s*")
_PERSON = rf"(?:{NAME}|[A-Z]\.)(?:\s(?:{NAME}|[A-Z]\.)){{1,3}}"
_NOTE = re.compile(
    rf"(?P<authors>{_PERSON}(?:(?:,|\sand|,\sand)\s{_PERSON}){{0,3}}),\s"
    rf"(?P<title>[A-ZÀ-Þ][^()“”\"]{{8,200}})\s\((?P<source>[^()]{{2,80}}?(?P<year>{YEAR}))\)"
)
_VANCOUVER_NAME = rf"{NAME}(?:[\s-]{NAME})?\s[A-ZÀ-Þ]{{1,3}}(?:\s(?:Jr|Sr|2nd|3rd))?"
_VANCOUVER = re.compile(
    rf"(?P<authors>{_VANCOUVER_NAME}(?:[,;]\s(?:and\s)?{_VANCOUVER_NAME})*)"
    rf"(?:[,;]?\set\sal|,\s(?:editors?|eds?))*[.:]\s(?=[A-ZÀ-Þ\d“\"‘])(?!{YEAR}\b)"
)
"""Family names with initials and without full stops, then the title at once: no year between them."""
_IN_JOURNAL = re.compile(
    rf"(?P<title>.{{4,}}?)(?:\.|(?<=[?!]))\s(?P<journal>[^.?!:]{{2,120}})[.,]?\s{YEAR}"
    r"(?:\s[A-Z][a-z]{2}(?:-[A-Z][a-z]{2})?(?:\s\d{1,2})?)?[;,:]\s?\d.*"
)
"""An article in that style: title, journal, and "2008;3(1):1-12"."""
_SINGLE_QUOTED = re.compile(r"'(?P<title>.{4,300}?)[,.?!]?'(?=[,.;:]|\s[(A-Zi])")
"""A title in straight single quotes, which within a text are apostrophes too."""
_INITIALS = re.compile(r"^(?:[A-ZÀ-Þ]\.?[\s-]?){1,4}$")


def parse_reference(text: str) -> Reference:
    """Return the fields of one bibliographic entry; fields that cannot be determined are empty.

    Reads author-year styles (APA, Harvard, German "Name (1999): Title. In: ..."), quoted titles (Chicago,
    IEEE) and full-stop styles (Vancouver). `document`, `ordinal` and `page` are left to the caller.
    """
    text = clean(text)
    dois = find_dois(text)
    body = MARKER.sub("", text)
    early = EARLY_YEAR.search(body[:400])
    quoted = QUOTED.search(body)
    vancouver = _VANCOUVER.match(body)
    if vancouver:
        authors = vancouver["authors"]
        rest = body[vancouver.end() :]
        article = _IN_JOURNAL.fullmatch(rest)
        title, source = (article["title"], article["journal"]) if article else _title_and_source(rest)
        year = _late_year(rest[len(title) :])
    elif (
        early
        and early.start() > 1
        and _is_authors(body[: early.start()])
        and not (quoted and quoted.end() <= early.start())
    ):
        authors, rest = body[: early.start()], body[early.end() :]
        year = int(early["year"]) if early["year"].isdigit() else None
        title, source = _title_and_source(rest)
    elif note := _NOTE.match(body):
        authors, title, source, year = note["authors"], note["title"], note["source"], int(note["year"])
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
    """Return whether a string may be authors or a body: capitals, no digits, sentence or open bracket."""
    lower = re.findall(r"(?<![\w.])[a-zà-ž]{3,}\b", text)
    return (
        bool(re.match(r"\W*(?:van|von|de|d'|der|den|di|da|la|le|ten|ter|zu)?\s?[A-ZÀ-ÞŁŠŽ]", text))
        and len(lower) <= 3 + text.count(",")
        and len(text) < 350
        and text.count("(") <= text.count(")")
        and not re.search(
            r"(?<![A-Za-z])\d|[“„«\"]|(?<!\bal)(?<=[a-zà-ž]{3})\.\s+[A-ZÀ-Þ‘][\w’'-]+\s\w", text
        )
    )


def _title_and_source(rest: str) -> tuple[str, str]:
    quoted = QUOTED.match(rest) or _SINGLE_QUOTED.match(rest)
    if quoted:
        return quoted["title"], rest[quoted.end() :]
    sentences = _SENTENCE_END.search(rest)
    inside = _IN_SOURCE.search(rest)
    ends = [m for m in (sentences, inside) if m and m.start() > 5]
    if not ends:
        head, _, tail = rest.partition(", ")
        # "Title, Journal 12(3), pp. 1-9": only the part before a volume shows where the source begins.
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
    """Return the year of publication where it comes late: in parentheses, or the first by itself."""
    text = re.sub(r"(?i)(?:accessed|retrieved|visited|abgerufen|zugriff|consult\w*)\b.{0,40}", " ", text)
    years = re.findall(rf"\([^()]{{0,60}}?({YEAR})\)", text) or ANY_YEAR.findall(text)
    return int(years[0]) if years else None


def split_authors(text: str) -> tuple[str, ...]:
    """Return the names in an author field, in the order and form printed: "Smith, J." or "Jane Smith"."""
    text = re.sub(r"\((?:eds?|Hrsg|Hg|dir|coord)s?\.?\)|\b(?:et al|u\. ?a)\.?|\beds?\.", " ", clean(text))
    text = text.strip(" ,;:([*")
    parts = [
        p.strip(" ,;")
        for p in re.split(r"\s*;\s*|\s*/\s*|\s+(?:and|und|u\.|et|y|och|ja|en)\s+|\s*,?\s*&\s*", text)
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
    return tuple(_ended(name) for name in names if len(name) > 1)[:40]


def _ended(name: str) -> str:
    """Return a name whose final full stop is kept only after an initial."""
    return name if re.search(r"\b[A-ZÀ-Þ]\.$", name) else name.rstrip(".")


def _given(text: str) -> bool:
    """Return whether the word after a comma is a given name rather than another surname."""
    return bool(re.fullmatch(r"[A-ZÀ-Þ][a-zà-ž]+\.?(?:[\s-](?:[A-ZÀ-Þ]\.?|[A-ZÀ-Þ][a-zà-ž]+))?", text))


def surname(name: str) -> str:
    """Return the family name of "Smith, J.", "Smith J" or "Jane Smith", as a key."""
    if "," in name:
        return key(name.split(",")[0])
    words = [word for word in name.split() if not _INITIALS.match(word)] or name.split()
    return key(words[-1]) if words else ""
