"""The voice of a block by its words: affiliations, imprints, notes, entries, questions, forms, quotations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from workingregions.corpus.enums import Voice
from workingregions.corpus.files import lines, rows

_STATES = (
    "A[LKZR]|C[AOT]|D[EC]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|"
    "V[TA]|W[AVIY]"
)
_REACH = re.compile(
    r"[\w.+-]+\s?@\s?[\w-]+\.[\w.]+|\b(?:[Tt]el(?:ephone)?|[Pp]hone|[Ff]ax|[Ee]-?mail|[Mm]obile)\b\s?[.:]|"
    r"\b[TFEM]:\s?[+(]?\d|"
    r"\(\d{3}\)\s?\d{3}[-–. ]\d{4}|\+\d{2}[\s(\d-]{7,}|"
    r"(?<![\d,.])0\d{2,4}[\s-]\d{3,4}[\s-]?\d{3,4}(?![\d,.])|"
    r"\bP\.?O\.? ?Box\b|\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b|"
    rf"\b(?:{_STATES})\s\d{{5}}(?:-\d{{4}})?\b|"
    r"\b\d{1,5},?\s(?:[A-Z][\w.’']*\s){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Square|Boulevard|Blvd|"
    r"Way)\b",
)
_SITE = re.compile(r"\bwww\.[\w.-]+|https?://\S+")
_HANDLE = re.compile(r"@\w+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_VISIT = re.compile(
    r"\b(?:visit|web(?: ?site)?|home ?page|find out|learn more|more information|download|subscribe|follow us|"
    r"at:)",
    re.IGNORECASE,
)
_IMPRINT = re.compile("|".join(lines(__package__, "imprint.txt")), re.IGNORECASE | re.DOTALL)
_SIGNED = re.compile(
    r"(?:(?:best|kind|warm)?\s?(?:regards|wishes)|yours (?:sincerely|faithfully|truly)|sincerely|"
    r"respectfully(?: submitted)?|cheers)(?:,|\s*$|\s*\n)",
    re.IGNORECASE,
)
_AT = re.compile(
    r"^\W{0,2}(?:[\d*†‡a-e](?:[,\s]*[\d*†‡a-e])*\s?)?(?:(?:[A-Z][\w&’'-]*|of|for|and|the|de|für|at|in)[ ,]+)*"
    r"(?:University|Institute|College|School|Department|Faculty|Laboratory|Centre|Center)\b"
)
_MARKED_AT = re.compile(
    r"^\W{0,2}[\d*†‡a-e](?:[,\s]*[\d*†‡a-e])*\s?(?=[A-Z])[^.;:]{0,160}"
    r"\b(?:University|Universit\w+|Institute|Institut|College|School|Department|Faculty|Laboratory|Centre|"
    r"Center)\b[^.;:]*,"
)
_NOTE = re.compile(r"^(?:\[?\d{1,3}[\].]?|[*†‡§]{1,3})\s?(?=[A-Z“\"‘(]|https?:|www|ibid|see|e\.g\.)")
_SOURCE_LINE = re.compile(
    r"\W{0,2}(?:data )?(?:sources?|quelle|fuente|photo(?:graph)?s?|image)\b[^.]{0,60}:", re.IGNORECASE
)
_YEAR = r"(?:18|19|20)\d\d[a-z]?"
_ENTRY_START = re.compile(
    r"^(?:\[?\d{1,3}[\].)]?\s+|[•▪-]\s?)?(?:[A-ZÀ-Þ][\w’'À-ÿ-]+(?:\s[A-ZÀ-Þ][\w’'À-ÿ-]+)?,\s(?:[A-ZÀ-Þ]\.|"
    r"[A-ZÀ-Þ][a-zà-ÿ]+)|"
    r"(?:[A-ZÀ-Þ]\.\s?){1,3}[A-ZÀ-Þ][\w’'-]+|[A-ZÀ-Þ][\w’'À-ÿ-]+\s[A-Z]{1,2}[,.]|"
    r"(?:[A-ZÀ-Þ][\w&’'À-ÿ-]*,?\s(?:(?:of|for|and|the|und|de)\s)*){1,9}\((?:19|20)\d\d)"
)
_SOURCE = re.compile(
    r"\bpp?\.\s?\d|\bvol\.?\s?\d|\bno\.\s?\d|\d+\s?\(\d+\)|\bdoi\b|https?://|\bpress\b|\bjournal\b|"
    r"\bworking paper\b|\beds?\.\b|"
    r"\b\d{2,4}\s?[-–]\s?\d{2,4}\b|[“\"‘][^”\"’]{12,}[”\"’]|: [A-Z][\w ]+(?:Press|Books|Publish|Verlag)|"
    r"\breport\b|\bavailable\b|\bthesis\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"^(?:Q(?:uestion)?\s?\d+[a-z]?\b|[□☐○◯]|\[\s?\]|\(\s?\)\s)|"
    r"\b(?:please (?:tick|indicate|rate|specify|select|state|rank)|tick (?:one|all)|on a scale (?:of|"
    r"from))\b",
    re.IGNORECASE,
)
_FIELD = re.compile(r"_{4,}|(?:\.\s?){12,}$|…{4,}|[□☐]|\[\s{1,3}\]")
_LABEL = re.compile(
    r"^(?:(?:first|last|full|company|business|contact|applicant)?\s?name|address|post ?code|zip(?: code)?|"
    r"telephone|phone|fax|"
    r"e-?mail(?: address)?|signature|signed|date(?: of birth)?|job title|position|organisation|"
    r"organization)\s?[:.]?\s*(?:_|\.{3}|$)",
    re.IGNORECASE,
)
_TICK = re.compile(
    r"[<>~+–-]?\s?[£$€]?\d[\d.,]*\s?(?:%|[kmb]n?)?(?:\s+[£$€]?\d[\d.,]*(?:\s?%)?)*", re.IGNORECASE
)
_LAST_NUMBER = re.compile(r"(?<!\d[.,])(?<!\d)(\d{1,3})\W*$")
_SAID = re.compile(r"“[^“”]+(?:“[^“”]*”[^“”]*)*”|\"[^\"]+\"|„[^„“”]+[“”]|«[^«»]+»", re.DOTALL)
_NAMES = re.compile(
    r"\W{0,3}(?:[A-ZÀ-Þ][\w’'.-]*[ ,]+){2,}(?:(?:of|for|the|and|at|in|de|&)[ ,]+|[A-ZÀ-Þ][\w’'.-]*[ ,]*)*"
)
_LONGEST_LINE = 1_500  # characters of a block of contacts or notices
_LONGEST = 8_000  # characters of a block that may be a quotation
_QUOTED_PART = 0.6  # of the words of a block, from which it is a quotation with its source
_PERSON = r"(?:[A-ZÀ-Þ][\w’'.-]*\s(?:(?:de|van|von|der|den|la)\s)?){1,2}[A-ZÀ-Þ][\w’'-]+"
_PEOPLE = re.compile(
    rf"{_PERSON}(?:\s?(?:,|/|&|;|and|und|et|y)+\s{_PERSON})*\s?(?:\((?:Eds?|Hrsg|Hg)\.?(?:/Eds?\.)?\))?",
    re.DOTALL,
)
_ISSUED = re.compile(
    r"\(Eds?\.\)|\((?:Hg|Hrsg)\.|\bISBN|\b\d{2,4} (?:S|pp|pages)\b|\b(?:discussion|working|occasional|"
    r"research) papers?\b|"
    r"\bBestell-?Nr|\border (?:no|number)|\b[A-Z]{1,4}(?: [IVX]+)? ?\d{2} ?[-–/] ?\d{2,4}\b|\b(?:Press|"
    r"Verlag)\b",
    re.IGNORECASE,
)
_LEAST_QUOTED = 18  # words


@cache
def _sections() -> dict[str, tuple[Voice, int]]:
    return {name: (Voice(voice), int(most)) for voice, most, name in rows(__package__, "sections.tsv")}


def _bare(text: str) -> str:
    return re.sub(r"^(?:[\dIVX]+(?:\.\d+)*[.):]?\s+)", "", text.strip()).strip(" .:|").casefold()


def lists_headings(text: str) -> bool:
    """Return whether a line is the heading of a list of contents, figures or tables."""
    found = _sections().get(_bare(text)) if len(text) < 40 else None
    return found is not None and found[0] is Voice.CONTENTS


def rising(texts: Sequence[str]) -> bool:
    """Return whether most lines end in a number, and these rise as page numbers do."""
    ends = [int(m[1]) for text in texts for m in [_LAST_NUMBER.search(text)] if m]
    if len(ends) < 2 or 2 * len(ends) < len(texts):
        return False
    steps = [a <= b for a, b in pairwise(ends)]
    return sum(steps) >= 0.85 * len(steps) and ends[0] < ends[-1] < 1000


def section_voice(heading: str, text: str) -> Voice | None:
    """Return the voice of a block under a heading that names it, None for other headings and longer texts."""
    found = _sections().get(_bare(heading)) if len(heading) < 60 else None
    if found is None or found[0] is Voice.CONTENTS or len(text.split()) > found[1]:
        return None
    return found[0]


def is_affiliation(text: str, *, small: bool, early: bool) -> bool:
    """Return whether a block says who wrote or published the text and where they are reached.

    Args:
        text: of the block.
        small: whether it is set in small type.
        early: whether it is on the first pages, where authors are named.
    """
    words = len(text.split())
    if words > 130 or len(text) > _LONGEST_LINE or is_source(text):
        return False
    if _SIGNED.match(text) and words <= 40:
        return True
    signs = len(_REACH.findall(text))
    if signs and (words <= 12 * signs + 6 and words <= 90):
        return True
    if words <= 10 and _SITE.search(text):
        beside = _HANDLE.sub("", _SITE.sub("", text))
        if not _WORD.search(beside) or _VISIT.search(beside):
            return True
    if _IMPRINT.search(text) and (words <= 45 or small or _imprints(text) > 1):
        return True
    if words > 60 or text.rstrip()[-1:] in ":?!":
        return False
    return (small and _AT.match(text) is not None) or (early and _MARKED_AT.match(text) is not None)


def _imprints(text: str) -> int:
    return len({found.casefold() for found in _IMPRINT.findall(text)})


def is_source(text: str) -> bool:
    """Return whether a line names the source of a figure or table."""
    return _SOURCE_LINE.match(text) is not None and len(text.split()) <= 100


def is_note(text: str) -> bool:
    """Return whether a small block at the foot of a page is a note."""
    return _NOTE.match(text) is not None


def is_entry(text: str) -> bool:
    """Return whether a block reads like an entry of a list of references."""
    if not 40 <= len(text) <= 900:
        return False
    dated = re.search(rf"\b{_YEAR}\b|\bn\.d\.|\bforthcoming\b", text)
    return bool(dated and _ENTRY_START.match(text) and _SOURCE.search(text))


def is_marks(text: str) -> bool:
    """Return whether a block holds the numbers of notes alone, which are printed beside it."""
    if re.fullmatch(r"\d{1,3}(?:\s\d{1,3}){0,9}", text.strip()) is None:
        return False
    return all(int(b) - int(a) == 1 for a, b in pairwise(text.split()))


def is_dated(text: str) -> bool:
    """Return whether a text has a year, as the entries of a list of references do."""
    return re.search(rf"\b{_YEAR}\b|\bn\.d\.|\bforthcoming\b|https?:", text) is not None


def is_catalogued(text: str) -> bool:
    """Return whether a block names authors, or a publication with its number, pages or publisher."""
    start = text.strip()[:200].split("\n")[0]
    return _PEOPLE.fullmatch(start) is not None or (len(text) < 400 and _ISSUED.search(text) is not None)


def is_question(text: str) -> bool:
    """Return whether a block is a question of a questionnaire, or an answer to tick."""
    return len(text) < 500 and _QUESTION.search(text) is not None


def is_tick(text: str) -> bool:
    """Return whether a block holds nothing but numbers, as the axes of charts do."""
    return _TICK.fullmatch(text.strip()) is not None


def is_form(text: str) -> bool:
    """Return whether a text is a label with a field to fill in."""
    return len(text.split()) <= 40 and bool(_FIELD.search(text) or _LABEL.match(text.strip()))


def is_quoted(text: str) -> bool:
    """Return whether a block is a long quotation, with at most its source beside it."""
    if len(text) > _LONGEST:
        return False
    said = [len(m.group().split()) for m in _SAID.finditer(text)]
    return max(said, default=0) >= _LEAST_QUOTED and sum(said) >= _QUOTED_PART * len(text.split())


def is_attribution(text: str) -> bool:
    """Return whether a line names a person with an office: "Jane Roe, Director, Harker Forge"."""
    return len(text.split()) <= 16 and "," in text and _NAMES.fullmatch(text.strip() + " ") is not None
