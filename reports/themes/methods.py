"""How the review was made: settings, the scale of hedges, the statement of automation, limits."""

from __future__ import annotations

from collections.abc import Iterator

from workingregions.corpus.files import rows
from workingregions.reports.report import Block, Claim, Paragraph, Section, Table, recorded
from workingregions.reports.themes.dates import day
from workingregions.reports.themes.desk import Desk
from workingregions.reports.themes.tables import line, made, text
from workingregions.reports.wording import hedges, number, some


def section(desk: Desk) -> Section:
    """Return the methods as an annex."""
    claims = list(_words(desk))
    blocks: list[Block] = [*(Paragraph(claims=(claim,)) for claim in claims), _hedges()]
    automation = Section(
        id="automation",
        title="Statement of automation",
        blocks=(
            Paragraph(
                claims=(
                    recorded(
                        "automation.lead",
                        "The following table follows PRISMA-trAIce (2025) and RAISE (2025): each automatic "
                        "step with what did it, for what, and "
                        "under whose eyes. It was filled by the run itself. No language model wrote any of "
                        "the text: sentences are composed by rule "
                        "from counts and from the codebook.",
                        source="run",
                    ),
                )
            ),
            _steps(desk),
        ),
    )
    limits = Section(id="limits", title="Limits", blocks=(Paragraph(claims=tuple(_limits(desk))),))
    return Section(
        id="methods", title="Methods", blocks=tuple(blocks), parts=(automation, limits), annex=True
    )


def _words(desk: Desk) -> Iterator[Claim]:
    m = desk.material
    made_by = (
        f"This review was made by release {m.release} of Working Regions from snapshot {m.snapshot}, "
        "committed on "
        f"{day(m.created)}, with version {m.codebook} of the codebook. The same snapshot gives the same "
        "review."
    )
    yield recorded("methods.made", made_by, source="run")
    duplicates = (
        "count once, with the document that they repeat" if m.duplicates_once else "count each by itself"
    )
    for ident, words in rows(__package__, "methods.csv", "|"):
        yield recorded(
            f"methods.{ident}", words.format(duplicates=duplicates), source="the methods of this release"
        )


def _hedges() -> Table:
    kinds = {"share": "a share", "difference": "a difference or trend", "support": "support"}
    columns = [text("what", "For"), text("words", "Words"), text("rule", "Rule")]
    body = [line(kinds[h.scale], h.words, h.rule) for h in hedges()]
    return made("hedges", "The scale of hedges", columns, body)


def _steps(desk: Desk) -> Table:
    body = [
        line(s.name, s.model, s.version, s.date, s.purpose, s.oversight, s.validation)
        for s in desk.material.steps
    ]
    columns = [
        text("step", "Step"),
        text("model", "Method or model"),
        text("version", "Version or hash"),
        text("date", "Date"),
        text("purpose", "Purpose"),
        text("oversight", "Human oversight"),
        text("validation", "Validation"),
    ]
    return made("automation-steps", "Automatic steps of this review", columns, body, wide=True)


def _limits(desk: Desk) -> Iterator[Claim]:
    yield recorded(
        "limits.corpus",
        "The numbers describe this corpus, not the world: they depend on which documents were collected. A "
        "share of documents is a measure of "
        "attention, not of truth or effect.",
        source="the methods of this release",
    )
    yield recorded(
        "limits.errors",
        "The program errs in both directions: it misses passages, and takes others for what they are not. "
        "Institutions, ties and outcomes are found "
        "by rules and a small model in English text, and are incomplete. Before you cite a sentence, open "
        "it on its page.",
        source="the methods of this release",
    )
    decided = desk.material.decisions
    people = (
        f"{some(decided.people, 'person', 'people')} corrected" if decided.people else "nobody has corrected"
    )
    what = (
        f"{number(decided.rejected + decided.added)} of its decisions on the theme and "
        f"{number(decided.others)} others"
        if decided.people
        else "any of its findings"
    )
    yield recorded(
        "limits.corrections", f"In this project {people} {what}.", source="the corrections in force"
    )
