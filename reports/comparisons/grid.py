"""The grid of a comparison: fixed questions by region, where the regions agree and where they differ."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from workingregions.models.trends import newcombe
from workingregions.models.wording import listed, the
from workingregions.reports.comparisons.asked import Question
from workingregions.reports.comparisons.grades import RULES, Grade
from workingregions.reports.comparisons.material import Answer, Compared, ComparisonMaterial
from workingregions.reports.english import percent
from workingregions.reports.parts import column, row, table
from workingregions.reports.report import (
    Block,
    Bullets,
    Cell,
    Claim,
    Number,
    Paragraph,
    Quotation,
    Section,
    Table,
    counted,
    quoted,
    recorded,
)
from workingregions.reports.wording import capital, number, of_support, some


def grid(found: ComparisonMaterial) -> Section:
    """Return the section with the grid."""
    lead = recorded(
        "grid.lead",
        f"The same {len(found.questions)} questions are asked of every region, and each is answered by the "
        "same rule from the same kind of evidence (structured, focused comparison: George and Bennett "
        "2005). A cell gives the grade of the answer and the documents behind it; the annex has the "
        "answers with their quotations.",
        source="questions",
    )
    return Section(
        id="grid-section",
        title="The same questions, region by region",
        blocks=(Paragraph(claims=(lead,)), grid_table(found), _scale()),
    )


def grid_table(found: ComparisonMaterial) -> Table:
    """Return the grid itself."""
    rows = []
    for question in found.questions:
        cells = [Cell(value=question.text)]
        for region in found.regions:
            answer = found.answers[question.id, region.region]
            cells.append(Cell(value=_cell(answer), evidence=answer.evidence))
        rows.append(row(cells))
    columns = (
        column("question", "Question"),
        *(
            column(f"region{n}", f"{capital(the(r.name))} ({some(len(r.read), 'document')})")
            for n, r in enumerate(found.regions, 1)
        ),
    )
    return table(
        "grid",
        "Sixteen questions" if len(found.questions) == 16 else "The questions",
        columns,
        rows,
        wide=len(found.regions) > 3,
    )


def agreement(found: ComparisonMaterial) -> Section:
    """Return the section on where the regions agree and differ."""
    blocks: list[Block] = []
    if differing := tuple(_differing(found)):
        blocks.append(Bullets(claims=differing))
    else:
        blocks.append(Paragraph(claims=(_none_differs(found),)))
    if alike := tuple(_alike(found)):
        blocks.append(Paragraph(claims=alike))
    return Section(
        id="agreement", title="Where the regions differ, and where they agree", blocks=tuple(blocks)
    )


def differences(found: ComparisonMaterial) -> list[tuple[Question, Answer, Answer]]:
    """Return the questions with the two answers that lie furthest apart, where that is beyond chance."""
    made = []
    for question in found.questions:
        answers = [found.answers[question.id, r.region] for r in found.regions]
        apart = [(a, b) for a, b in combinations(sorted(answers, key=lambda x: -x.share), 2) if _apart(a, b)]
        if apart:
            made.append((question, *max(apart, key=lambda pair: pair[0].share - pair[1].share)))
    return sorted(made, key=lambda item: (item[2].share - item[1].share, item[0].id))


def answers(found: ComparisonMaterial) -> Section:
    """Return the annex with all answers and their quotations."""
    parts = []
    for question in found.questions:
        blocks: list[Block] = [
            Paragraph(claims=(recorded(f"rule.{question.id}", f"Rule: {question.rule}", source="questions"),))
        ]
        for region in found.regions:
            answer = found.answers[question.id, region.region]
            blocks.append(Paragraph(claims=(_answer(question, region, answer),)))
            if answer.quote:
                blocks.append(Quotation(evidence=answer.quote))
        parts.append(Section(id=f"question-{question.id}", title=question.text, blocks=tuple(blocks)))
    return Section(id="answers", title="Answers with their quotations", parts=tuple(parts), annex=True)


def _cell(answer: Answer) -> str:
    if answer.grade is Grade.NOT_SEARCHED:
        return str(answer.grade)
    return f"{answer.grade} ({answer.hits} of {answer.of})"


def _scale() -> Table:
    rows = [(str(grade), rule) for grade, rule in RULES.items()]
    return table(
        "grades", "What the grades mean", (column("grade", "Grade"), column("rule", "Given where")), rows
    )


def _apart(one: Answer, other: Answer) -> bool:
    """Return whether two shares differ beyond chance; both of documents that were searched."""
    if Grade.NOT_SEARCHED in (one.grade, other.grade):
        return False
    low, high = newcombe(one.hits, one.of, other.hits, other.of)
    return low > 0 or high < 0


def _differing(found: ComparisonMaterial) -> Iterator[Claim]:
    names = {r.region: the(r.name) for r in found.regions}
    for question, most, least in differences(found):
        yield counted(
            f"differ.{question.id}",
            f"On {question.topic}, documents on {names[most.region]} answer more often than those on "
            f"{names[least.region]}: {_of(most)} against {_of(least)}.",
            [
                Number(name=f"answer.{question.id}.{a.region}", value=a.hits, unit="documents")
                for a in (most, least)
            ],
            source="grid",
            evidence=[*most.evidence[:2], *least.evidence[:1]],
        )


def _none_differs(found: ComparisonMaterial) -> Claim:
    return counted(
        "differ.none",
        f"On none of the {len(found.questions)} questions do the documents answer so much more often for "
        "one region than for another that chance is ruled out; with so few documents that says little.",
        [Number(name="questions", value=len(found.questions), unit="questions")],
        source="grid",
    )


def _alike(found: ComparisonMaterial) -> Iterator[Claim]:
    same: dict[Grade, list[Question]] = {}
    for question in found.questions:
        grades = {found.answers[question.id, r.region].grade for r in found.regions}
        if len(grades) == 1:
            same.setdefault(grades.pop(), []).append(question)
    who = "both regions" if len(found.regions) == 2 else f"all {number(len(found.regions))} regions"
    said = {
        Grade.STRONG: f"The documents on {who} say much of",
        Grade.SOME: f"The documents on {who} say something of",
        Grade.WEAK: f"The documents on {who} say little of",
        Grade.SILENT: f"The documents on {who} are silent on",
    }
    for grade, words in said.items():
        if own := same.get(grade):
            yield counted(
                f"agree.{grade.value}",
                f"{words} {listed(q.topic for q in own)}.",
                [Number(name=f"questions.{grade.value}", value=len(own), unit="questions")],
                source="grid",
            )


def _answer(question: Question, region: Compared, answer: Answer) -> Claim:
    name, ident = capital(the(region.name)), f"answer.{question.id}.{region.region}"
    hits = Number(name=ident, value=answer.hits, unit="documents")
    if answer.grade is Grade.NOT_SEARCHED:
        return counted(ident, f"{name}: {answer.grade}.", [hits], source="grid")
    if answer.grade is Grade.SILENT:
        none = f"None of {some(answer.of, 'document')} answers (95 % interval up to {percent(answer.high)})."
        words = f"{name}: silent. {none}"
        return counted(ident, words, [hits], source="grid")
    said = f": {answer.said}" if answer.said else ""
    voices = f"{of_support(answer.publishers)} ({some(answer.publishers, 'publisher')})"
    text = (
        f"{name}: {answer.grade}. {capital(number(answer.hits))} of {some(answer.of, 'document')} "
        f"({percent(answer.share)}; 95 % interval {percent(answer.low)} to {percent(answer.high)}), from "
        f"{voices}{said}."
    )
    numbers = [hits, Number(name=f"{ident}.of", value=answer.of, unit="documents")]
    if answer.evidence:
        return quoted(ident, text, answer.evidence, numbers)
    return counted(ident, text, numbers, source="grid")


def _of(answer: Answer) -> str:
    return f"{answer.hits} of {answer.of}"
