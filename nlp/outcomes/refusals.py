"""Figures of a sentence that are no claims: survey answers, limits, class bounds, prices, sizes, denials."""

from __future__ import annotations

import re

from workingregions.corpus.enums import OutcomeKind
from workingregions.nlp.outcomes import clauses
from workingregions.nlp.outcomes.figures import Figure
from workingregions.nlp.outcomes.joints import COUNTED

_ASKED = re.compile(
    r"\b(?:(?:survey|study|analysis|sample|panel|interview)s? (?:of|among|with|in|covers|covered)"
    r"|questionnaires?|respondents?|interview(?:s|ed|ees)?"
    r"|surveyed|sampled?|responded|replied|polled|answered)\b",
    re.IGNORECASE,
)
"""In a sentence on a survey, the firms and people that are counted are the respondents."""
_PARTS = re.compile(
    r"\b(?:accounts? for|accounted for|accounting for|share|provid\w+|makes? up|represent\w*"
    r"|contribut\w+|generat\w+)\b|\bof (?:its|the|their|all|total|our)? ?"
    r"(?:[\w-]+ )?(?:workforce|employment|jobs|employees|staff|workers|posts)\b",
    re.IGNORECASE,
)
"""Words that make a per cent figure a share of all jobs."""
_PER_HEAD = re.compile(r"\b(?:GVA|GDP|productivity|output|value added)\b", re.IGNORECASE)
_SIZED = re.compile(
    r"[- ]?(?:employees?|persons?|people|workers?|man|staff)[- ](?:[\w-]+ )?(?:business|firm|compani|plant"
    r"|factori"
    r"|enterprise|establishment|employer|manufacturer|supplier)\w*s\b",
    re.IGNORECASE,
)
"""Text behind the bound of a class of firms: "300-employee businesses"."""
_CUSTOMERS = re.compile(
    r"\b(?:supplier|suppliers|supplies|supplying|supplied|services?|sells?|sold|selling|customers|clients|distribut\w+"
    r"|exhibit\w+|attended|attend|bringing together|audience) (?:[^.;:]{0,60} )?(?:to|by|of|include"
    r"|including|with)"
    r"(?: (?:over|more than|some|about|around|nearly|up to))?(?: \d[\d,]* [\w -]{0,40}and)? ?$"
    r"|\b(?:supplies|supplying|serves|serving|visited by) (?:over |more than |some |about |around "
    r"|nearly )?$",
    re.IGNORECASE,
)
"""Text before firms that are only customers or visitors."""
_EACH = re.compile(
    r"\)?\s?(?:\([^)]{0,20}\) )?(?:(?:in|of) )?(?:(?!and |to )[\w-]+ ){0,3}(?:per|each|for each|for every"
    r"|to each|towards? each)\s"
    r"(?:successful |eligible |single )?(?:project|proposal|applicant|application|firm|company|business|award"
    r"|employer|participant|vehicle|household|apprentice|trainee|learner|hire|recipient|grantee|beneficiary|employee|worker)",
    re.IGNORECASE,
)
_SIZE_OF = re.compile(
    r"\bbalance sheet\b|\b(?:small|medium)[\w -]*(?:enterprises|firms"
    r"|businesses) \(",
    re.IGNORECASE,
)
_AVERAGE = re.compile(r"\b(?:average|median|typical|usually|typically)\b[^;.]{0,60}$", re.IGNORECASE)
_USUAL = re.compile(r"\b(?:usually|typically|normally|generally) $")
_LESS = re.compile(r"\b(?:less|fewer|smaller) than $")
_TOP = re.compile(r"\b(?:top|first|last)\s$", re.IGNORECASE)
_PER_SUM = re.compile(r"\s(?:[\w-]+ ){0,2}(?:per|for every|for each) [$£€]?\d")
_SINGLE = re.compile(
    r"\b(?:grants|loans|awards|vouchers|bursaries|subsidies|scholarships|funding|support|projects|prizes|stipends"
    r"|credits|guarantees|transactions|deals|contracts|those)"
    r"(?: (?:are|is|were|will be|can be|may be|ranging|range|ranged|in the amount|available|of|with|worth"
    r"|valued"
    r"|valued at|costing|at|from|for|values?|an average|a total|typically))+"
    r" (?:between|from|up to|at least|over|under|below|above|less than|more than|a maximum of"
    r"|a minimum of) ?$",
    re.IGNORECASE,
)
"""Text before the bound of one award or project among many."""
_APIECE = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|fifty|hundred|dozens?|several"
    r"|many|\d{1,3})(?: [a-z-]+)? $"
)
_PLURAL = re.compile(
    r"\s(?:[\w-]+ ){0,2}(?:grants|scholarships|loans|awards|prizes|vouchers|bursaries|stipends)\b"
)
_COSTS = re.compile(
    r"\bcost(?:s|ing)? (?:the |its |our |their |US |U\.S\. |American |British |local "
    r"|UK )*(?:\w+ )?(?:economy|industry"
    r"|taxpayers?|businesses|consumers|society|employers|drivers|households|nation|country)(?: \w+)? "
    r"(?:between |about |around |some |over |up to |nearly |more than |an estimated |roughly )*$"
    r"|\b(?:damages?|losses) (?:of|worth|totall?ing|estimated at) $|\bestimated (?:[\w-]+ )?costs? (?:of"
    r"|is|was|at)\s*$",
    re.IGNORECASE,
)
_REACHED = re.compile(
    r"\b(?:represent\w*|impact\w*|reach\w*|serv(?:es|ed|ing)|on behalf of|lives of|affects?)(?: (?:the"
    r"|lives|of|over|more"
    r" than|some|about|nearly|around|almost))* ?$",
    re.IGNORECASE,
)
"""Text before workers who are members or an audience."""
_OFFICES = re.compile(
    r"\b(?:cabinet|parliament|ministers?|ministerial|seats?|legislature|party members)\b", re.IGNORECASE
)
_TRAITS = re.compile(
    r"\s?of (?:our|the|its|all|their|these|those)? ?(?:[\w-]+ )?(?:employees|staff|workers|workforce"
    r"|work force|employment|engineers)"
    r" (?:owns?|have|has|had|hold|holds|held|are|were|is|was|use|live|lives|speak|feel|possess|come)\b"
    r"(?! (?:employed|in|lost|been|since|found|now|at|made|laid|working))"
)
"""Text behind a share of workers who only have something in common."""
_WORK_CITED = re.compile(r"[\"“].*[\"”].*https?://|https?://.*[\"“].*[\"”]", re.DOTALL)
_CLASSED = re.compile(
    r"\b(?:firms?|compan(?:y|ies)|businesses|enterprises|establishments|SMEs|those|manufacturers|employers|plants"
    r"|suppliers|exporters|start-ups|organi[sz]ations|undertakings)\b[^,;.]{0,12}?(?:with|having|employing|of|\()\s?"
    r"(?:(?:between|from|fewer than|less than|under|up to|at least|over|more than|at most|a minimum of) )?$",
    re.IGNORECASE,
)
"""Text before the number of employees that defines a class of firms."""
_TYPICAL = re.compile(
    r"\b(?:average|mean|median|typical)(?: [\w-]+){0,2} (?:size|employment|workforce|employer|firm|plant"
    r"|company)"
    r"(?: \w+){0,3} $",
    re.IGNORECASE,
)
_AGED = re.compile(
    r"\b(?:aged?|ages|older than|younger than|(?:are|were|is|be) (?:over|under|above|below|at least))\s"
    r"(?:between |over |under )?$"
)
_BRACKETED = re.compile(
    r"\b(?:small|medium|large|larger|smaller"
    r"|micro)[\w -]* \((?:[^()]{0,80}, )?$",
    re.IGNORECASE,
)
"""Text before the bounds in brackets behind a class of firms: "small (fewer than 100 employees)"."""
_COVERS = re.compile(r"\b(?:covers?|covering|reimburses?|finances?|pays?) (?:up to |about |around )?$")
_CAP = re.compile(r"\b(?:cap|ceiling|limit|threshold)s?\b[^.;]{0,60}$", re.IGNORECASE)
_SPACE = re.compile(
    r"\b(?:space|room|capacity|parking|accommodation|housing|seats|places) for (?:up to |over "
    r"|some )?$"
)
_TRAINED = re.compile(r"\btrain(?:s|ed|ing)? (?:(?:over|more than|some|about|nearly|up to|around|almost) )?$")
_TRAINEES = re.compile(
    r"\s(?:[\w-]+ )?(?:trainees|apprentices|learners|interns) (?:completed|graduated|enrol"
    r"|attended)"
)
_MEETING = re.compile(
    r"\b(?:events?|fairs?|conferences?|shows?|summits?|expos?|seminars?|workshops?|exhibitions?|forums?|missions?)\b",
    re.IGNORECASE,
)
_MET = re.compile(r"\b(?:attract\w*|attend\w*|host\w*|welcom\w+|gather\w*|drew|draws)\b", re.IGNORECASE)
_RANGED = re.compile(
    r"\b(?:grants|loans|awards|vouchers|subsidies|scholarships|bursaries) (?:of|from"
    r"|between) $",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"\b(?:suppos(?:e|ing)|assum(?:e|es|ing)|hypothetical\w*|optimal|imagine|for the sake of)\b"
    r"|[a-z] = [$£€]?\d",
    re.IGNORECASE,
)
"""Words of a model or a textbook example."""
_POWERED = re.compile(r"\bto (?:carry|serve|heat|house|handle|insure|tow)\b[^,;]{0,25}$")
"""Text before goods that are not made."""
_NUMBERED = re.compile(r"\s(?!(?:Jobs?|Apprentices?|Businesses|Firms|Companies)\b)[A-Z][a-z]")
_NOTES = 400.0
"""A number up to this at the head of a line, before a capital, may be a note's or a section's."""
_BOUND = re.compile(r"[<>≥≤]\s?$")
_FACTIONS = re.compile(
    r"\s?(?:quintile|quartile|decile|percentile|confidence|significance|threshold|stake)\b"
)
_RULED = re.compile(
    r"\b(?:tax credits?|tax relief|deduct\w+|tariffs?|duty|duties|tax rates?|interest|federal match"
    r"|cost[- ]shar\w+"
    r"|co-payment"
    r"|depreciation|matching|eligible (?:costs|expenditure)|rate of (?:aid|support|grant)|aid intensity"
    r"|intervention rate|incentive rate)\b",
    re.IGNORECASE,
)
"""Words of rules beside a per cent figure."""


def refused(text: str, figure: Figure, kind: OutcomeKind, lead: str = "", *, joined: bool = False) -> bool:
    """Return whether a figure that measures something is not a claim.

    Args:
        text: of the sentence.
        figure: in it.
        kind: what it measures.
        lead: the heading or line that introduces the sentence.
        joined: whether the figure is coordinated with the claim before it.
    """
    if not figure.value:
        return True  # "$000" is a unit
    if (not figure.money and _ASKED.search(text)) or _WORK_CITED.search(text) or _SUPPOSED.search(text):
        return True
    if clauses.limit(text, figure, lead) or clauses.negated(text, figure):
        return True
    if figure.money:
        return _price(text, figure, kind)
    if figure.unit == "percent":
        return _rule(text, figure, kind, joined=joined)
    return _not_counted(text, figure, kind)


def _price(text: str, figure: Figure, kind: OutcomeKind) -> bool:
    """Return whether a sum is a price, a bound of single awards, or a cost to society."""
    before = text[max(0, figure.start - 110) : figure.start]
    if kind is not OutcomeKind.WAGES:
        if figure.value < 1000 and not (kind is OutcomeKind.OUTPUT and _PER_HEAD.search(text)):
            return True
        if clauses.rate(text, figure) or _SINGLE.search(before) or _COSTS.search(before):
            return True
        if _CAP.search(before) or (clauses.bounded(text, figure) and _SIZE_OF.search(text)):
            return True
        if _AVERAGE.search(before) and _LESS.search(before):
            return True
        if figure.high is not None and _RANGED.search(before):
            return True
        if kind is not OutcomeKind.OUTPUT and _EACH.match(text, figure.end):
            return True
    return bool(_APIECE.search(before) and _PLURAL.match(text, figure.end))


def _rule(text: str, figure: Figure, kind: OutcomeKind, *, joined: bool) -> bool:
    """Return whether a per cent figure is a rate of a rule, a bound, or no share of what it stands beside."""
    around = text[max(0, figure.start - 60) : figure.end + 50]
    if _FACTIONS.match(text, figure.end) or _BOUND.search(text[: figure.start]):
        return True
    before = text[: figure.start]
    if kind is OutcomeKind.FUNDING and (_USUAL.search(before) or _COVERS.search(before)):
        return True
    if kind is OutcomeKind.JOBS and _TRAITS.match(text, figure.end):
        return True
    said = clauses.direction(text, figure, [])
    if kind in COUNTED and not joined and said is None:
        return kind is OutcomeKind.FIRMS or not _PARTS.search(around)
    return kind is not OutcomeKind.WAGES and bool(_RULED.search(around))


def _no_jobs(text: str, figure: Figure, before: str) -> bool:
    """Return whether people are members, officers or trainees, or their number bounds a class of firms."""
    if _REACHED.search(before) or _OFFICES.search(text) or _AGED.search(before) or _SPACE.search(before):
        return True
    if _TRAINED.search(before) or _TRAINEES.match(text, figure.end) or _TYPICAL.search(before):
        return True
    bound = figure.high is not None or clauses.bounded(text, figure)
    bare = re.sub(r"(?:fewer|less|more) than $", "", before)
    return bound and bool(_CLASSED.search(before) or _BRACKETED.search(bare))


def _not_counted(text: str, figure: Figure, kind: OutcomeKind) -> bool:
    """Return whether a count is a note's number, a size of firms, or one of customers."""
    if figure.small and clauses.direction(text, figure, []) is None:
        return True
    if kind in COUNTED and figure.value != int(figure.value) and not figure.dotted:
        return True
    before = text[max(0, figure.start - 90) : figure.start]
    if _TOP.search(before) or _PER_SUM.match(text, figure.end):
        return True
    head = not before.strip() or before.endswith("\n")
    if head and figure.value <= _NOTES and _NUMBERED.match(text, figure.end):
        return True
    if _SIZED.match(text, figure.end) or (kind is OutcomeKind.OUTPUT and _POWERED.search(before)):
        return True
    if kind is OutcomeKind.JOBS and _no_jobs(text, figure, before):
        return True
    if kind is OutcomeKind.FIRMS and _MEETING.search(text) and _MET.search(text):
        return True
    return kind is OutcomeKind.FIRMS and bool(_CUSTOMERS.search(before))
