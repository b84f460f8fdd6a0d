"""How the review was made: settings, the scale of hedges, the statement of automation, limits."""

from __future__ import annotations

from collections.abc import Iterator

from workingregions.reports.report import Claim, Paragraph, Section, Table, recorded
from workingregions.reports.themes.dates import day
from workingregions.reports.themes.desk import Desk
from workingregions.reports.themes.prose import hedges, number, some
from workingregions.reports.themes.tables import line, made, text


def section(desk: Desk) -> Section:
    """Return the methods as an annex."""
    blocks = (Paragraph(claims=tuple(_words(desk))), _hedges())
    automation = Section(
        id="automation",
        title="Statement of automation",
        blocks=(
            Paragraph(claims=(
                recorded(
                    "automation.lead",
                    "The following table follows PRISMA-trAIce (2025) and RAISE (2025): each automatic step with what did it, for what, and "
                    "under whose eyes. It was filled by the run itself. No language model wrote any of the text: sentences are composed by rule "
                    "from counts and from the codebook.",
                    source="run",
                ),
            )),
            _steps(desk),
        ),
    )  # fmt: skip
    limits = Section(id="limits", title="Limits", blocks=(Paragraph(claims=tuple(_limits(desk))),))
    return Section(id="methods", title="Methods", blocks=blocks, parts=(automation, limits), annex=True)


def _words(desk: Desk) -> Iterator[Claim]:
    m = desk.material
    yield recorded(
        "methods.made",
        f"This review was made by release {m.release} of Working Regions from snapshot {m.snapshot}, committed on {day(m.created)}, with version "
        f"{m.codebook} of the codebook. The same snapshot gives the same review.",
        source="run",
    )
    duplicates = "count once, with the document that they repeat" if m.duplicates_once else "count each by themselves"
    yield recorded(
        "methods.counts",
        f"The unit of counting is the document. Documents that repeat another one {duplicates}. Lists of references, tables of contents, tables "
        "of figures and the words of forms are left out; names in them do not count.",
        source="configuration",
    )
    yield recorded(
        "methods.intervals",
        "Intervals of shares are Wilson's (1927), intervals of differences Newcombe's (1998), both at 95 %. They cover chance in which documents "
        "came into the corpus, not errors of the method. Trends are tested by logistic regression with Firth's correction and by the rank test of "
        "Mann and Kendall, differences by Fisher's exact test; where several are tested together, Benjamini and Hochberg's correction applies.",
        source="the methods of this release",
    )
    yield recorded(
        "methods.independence",
        "Support is counted in documents and in publishers, as documents of one publisher are one voice: “three documents by two publishers”. "
        "Near-duplicates are found by their text and are no documents of their own.",
        source="the methods of this release",
    )
    yield recorded(
        "methods.quotations",
        "Quotations are whole sentences of running text, chosen by rule: first for what they say about the theme, then for whether they can be read "
        "by themselves; headings, lists, tables, references and broken text are not quoted. Quotations of one kind come from different publishers as "
        "far as there are enough.",
        source="the methods of this release",
    )
    yield recorded("methods.hedges", "Words for shares, differences and support are taken from a fixed scale, by the first rule that fits.", source="hedges")


def _hedges() -> Table:
    rows = [line({"share": "a share", "difference": "a difference or trend", "support": "support"}[h.scale], h.words, h.rule) for h in hedges()]
    return made("hedges", "The scale of hedges", [text("what", "For"), text("words", "Words"), text("rule", "Rule")], rows)


def _steps(desk: Desk) -> Table:
    rows = [line(s.name, s.model, s.version, s.date, s.purpose, s.oversight, s.validation) for s in desk.material.steps]
    columns = [
        text("step", "Step"), text("model", "Method or model"), text("version", "Version or hash"), text("date", "Date"), text("purpose", "Purpose"),
        text("oversight", "Human oversight"), text("validation", "Validation"),
    ]  # fmt: skip
    return made("automation-steps", "Automatic steps of this review", columns, rows, wide=True)


def _limits(desk: Desk) -> Iterator[Claim]:
    yield recorded(
        "limits.corpus",
        "The numbers describe this corpus, not the world: they depend on which documents were collected. A share of documents is a measure of "
        "attention, not of truth or effect.",
        source="the methods of this release",
    )
    yield recorded(
        "limits.errors",
        "The program errs in both directions: it misses passages, and takes others for what they are not. Institutions, ties and outcomes are found "
        "by rules and a small model in English text, and are incomplete. Before you cite a sentence, open it on its page.",
        source="the methods of this release",
    )
    decided = desk.material.decisions
    people = f"{some(decided.people, 'person', 'people')} corrected" if decided.people else "nobody has corrected"
    what = f"{number(decided.rejected + decided.added)} of its decisions on the theme and {number(decided.others)} others" if decided.people else "any of its findings"
    yield recorded("limits.corrections", f"In this project {people} {what}.", source="the corrections in force")
