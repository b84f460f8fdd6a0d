"""The sentences of an analysis: every one from its figures, and none that says that anything is a cause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workingregions.models.qca import ANY, FEWEST, Model, Necessity, Side, Solution, Study, parsed
from workingregions.models.wording import listed, plural
from workingregions.reports.english import is_, lower, percent
from workingregions.reports.report import Claim, counted, recorded

NECESSARY = 0.9
"""Consistency from which a condition is reported as necessary (Schneider & Wagemann 2012, section 5.1)."""
RELEVANT = 0.5
"""RoN and coverage below which a condition is necessary only because nearly all cases have it."""
BRIEF = 2
"""Terms up to which a sentence gives the sets by what they are called."""
NAMED = 8
"""Regions that a sentence names."""


def term_words(term: str, study: Study, *, labels: bool = False) -> str:
    """Return a term in words: "ORG and TIE without LEAD", or with what the sets are called."""
    called = [lower(c.label) if labels else c.name for c in study.spec.conditions]
    found = parsed(term, study.spec.names)
    present = [name for name, value in zip(called, found, strict=True) if value == 1]
    absent = [name for name, value in zip(called, found, strict=True) if value not in (1, ANY)]
    if present and absent:
        comma = "," if labels else ""
        return f"{listed(present)}{comma} without {' or '.join(absent)}"
    if absent:
        return f"neither {' nor '.join(absent)}" if len(absent) > 1 else f"no {absent[0]}"
    return listed(present) or "any combination"


def outcome_words(side: Side, study: Study) -> str:
    """Return the outcome in words, with its name: "growing employment (JOBS)", or that it is absent."""
    label = study.spec.outcome.label
    return f"the absence of {study.spec.outcome.name}" if side.negated else f"{label} ({side.outcome})"


def headline(side: Side, study: Study) -> Solution:
    """Return the solution that a study reports first: with expectations the intermediate one."""
    return side.solutions.intermediate if study.spec.expected else side.solutions.conservative


def regions(study: Study, codes: Sequence[str]) -> str:
    """Return the names of cases as a list in words, at most NAMED of them."""
    names = {case.region: case.name for case in study.cases}
    shown = [names[code] for code in codes]
    if len(shown) <= NAMED:
        return listed(shown)
    return f"{', '.join(shown[:NAMED])} and {len(shown) - NAMED} more"


def findings(side: Side, study: Study, prefix: str) -> Iterator[Claim]:
    """Yield what an analysis of one outcome shows; `prefix` begins the ids."""
    solution = headline(side, study)
    goal, table = outcome_words(side, study), f"models{suffix(side)}"
    if not solution.models:
        observed = [row for row in side.table.rows if row.cases]
        yield counted(
            f"{prefix}.none",
            f"None of the {plural(len(observed), 'combination')} of conditions that regions have is "
            f"consistently a subset of {goal}: there is no solution.",
            {f"{prefix}.rows": len(observed)},
            source=f"truth-table{suffix(side)}",
        )
        return
    model = solution.models[0]
    yield _consistent(model, goal, study, prefix, table)
    if len(solution.models) > 1:
        more = "at least " if solution.more else ""
        yield counted(
            f"{prefix}.ambiguous",
            f"The same cases fit {more}{len(solution.models)} models equally well; the analysis does not "
            "choose among them, and all are listed.",
            {f"{prefix}.models": len(solution.models)},
            source=table,
        )
    yield from _contradicted(side, model, study, prefix)
    yield from _survives(side, model, solution.kind, prefix)


def suffix(side: Side) -> str:
    """Return what the ids of the tables of a side end in."""
    return "-negated" if side.negated else ""


def _consistent(model: Model, goal: str, study: Study, prefix: str, table: str) -> Claim:
    # Codes keep a long sentence readable; the scope says what they stand for.
    brief = len(model.terms) <= BRIEF
    terms = [term_words(t.term, study, labels=brief) for t in model.terms]
    either = terms[0] if len(terms) == 1 else f"{'; '.join(terms[:-1])}; or {terms[-1]}"
    comma = "," if brief and ", without " in terms[-1] else ""
    limits = study.spec.thresholds
    fit = (
        f"{model.expression} has a consistency of {model.fit.consistency:.2f}, a PRI of "
        f"{model.fit.pri:.2f} and a "
        f"coverage of {model.fit.coverage:.2f}"
    )
    if model.fit.consistency >= limits.consistency and model.fit.pri >= limits.pri:
        text = f"Having {either}{comma} is consistent with {goal}. {fit}."
    else:
        text = (
            f"The solution for {goal} is {either}, but as a whole it falls short of the thresholds: "
            f"{fit}. It "
            "should not be relied on."
        )
    return counted(
        f"{prefix}.solution",
        text,
        {
            f"{prefix}.consistency": model.fit.consistency,
            f"{prefix}.pri": model.fit.pri,
            f"{prefix}.coverage": model.fit.coverage,
        },
        source=table,
    )


def _contradicted(side: Side, model: Model, study: Study, prefix: str) -> Iterator[Claim]:
    has = [c for c in study.cases if (c.outcome.membership > 0.5) != side.negated]
    name = study.spec.outcome.name
    with_it, without_it = (
        (f"without {name}", f"with {name}") if side.negated else (f"with {name}", f"without {name}")
    )
    if model.contradicting:
        them = "It is contradicted by"
        yield counted(
            f"{prefix}.contradicting",
            f"{them} {regions(study, model.contradicting)}: in the combination, but {without_it}.",
            {f"{prefix}.contradicting": len(model.contradicting)},
            source="cases",
        )
    else:
        yield counted(
            f"{prefix}.uncontradicted",
            f"No region contradicts it: none is in the combination and {without_it}.",
            {f"{prefix}.contradicting": 0},
            source="cases",
        )
    if model.uncovered:
        many = len(model.uncovered)
        yield counted(
            f"{prefix}.uncovered",
            f"Of the {plural(len(has), 'region')} {with_it}, {many} {is_(many)} not covered by it: "
            f"{regions(study, model.uncovered)}.",
            {f"{prefix}.with": len(has), f"{prefix}.uncovered": many},
            source="cases",
        )


def _survives(side: Side, model: Model, kind: str, prefix: str) -> Iterator[Claim]:
    if side.robust is None:
        return
    shares = {(t.kind, t.term): t for t in side.robust.terms}
    held = [(term.term, shares[kind, term.term]) for term in model.terms]
    each = listed([f"{term} in {percent(share.sufficient)}" for term, share in held])
    does = "its term reached" if len(held) == 1 else "its terms reached"
    yield counted(
        f"{prefix}.robust",
        f"With the documents of each region drawn again {side.robust.draws} times, exactly this "
        "solution came "
        f"out in {percent(side.robust.same[kind])} of the draws; {does} the thresholds in this share "
        "of them: "
        f"{each}.",
        {
            f"{prefix}.same": side.robust.same[kind],
            **{f"{prefix}.sufficient.{term}": share.sufficient for term, share in held},
        },
        source=f"robust-terms{suffix(side)}",
    )


def necessary(side: Side, study: Study, prefix: str) -> Iterator[Claim]:
    """Yield which conditions are consistent with being necessary, and which only trivially so."""
    table = f"necessity{suffix(side)}"
    passing = [n for n in side.necessity if n.consistency >= NECESSARY]
    strong = [n for n in passing if _relevant(n)]
    trivial = [n for n in passing if not _relevant(n)]
    goal = outcome_words(side, study)
    if strong:
        shown = listed([f"{n.condition} (consistency {n.consistency:.2f}, RoN {n.ron:.2f})" for n in strong])
        yield counted(
            f"{prefix}.necessary",
            f"{shown} {'is' if len(strong) == 1 else 'are'} consistent with being necessary for "
            f"{goal}: hardly any "
            "region has the outcome without it.",
            {f"{prefix}.necessary": len(strong)},
            source=table,
        )
    else:
        yield counted(
            f"{prefix}.unnecessary",
            f"No condition reaches the consistency of {NECESSARY} with a relevance and coverage of "
            f"{RELEVANT} "
            f"that a necessary one would have for {goal}.",
            {f"{prefix}.necessary": 0},
            source=table,
        )
    if trivial:
        yield counted(
            f"{prefix}.trivial",
            f"{listed([n.condition for n in trivial])} would pass by consistency alone, but nearly "
            "all regions "
            "have it, so it says little.",
            {f"{prefix}.trivial": len(trivial)},
            source=table,
        )


def _relevant(found: Necessity) -> bool:
    return found.ron >= RELEVANT and found.coverage >= RELEVANT


def few(study: Study) -> Claim:
    """Return why nothing is minimised."""
    return counted(
        "few",
        f"{plural(len(study.cases), 'region')} can be compared. With fewer than {FEWEST}, any combination of "
        "conditions would set some apart by chance, so they are compared side by side and no solution is "
        "computed.",
        {"regions": len(study.cases)},
        source="cases",
    )


def limits(study: Study) -> Iterator[Claim]:
    """Yield what the analysis does not show."""
    yield recorded(
        "limits.sets",
        "These are relations among sets of these regions: a combination that is consistent with the "
        "outcome has "
        "not been shown to cause it, and other regions, anchors or documents may give other results.",
        source="method",
    )
    yield recorded(
        "limits.outcome",
        "The outcome comes from the table that was brought, not from the documents, so that "
        "documents which say "
        "more do not raise condition and outcome alike.",
        source="specification",
    )
    for number, warning in enumerate(study.warnings, 1):
        yield recorded(f"limits.warning.{number}", warning, source="run")
