"""Coordinated figures: "85 jobs kept and 77 added", "from 900 to 700", "300 jobs, a tenth of the total"."""

from __future__ import annotations

import re

from workingregions.corpus.enums import OutcomeKind
from workingregions.nlp.outcomes.figures import Figure

COUNTED = (OutcomeKind.JOBS, OutcomeKind.FIRMS)
SUMS = frozenset([OutcomeKind.INVESTMENT, OutcomeKind.FUNDING, OutcomeKind.WAGES])
_COORDINATED = re.compile(
    r"(?: ?\(|(?:,? [\w’'-]+){0,5}?,? (?:and|or|plus|while|with)(?: (?:a further|an? additional"
    r"|another|about|around|some|nearly|over"
    r"|more than|almost|up to|as many as|add|adding|create|creating|retain|retaining))* ?|,? (?:and |or )?"
    r"(?:(?:up|down) )?from (?:about |around |some |over |nearly )?|(?: in [\w-]+)? to (?:about "
    r"|around |some |over |nearly )?"
    r"|(?: in \d{4})? and (?:had|has|have) (?:fallen|risen|grown|dropped|declined) (?:to|below|above) "
    r"|[^.;]{0,40}(?:bringing|taking|making)[^.;]{0,40} (?:to|of) (?:about |around |some |over |nearly )?)"
)
_AND = re.compile(
    r"(?: [\w’'-]+){1,4},? and (?:about |around |some |nearly |over |more than |almost |another |a further )?"
)
_FREE = re.compile(
    r"\s*(?:$|[.,;:)]|(?:in|at|by|from|to|for|since|during|were|was|are|is|have|had|will|could|would"
    r"|created|lost|retained|kept"
    r"|safeguarded|worldwide|globally|overseas|abroad|elsewhere|more|others|and|or|last|this|today|now)\b)"
)
"""Text behind a number that counts nothing else."""
_SUM_JOINT = re.compile(
    r"(?:,? [\w’'-]+){0,7},? (?:and|plus|of which|including|with|or)(?: (?:an?|another|a further|up to"
    r"|about|the))* ?"
)
_OF_GDP = re.compile(r"\s?of (?:GDP|GNP|GVA)\b")
_IN_BRACKETS = re.compile(r"[^.;()]{0,15}\((?:corresponding to |or |about )?")
_COMPARED = re.compile(r" (?:lower|higher|above|below|more|less|cheaper)\b")
_CHANGE_JOINT = re.compile(
    r",? \(?(?:(?:representing|or) )?(?:an? )?(?:[\w-]+ )?(?:increase|rise|growth|fall|drop|decline"
    r"|gain|decrease|up|down)(?: of| from| by)?"
    r" (?:about |around |some |nearly |over |almost )?"
)
_SHARE_JOINT = re.compile(
    r"(?: [\w-]+){0,6},? ?(?:\(|or |, )(?:about |around |some |nearly |over |down |up )*"
)


def goes_on(text: str, before: Figure, figure: Figure) -> bool:
    """Return whether a count goes on with the one before it: "445 assemblers and about 20 office workers"."""
    return before.unit == figure.unit == "" and bool(_AND.fullmatch(text[before.end : figure.start]))


def follows(text: str, before: Figure, kind: OutcomeKind, figure: Figure) -> bool:
    """Return whether a figure without a word of its own is coordinated with the claim before it."""
    gap = text[before.end : figure.start]
    if figure.money:
        return before.money and bool(_SUM_JOINT.fullmatch(gap))
    if figure.unit and _OF_GDP.match(text, figure.end):
        return bool(_IN_BRACKETS.fullmatch(gap))
    if figure.unit:
        plain = (kind not in SUMS and not before.money) or _COMPARED.match(text, figure.end)
        again = _COMPARED.match(text, before.end) and _COMPARED.match(text, figure.end) and len(gap) <= 60
        if again and before.unit == "percent":
            return True
        return bool(_CHANGE_JOINT.fullmatch(gap) or (plain and _SHARE_JOINT.fullmatch(gap)))
    return (
        kind in COUNTED
        and not figure.small
        and not before.money
        and bool(_COORDINATED.fullmatch(gap))
        and bool(_FREE.match(text, figure.end))
    )
