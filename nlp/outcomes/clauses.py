"""The words around a figure: promised or reported, gained or lost, negated, a limit or a rate."""

from __future__ import annotations

import re
from functools import cache

from workingregions.corpus.enums import Change
from workingregions.corpus.files import lines
from workingregions.nlp.outcomes.figures import Figure
from workingregions.nlp.outcomes.words import phrases

_EDGE = re.compile(
    r"[;:()\[\]—|]|,(?=\s)| [-–*•] |\b(?:but|while|whereas|although|though|which|and (?=it |they |he "
    r"|she |we |the |a |an ))"
)
_PROMISE_EDGE = re.compile(
    r"[;()\[\]—|]| [-–*•] |\b(?:but|while|whereas|although|though|and (?=it |they |we ))"
)
_DONE = re.compile(
    r"(?<!be )(?<!being )\b(?:has|have|had|having) (?:\w+ )?(?:\w+ed|lost|cut|put|spent|made|won|grown"
    r"|risen)\b"
    r"|(?<!to )(?<!will )(?<!would )(?<!could )\b(?:represents?|accounts? for|amounts? to|stands at)\b"
    r"|(?<!be )(?<!to )(?<!been )\b(?:created|invested|awarded|employs|employed|lost|received|secured"
    r"|spent|helped|was|were)\b"
    r"(?! to\b)",
    re.IGNORECASE,
)
_MAY = re.compile(r"\b(?:may|might)\b")
_ANNOUNCED = re.compile(
    r"\b(?:announc(?:e|es|ed|ing)|unveil(?:s|ed|ing)?|commitments?|committed)\b(?!\s+(?:in|on)\b)[^.;:]{0,80}$",
    re.IGNORECASE,
)
_PLEDGE_AFTER = re.compile(
    r"(?: [\w’'&-]+){0,3} (?:commitments?|pledges?|plans?|proposals?|ambitions?|targets?|goals?)\b"
)
_LEVEL = re.compile(r"\bfrom (?:about |around |some |nearly |over |almost |less than |more than |under )?$")
"""Text before the figure that a rise or fall starts from."""
_BY_YEAR = re.compile(r"\bby (?:the (?:end|year|middle) (?:of )?)?(?:19|20)\d\d\b", re.IGNORECASE)
_PAST = re.compile(r"\b(?:had|has|have|was|were|did|fell|rose|grew|\w+ed)\b")
_BESIDE = 8
"""Maximum number of words between a figure and the word that gives its direction."""
_THAN = (
    r"(?:(?:less|fewer|more|greater|smaller) than|at least|no (?:more|less|fewer) than|not (?:less"
    r"|more|fewer) than|up to|over"
    r"|under|below|above|(?:not|cannot) exceed|exceeding|in excess of|(?:a )?(?:maximum|minimum|limit"
    r"|ceiling|threshold) of|between|only)"
)
_LIMIT = re.compile(rf"\b{_THAN}\s*$", re.IGNORECASE)
_CLASS = re.compile(
    r"\b(?:firms?|compan(?:y|ies)|contractors?|employers?|counties|plants|businesses|enterprises"
    r"|establishments|organi[sz]ations"
    r"|SMEs|those|sites|projects|any|each|every|undertakings)\b[^,;]{0,25}\b(?:with|having|employing"
    r"|employs?|of)\s+"
    rf"(?:a (?:turnover|workforce|staff) of )?(?:{_THAN}\s*)?$",
    re.IGNORECASE,
)
_OR_MORE = re.compile(
    r"\s*(?:\w+ )?(?:or|and) (?:more|less|fewer|higher|lower|over|under|above"
    r"|below)\b",
    re.IGNORECASE,
)
_STRICT = re.compile(r"\b(?:less|fewer|smaller) than\s*$|\bunder\s*$|\bbelow\s*$", re.IGNORECASE)
_RATE_BEFORE = re.compile(
    r"\bcosts? (?:\w+ )?per\b|\bfor (?:every|each)\b[^,;]*$|\b(?:price|cost|fee|charge|fine"
    r"|penalty)s? (?:of|is|was|at|to)\s*$"
    r"|\bat a cost of\s*$|\brepresents\s*$|\b(?:per|for every|for each)\s*$",
    re.IGNORECASE,
)
_RATE_AFTER = re.compile(
    r"\s?(?:an?|per|each|the|/) ?(?:metric )?(?:tonnes?|tons?|barrels?|kilos?|kg|lb|pounds?|lit(?:re"
    r"|er)s?|gallons?|miles?|head|unit|shares?"
    r"|square|sq|acre|hectare|kwh|mwh|job|place|person|visit|ticket|night|copy|member|non-member|pupil"
    r"|student)\b|\s?(?:each|apiece)\b",
    re.IGNORECASE,
)

_NOT_ONLY = re.compile(r"\s(?:only|just|merely|include|less|more|fewer|exceed)")
_PIECE = 50_000.0
"""Nothing dearer is sold by the piece or the tonne."""


def segment(text: str, figure: Figure, edge: re.Pattern[str] = _EDGE) -> tuple[int, int]:
    """Return the offsets of the clause around a figure, as far as punctuation and conjunctions show it."""
    start = max((m.end() for m in edge.finditer(text, 0, figure.start)), default=0)
    after = edge.search(text, figure.end)
    return start, after.start() if after else len(text)


def negated(text: str, figure: Figure) -> bool:
    """Return whether the clause says that what is counted did not come about."""
    start, end = segment(text, figure)
    before, behind = text[start : figure.start], text[figure.end : end]
    found = [match.end() for match in phrases("negations.txt").finditer(before)]
    if found and not _NOT_ONLY.match(before, found[-1]):
        return True
    return bool(
        re.search(r"\b(?:was|were|been|being|be|is|are)\b", behind) and phrases("undone.txt").search(behind)
    )


def level(text: str, figure: Figure) -> bool:
    """Return whether a figure is the level that a change to another figure starts from."""
    changed = re.match(r"[^,;]{0,20} to (?:up to |about |over |nearly |around )?\S*\d", text[figure.end :])
    return bool(changed and _LEVEL.search(text[: figure.start]))


def announced(text: str, figure: Figure) -> bool:
    """Return whether a figure is only announced or pledged: what firms announce is a plan."""
    start, _ = segment(text, figure, _PROMISE_EDGE)
    found = _ANNOUNCED.search(text[max(start, figure.start - 110) : figure.start])
    done = found and _DONE.search(found.group())
    return bool(found and not done) or bool(_PLEDGE_AFTER.match(text, figure.end))


def promised(text: str, figure: Figure, lead: str = "") -> bool:
    """Return whether the words around a figure, or the line that introduces it, put it in the future."""
    if level(text, figure):
        return False
    if lead and phrases("ahead.txt").search(lead) and not _DONE.search(text):
        return True
    start, end = segment(text, figure, _PROMISE_EDGE)
    before, behind = (
        text[max(start, figure.start - 110) : figure.start],
        text[figure.end : min(end, figure.end + 45)],
    )
    cue = None
    for pattern in (phrases("promises.txt"), _MAY, _intents()):
        for match in pattern.finditer(before):
            if cue is None or match.end() > cue.end():
                cue = match
    if cue is not None:
        return not _DONE.search(before, cue.end())
    behind = re.split(r",\s|\band\b", behind)[0]
    if phrases("promises.txt").search(behind) or _MAY.search(behind):
        return not _DONE.search(before)
    return bool(_BY_YEAR.search(before + " " + behind)) and not _PAST.search(before + behind)


@cache
def _intents() -> re.Pattern[str]:
    verbs = "|".join(re.escape(v) for v in lines(__package__, "intents.txt"))
    # A lookbehind needs a fixed width: one for each word that says that it was done.
    done = "".join(rf"(?<!\b{re.escape(w)} )" for w in lines(__package__, "realised.txt"))
    return re.compile(rf"{done}\bto (?:\w+ly )?(?:{verbs})\b", re.IGNORECASE)


def direction(text: str, figure: Figure, others: list[Figure]) -> Change | None:
    """Return whether a count or a per cent figure is a gain, a loss or kept; None if nothing is said."""
    if figure.fall:
        return Change.LOST
    before = text[: figure.start]
    if figure.unit != "percent" and re.search(
        r"\b(?:from|to|of its|of the|of their)(?: \w+ly| about| around| some| over)? $", before
    ):
        return None
    start, end = segment(text, figure, _PROMISE_EDGE)
    best: tuple[float, Change | None] | None = None
    for match in _directions()[0].finditer(text, start, end):
        behind = match.start() >= figure.end
        if not behind and match.end() > figure.start:
            continue
        gap = (figure.end, match.start()) if behind else (match.end(), figure.start)
        words = len(text[gap[0] : gap[1]].split())
        crossed = sum(gap[0] <= f.start and f.end <= gap[1] for f in others)
        cost = words + 4 * crossed + 3 * len(_EDGE.findall(text, *gap)) + (0.5 if behind else 0.0)
        if cost <= _BESIDE - (3 if behind else 0) and (best is None or cost < best[0]):
            best = (cost, _directions()[1][match.group().casefold()])
    return best[1] if best else None


@cache
def _directions() -> tuple[re.Pattern[str], dict[str, Change | None]]:
    values: dict[str, Change | None] = {}
    for line in lines(__package__, "directions.csv"):
        change, words = line.split(",", 1)
        values |= dict.fromkeys(words.split("|"), None if change == "none" else Change(change))
    words = "|".join(re.escape(w) for w in sorted(values, key=lambda w: (-len(w), w)))
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE), values


def limit(text: str, figure: Figure, lead: str = "") -> bool:
    """Return whether a figure is a limit of a rule, or defines a class ("fewer than 250 employees")."""
    before = text[: figure.start]
    if figure.money and re.search(
        r"\b(?:(?:having|with) (?:at least|less than|under|up to|between)|sales (?:of )?(?:below|under"
        r"|less than))\s*$",
        before,
        re.IGNORECASE,
    ):
        return True
    if figure.unit and _OR_MORE.match(text, figure.end):
        return True
    if (
        not figure.money
        and _CLASS.search(before)
        and (_LIMIT.search(before) or _OR_MORE.match(text, figure.end))
    ):
        return True
    if _STRICT.search(before) and re.search(
        r"\b(?:with|having|employing|of|is|are)\s+(?:less|fewer|under|below)", before[-30:]
    ):
        return True
    bound = _LIMIT.search(before) or _OR_MORE.match(text, figure.end)
    return bool(bound) and bool(phrases("rules.txt").search(f"{lead} {text}"))


def bounded(text: str, figure: Figure) -> bool:
    """Return whether "fewer than", "or more" or the like stands beside a figure."""
    return bool(_LIMIT.search(text[: figure.start]) or _OR_MORE.match(text, figure.end))


def rate(text: str, figure: Figure) -> bool:
    """Return whether a sum is a price, a fee or a cost per piece, and not an outcome."""
    piece = _RATE_AFTER.match(text, figure.end) and figure.value < _PIECE
    return bool(piece or _RATE_BEFORE.search(text[max(0, figure.start - 60) : figure.start]))


def stated(label: str) -> Change | None:
    """Return the direction that the words of a header or label name, None for none or several."""
    pattern, values = _directions()
    named = {values[m.group().casefold()] for m in pattern.finditer(label)} - {None}
    return named.pop() if len(named) == 1 else None
