"""Outcomes in running text: the kind of a figure is that of the word which states what is measured.

Each word that states a measure bids for the figures around it; the bid is lower the more words, clauses and
other figures lie between. A figure without a word of its own takes the kind of the figure that it is
coordinated with ("85 jobs kept and 77 added"), and a sum the kind of the line that introduces it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from workingregions.corpus.enums import Change, OutcomeKind
from workingregions.corpus.records import Mention, Outcome, Passage
from workingregions.nlp.outcomes import clauses
from workingregions.nlp.outcomes.around import institution_of, place_of
from workingregions.nlp.outcomes.figures import Figure, figures
from workingregions.nlp.outcomes.joints import COUNTED, SUMS, follows, goes_on
from workingregions.nlp.outcomes.periods import period_of, year_of
from workingregions.nlp.outcomes.refusals import refused
from workingregions.nlp.outcomes.words import Cue, cues, phrases
from workingregions.nlp.text import page_of

MOST_CHARACTERS = 3000
"""A longer sentence is a list without full stops."""
_GIVEN = (OutcomeKind.INVESTMENT, OutcomeKind.FUNDING)
_REACH = 12
"""Maximum number of words between a figure and the word that states its measure."""
_WHOLE = re.compile(r"\s?of (?:(?:the|its|their|total|all|our) )?(?:[\w’'.]+ )?")
_SHARE = re.compile(r"\s?of (?:the|its|our|their)\b")
_PROFITS = re.compile(
    r"\b(?:compan(?:y|ies)|corporate|shareholders?|profits?|firms?)(?:['’]s?)?\b", re.IGNORECASE
)
"""Words beside which "earnings" are those of firms."""
_IN_KIND = re.compile(r"[ -](?:in|of|worth of) (?:(?!and |to |the |which |for )[\w’'&-]+ ){0,4}")
"""Text between a sum and the noun that states what it is: "$5m in additional private investment"."""
_DENOMINATOR = re.compile(
    r"(?:%|per ?cent|percentage|share) of (?:the |its |our |national |total |U\.?S\.? )*$", re.IGNORECASE
)
"""Text before GDP as what a share is of."""
_OF_WHAT = re.compile(
    r"\s(?:[\w-]+ )?(?:increase|rise|growth|boost|cut|reduction|decline|fall|drop|decrease|gain"
    r"|improvement)s?"
    r" (?:in|to|of|on) "
)
"""Text behind a per cent figure, before what it is a change of."""
_THAN = re.compile(r"\s(?:higher|lower|more|less|above|below|larger|smaller|greater|better) than\b")
_SAVINGS = re.compile(r"(?<!labour cost )(?<!labor cost )\bsav(?:es?|ed|ings?)\b", re.IGNORECASE)
_SPENDING = (
    (re.compile(r"\b(?:R&DI?|RDI|research|invest\w+)\b"), OutcomeKind.INVESTMENT),
    (
        re.compile(r"\b(?:spending|expenditures?|budgets?|subsid\w+|spent|spends?)\b", re.I),
        OutcomeKind.FUNDING,
    ),
)
"""Words that state what has a share of GDP, where no other word does."""
_PRODUCED = re.compile(
    r"\b(?:contribut\w+|account\w*|output|produc\w+|exports?|imports?|sector|industr\w+|manufacturing|GVA"
    r"|value added"
    r"|economy)\b",
    re.IGNORECASE,
)
_UNPRODUCED = re.compile(r"\b(?:deficit|debt|tax\w*|pensions?|reserves?|credit)\b", re.IGNORECASE)
_PRIVATE = re.compile(
    r"\b(?:compan(?:y|ies)|firms?|business(?:es)?|investors?|industry|manufacturers?|private|corporations?)"
    r"(?: \w+){0,3}$"
)
"""The giver of a sum, before the verb, that is not a public body."""
_PURPOSE = re.compile(r" (?:to [a-z]+ [\w’']+|for (?:the|a|an|its)? ?[a-z]+)\b")
_ATTRIBUTE = re.compile(r"[- ](?:[\w’'–-]+[ -]){0,4}")
_HEAD = re.compile(r"[\s-]?(?:(?:in|of|worth of) )?(?:[\w’'-]+ ){0,2}")
_PURPOSE_VERB = re.compile(r" to (?:\w+ )?")
_WITHIN = re.compile(r"\b(?:from|in|to|for|at|with|by|on|who|that|which|through|via|under|into|across)\b")
_RANKED = re.compile(
    r"\b(?:top|first|last|leading|largest|biggest|one of(?: \w+){0,3}|out of)(?: the)? $", re.IGNORECASE
)
_LEADING = re.compile(r" (?:leading|largest|biggest|top|most)\b")
_OF = re.compile(r" (?:\w+ed )?(?:of|for|paid to|among|by|from|through) (?:[\w’'-]+ ){0,4}")
_MODIFIED = 6.0
_CHAIN = re.compile(r" (?:(?:[A-Z][\w’'-]+|and|for|of|&) ){0,5}|[ -]")
_ATTRIBUTIVE = 8.0
_GOODS = 1000.0
"""Goods in smaller numbers are not what a firm or a region puts out."""
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|be|been|has|have|had|will)\b")
_STANDS_AT = re.compile(
    r":? ?(?:(?:is|was|were|are|has|have|had|been|be|will|now|stood|stands|currently|still|already"
    r"|up|down|rose|fell|grew|increased|decreased|declined|dropped|slipped|shrank|went|risen|fallen"
    r"|grown|totalled|totaled"
    r"|reached|of|at|by|to|from|about|around|some|over|under|nearly|almost|approximately|roughly|only"
    r"|just|more than"
    r"|well|further|an?|estimated|total|additional|another|between"
    r"|peaked|below|above|(?:in|at|on) (?:the )?[a-z]+) ?)*"
)
"""Text that may occur between "employment" or "a workforce" and its number."""
_OTHER = re.compile(
    r" ?(?:years?|months?|weeks?|days?|hours?|sites?|sectors?|countries|regions|projects|pages|times"
    r"|miles|per\b|%|kg"
    r"|square|housing|homes|houses|students|acres|hectares)\b"
)
_BREAK = re.compile(
    r"[;:|)]|,(?=\s)| [-–*•] |##|\b(?:as|while|whereas|but|although|because|when|after|since|following"
    r"|despite|than|and)\b"
)
"""The beginning of another clause or member, whose words count as further away than they are."""
_SAID = re.compile(
    r"\s(?:of (?:them|those|these|the|all|our)?\s?(?:[\w-]+\s){0,3})?(?:said|say|agreed?|disagreed?"
    r"|believed?|thought|think"
    r"|felt|feel|stated?|considered?|rated?|reported that|indicated|would|expect(?:ed)? to|disapprove"
    r"|approve|prefer\w*)\b"
)
_BIG = 100_000.0
"""A sum from here on may take the kind of the line that introduces it."""


class _Claim(NamedTuple):
    """A figure with what it measures; `joined` if it is coordinated with the claim before it."""

    figure: Figure
    kind: OutcomeKind
    confidence: float
    joined: bool


def sentence(
    passage: Passage, start: int, end: int, mentions: Sequence[Mention], lead: str = ""
) -> Iterator[Outcome]:
    """Yield the outcomes of the sentence at start..end of a passage.

    Args:
        passage: the sentence's passage.
        start: its first character.
        end: the character behind it.
        mentions: institutions and places of the passage.
        lead: the heading or line that introduces it, for sums and lists that do not say what they are.
    """
    text = passage.text[start:end]
    found = figures(text) if len(text) <= MOST_CHARACTERS else []
    inside = [m for m in mentions if start <= m.start and m.end <= end]
    change: Change | None = None
    for claim in _claims(text, found, lead):
        figure, kind = claim.figure, claim.kind
        counted = kind in COUNTED and not figure.money
        said = clauses.direction(text, figure, found) if counted or figure.unit == "percent" else None
        if figure.unit == "percent" and _THAN.match(text, figure.end):
            said = None  # "18 % higher than in Wales" is not a change
        change = said or (change if claim.joined else None)
        if refused(text, figure, kind, lead, joined=claim.joined):
            continue
        yield Outcome(
            document=passage.document,
            passage=passage.id,
            page=page_of(passage, start + figure.start),
            start=start + figure.start,
            end=start + figure.end,
            kind=kind,
            text=text[figure.start : figure.end],
            value=_counted(figure) if counted else figure.value,
            unit=figure.unit or {"jobs": "persons", "firms": "firms"}.get(kind.value, "units"),
            value_high=figure.high,
            place=place_of(inside, start, text, figure, kind, lead),
            year=None if clauses.level(text, figure) else year_of(text, figure),
            period="" if clauses.level(text, figure) else period_of(text, figure),
            institution=institution_of(inside, start, text, figure),
            promised=clauses.promised(text, figure, lead)
            or (kind in (OutcomeKind.INVESTMENT, OutcomeKind.JOBS) and clauses.announced(text, figure)),
            change=change if counted or figure.unit == "percent" else None,
            confidence=claim.confidence,
        )


def _counted(figure: Figure) -> float:
    """Return the value of a count; a full stop before three digits separates thousands ("320.000")."""
    whole = figure.value != int(figure.value) and figure.dotted
    return round(figure.value * 1000) if whole else figure.value


def _claims(text: str, found: Sequence[Figure], lead: str) -> Iterator[_Claim]:
    """Yield the figures of a sentence that measure something, in reading order."""
    candidates = _made(text, cues(text)) if found else []
    before: _Claim | None = None
    for figure in found:
        kind, confidence = measured(text, figure, candidates, found)
        of_gdp = figure.unit == "percent" and kind is OutcomeKind.OUTPUT
        joined = before is not None and (of_gdp or kind in (None, before.kind))
        joined = joined and before is not None and follows(text, before.figure, before.kind, figure)
        if before is not None and joined:
            kind, confidence = before.kind, 0.6
        if kind is None and lead and before is None:
            kind, confidence = _introduced(text, figure, candidates, lead)
        if kind is not None:
            alike = before is not None and before.kind is kind and goes_on(text, before.figure, figure)
            before = _Claim(figure, kind, confidence, joined or alike)
            yield before


def _made(text: str, candidates: Sequence[Cue]) -> Sequence[Cue]:
    """Return the cues without goods, if the sentence does not speak of making or selling them."""
    if any(c.use == "made" for c in candidates) and (
        not phrases("made.txt").search(text) or phrases("emitted.txt").search(text)
    ):
        return [c for c in candidates if c.use != "made"]
    return candidates


def measured(
    text: str, figure: Figure, candidates: Sequence[Cue], found: Sequence[Figure]
) -> tuple[OutcomeKind | None, float]:
    """Return what a figure measures, by the word that states it, and the trust in it."""
    if figure.unit == "percent" and not _is_share(text, figure):
        return None, 0.0
    if figure.unit == "percent" and (changed := _OF_WHAT.match(text, figure.end)):
        candidates = [cue for cue in candidates if cue.start >= changed.end()]
    reach = _REACH * (1.5 if figure.money else 1.0)
    best: tuple[float, Cue, bool] | None = None
    whole: tuple[float, Cue, bool] | None = None
    for cue in candidates:
        after = cue.start >= figure.end
        if not after and cue.end > figure.start:
            continue
        gap = text[figure.end : cue.start] if after else text[cue.end : figure.start]
        denominator = _DENOMINATOR.search(text[max(0, cue.start - 40) : cue.start])
        if denominator and not (after and _WHOLE.fullmatch(gap)):
            continue
        if not _measures(figure, cue, gap, text[: figure.start], after=after):
            continue
        cost = _cost(figure, cue, gap, found, after=after)
        if not figure.money and _modifies(text, cue, candidates):
            cost += _MODIFIED
        if figure.money and after and _leads(text, cue, candidates):
            cost += _ATTRIBUTIVE
        if cost > reach:
            continue
        if figure.unit == "percent" and after and _WHOLE.fullmatch(gap):
            # "2 % of GDP for research": GDP is what the share is of, not what is measured.
            whole = whole or (cost, cue, False)
        elif best is None or cost < best[0]:
            best = (cost, cue, bool(_BREAK.search(gap)))
    if whole is not None and whole[1].kind is None:
        return None, 0.0  # "half of the women", whatever they do
    if whole is not None and whole[1].kind is OutcomeKind.OUTPUT and (best is None or best[2]):
        return _of_output(text), 0.6
    staff = whole is not None and whole[1].kind is OutcomeKind.JOBS
    if best is None or (whole is not None and (best[2] or (staff and best[1].kind is OutcomeKind.FIRMS))):
        best = whole
    if best is None:
        # "$3 million to train welders": a sum with a purpose and no other word is funding.
        purpose = figure.money and figure.value >= _BIG and _PURPOSE.match(text, figure.end)
        return (OutcomeKind.FUNDING, 0.5) if purpose else (None, 0.0)
    return _kind(text, best[1], figure), round(min(0.95, max(0.5, 0.95 - 0.03 * best[0])), 3)


def _kind(text: str, cue: Cue, figure: Figure) -> OutcomeKind | None:
    """Return what a figure measures beside a word, where who gives or earns it decides."""
    if cue.kind is OutcomeKind.WAGES and text.startswith("earn", cue.start) and _PROFITS.search(text):
        return OutcomeKind.OUTPUT
    purpose = cue.start >= figure.end and text[figure.end : cue.start] == " to "
    if cue.use == "public" or (figure.money and cue.kind is OutcomeKind.INVESTMENT and purpose):
        return OutcomeKind.FUNDING if _is_public(text, cue, figure) else OutcomeKind.INVESTMENT
    return cue.kind


def _is_public(text: str, cue: Cue, figure: Figure) -> bool:
    """Return whether the giver of a sum is a public body."""
    giver = text[: cue.start].rstrip() if cue.start < figure.start else text[: figure.start]
    private = _PRIVATE.search(re.sub(r"(?: (?:has|have|had|also|already|now))+$", "", giver))
    return not private and bool(phrases("public.txt").search(text[: max(figure.start, cue.start)]))


def _of_output(text: str) -> OutcomeKind | None:
    """Return what has a share of GDP, if no other word of the sentence states it."""
    if _PRODUCED.search(text):
        return OutcomeKind.OUTPUT
    if _UNPRODUCED.search(text):
        return None
    return next((kind for pattern, kind in _SPENDING if pattern.search(text)), OutcomeKind.OUTPUT)


def _modifies(text: str, cue: Cue, candidates: Sequence[Cue]) -> bool:
    """Return whether a word only modifies another measure: "staff" in "the average salary of staff"."""
    return any(
        other.kind is not cue.kind
        and other.weight > 0.6
        and other.use != "near"
        and _OF.fullmatch(text[other.end : cue.start])
        for other in candidates
        if other.end < cue.start <= other.end + 60
    )


def _leads(text: str, cue: Cue, candidates: Sequence[Cue]) -> bool:
    """Return whether a word behind a sum leads to its noun: "road" in "a $4m road grant"."""
    return any(
        other.kind in _GIVEN
        and other.use != "near"
        and other.weight >= 1.0
        and _CHAIN.fullmatch(text[cue.end : other.start])
        for other in candidates
        if cue.end < other.start <= cue.end + 30
    )


def _cost(figure: Figure, cue: Cue, gap: str, found: Sequence[Figure], *, after: bool) -> float:
    """Return how far a word is from a figure, in words; clauses and figures between them make it further."""
    low, high = (figure.end, cue.start) if after else (cue.end, figure.start)
    crossed = sum(low <= other.start and other.end <= high for other in found)
    words = float(len(gap.split()))
    if not after and _STANDS_AT.fullmatch(gap):
        return (0.3 + 0.5 * min(words, 1.0) + 4.0 * crossed) / cue.weight
    if not after:
        words += 1.0
    elif figure.money and _IN_KIND.fullmatch(gap):
        words = 0.0
    elif _PURPOSE_VERB.match(gap):
        words += 2.0  # "$10 billion to invest": the purpose is not what the sum is
    elif _HEAD.fullmatch(gap) and not _AUXILIARY.search(gap):
        words = max(words - 1.0, 0.0)
    return (0.3 + words + 3.0 * len(_BREAK.findall(gap)) + 4.0 * crossed) / cue.weight


def _is_share(text: str, figure: Figure) -> bool:
    """Return whether a per cent figure is a change or a share of something, and not an answer in a survey."""
    if _SAID.match(text, figure.end):
        return False
    if _SAVINGS.search(text[max(0, figure.start - 40) : figure.end + 35]):
        return False  # "40 % cost savings on London" praises a site
    around = text[max(0, figure.start - 80) : figure.end + 60]
    share = text[figure.start : figure.end].casefold().startswith("one in") or _WHOLE.match(text, figure.end)
    return figure.fall or bool(share or phrases("changes.txt").search(around))


def _measures(figure: Figure, cue: Cue, gap: str, before: str, *, after: bool) -> bool:
    """Return whether a figure of this unit can measure what a cue names.

    Args:
        figure: the figure.
        cue: the word that states a measure.
        gap: the text between them.
        before: the text before the figure.
        after: whether the word stands behind the figure.
    """
    counted = cue.kind in COUNTED
    if cue.use == "near":
        return figure.money and after and bool(_ATTRIBUTE.fullmatch(gap)) and not _WITHIN.search(gap)
    if figure.money:
        return not counted and cue.use not in ("count", "made")
    if figure.unit:
        return cue.use not in ("money", "public", "made")
    if cue.use == "made":
        return after and len(gap.split()) <= 2 and figure.value >= _GOODS
    if cue.use in ("money", "public") or (cue.kind in SUMS and not counted):
        return False
    if figure.small:
        return (
            counted
            and after
            and len(gap.split()) <= 2
            and not re.search(r"[.,;:|]", gap)
            and not _WITHIN.search(gap)
        )
    if not after:
        if counted and _STANDS_AT.fullmatch(gap):
            return not _OTHER.match(figure.after)
        return cue.kind is OutcomeKind.OUTPUT and figure.value >= 1e4 and len(gap.split()) <= 2
    if cue.kind is OutcomeKind.FIRMS and (_LEADING.match(gap + " ") or _RANKED.search(before)):
        return False  # "the ten leading firms" names a class
    if cue.kind is OutcomeKind.OUTPUT and figure.value < _GOODS:
        return False
    share = _SHARE.match(gap)
    return (
        len(gap.split()) <= (7 if share else 3)
        and not re.search(r"[.;:|]", gap)
        and bool(share or not _WITHIN.search(gap))
    )


def _introduced(
    text: str, figure: Figure, candidates: Sequence[Cue], lead: str
) -> tuple[OutcomeKind | None, float]:
    """Return the kind of a large sum in a short line from the heading or the line that introduces it."""
    if (
        not figure.money
        or figure.value < _BIG
        or len(text.split()) > 2 * _REACH
        or any(c.kind is None for c in candidates)
    ):
        return None, 0.0
    stated = [c for c in cues(lead) if c.use != "near" and (c.kind is None or c.kind in _GIVEN)]
    if not stated or stated[-1].kind is None:
        return None, 0.0
    kind = stated[-1].kind
    return (OutcomeKind.FUNDING if stated[-1].use == "public" else kind), 0.5
