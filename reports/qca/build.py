"""The report of an analysis: what is consistent with the outcome, what contradicts it, and how surely."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workingregions.corpus.records import Document
from workingregions.models.qca import FEWEST, Side, Study
from workingregions.models.wording import listed, plural
from workingregions.reports.english import lower, percent
from workingregions.reports.qca import tables, words
from workingregions.reports.qca.files import study_files
from workingregions.reports.qca.plot import xy_plot
from workingregions.reports.report import (
    Attachment,
    Block,
    Bullets,
    Claim,
    Paragraph,
    Provenance,
    Quote,
    Report,
    Section,
    Spelling,
    checked,
    counted,
    recorded,
)

ABOUT: Mapping[str, str] = {
    "raw.csv": "Values of conditions and outcome, with intervals",
    "calibrated.csv": "Memberships, as R's QCA reads them",
    "anchors.csv": "Anchors with reasons and sources",
    "truth_table.csv": "All rows of the truth tables, also those without regions",
    "necessity.csv": "Necessity of each condition and its absence",
    "solutions.csv": "All models with their terms",
    "robustness.csv": "Shares of draws for rows, terms, solutions and regions",
    "left_out.csv": "Regions that are not analysed",
    "study.json": "The whole analysis, for programs",
    "qca.R": "Script for R that repeats the analysis",
}


def qca_report(
    study: Study,
    *,
    quotes: Mapping[str, Quote],
    references: Mapping[str, Document],
    provenance: Provenance,
    spelling: Spelling = Spelling.BRITISH,
    style: str = "harvard-cite-them-right",
    base: str = "",
) -> Report:
    """Return a study as a report.

    Args:
        study: the study.
        quotes: the words behind its evidence ids.
        references: their documents.
        provenance: what the study was made from.
        spelling, style, base: as in `Report`.

    Raises:
        UnsupportedReportError: a sentence rests on nothing.
    """
    sections = [_summary(study), _question(study)]
    if study.analysis.sides:
        present, absent = study.analysis.sides
        sections += [_side(present, study), _side(absent, study), _draws(study)]
        sections += [_assumptions(study)]
    sections.append(_method(study))
    files = [
        Attachment(name=name, content=text.encode(), about=ABOUT[name])
        for name, text in study_files(study).items()
    ]
    return checked(
        Report(
            title=study.spec.title,
            subtitle="A qualitative comparative analysis of regions",
            sections=tuple(section for section in sections if section.blocks or section.parts),
            quotes=quotes,
            references=references,
            provenance=provenance,
            spelling=spelling,
            style=style,
            base=base,
            attachments=tuple(files),
        )
    )


def _summary(study: Study) -> Section:
    blocks: list[Block] = []
    if not study.analysis.sides:
        blocks.append(Paragraph(claims=(words.few(study),), lead=True))
    else:
        present, absent = study.analysis.sides
        found = list(words.findings(present, study, "outcome"))
        blocks.append(Paragraph(claims=tuple(found[:1]), lead=True))
        rest = (*found[1:], *words.necessary(present, study, "outcome"))
        blocks.append(Bullets(claims=rest))
        negated = list(words.findings(absent, study, "summary.negation"))
        blocks.append(Paragraph(claims=tuple(negated[:1])))
    return Section(
        id="summary",
        title="Summary",
        blocks=(*blocks, Bullets(claims=(_scope(study), *words.limits(study)))),
    )


def _scope(study: Study) -> Claim:
    spec = study.spec
    left = len(study.left_out)
    out = f"; {plural(left, 'region')} of the table {'is' if left == 1 else 'are'} left out" if left else ""
    return counted(
        "scope",
        f"{plural(len(study.cases), 'region')} are compared by {plural(len(spec.conditions), 'condition')}: "
        f"{listed([f'{c.name} ({lower(c.label)})' for c in spec.conditions])}{out}.",
        {"regions": len(study.cases), "conditions": len(spec.conditions), "left out": left},
        source="cases",
    )


def _question(study: Study) -> Section:
    spec = study.spec
    claims = [
        recorded(
            "question.outcome",
            f"The outcome is {spec.outcome.label} ({spec.outcome.name}), from {spec.outcome.source}, "
            f"{spec.outcome.year}: column {spec.outcome.column} of {spec.table}.",
            source="specification",
        ),
        recorded(
            "question.calibration",
            "Three anchors turn each measure into a degree of membership; the reasons for them are "
            "those that "
            "the author of the specification gave.",
            source="specification",
        ),
    ]
    blocks: list[Block] = [Paragraph(claims=tuple(claims)), tables.calibration(study), tables.cases(study)]
    if study.left_out:
        blocks.append(tables.left_out(study))
    return Section(id="question", title="Question, regions and calibration", blocks=tuple(blocks))


def _side(side: Side, study: Study) -> Section:
    end = words.suffix(side)
    prefix = "negation" if side.negated else "analysis"
    solution = words.headline(side, study)
    need = Section(
        id=f"necessity-section{end}",
        title="Necessary conditions",
        blocks=(
            Paragraph(claims=tuple(words.necessary(side, study, f"{prefix}.necessity"))),
            tables.necessity(side),
        ),
    )
    truth = Section(id=f"truth{end}", title="Truth table", blocks=(tables.truth_table(side, study),))
    found: list[Block] = [Paragraph(claims=tuple(words.findings(side, study, prefix)))]
    if solution.models:
        found += [
            xy_plot(side, study, solution.models[0], solution.kind),
            tables.models(side),
            tables.term_cases(side, study),
        ]
    solved = Section(id=f"solutions{end}", title="Solutions", blocks=tuple(found))
    title = f"The absence of {study.spec.outcome.name}" if side.negated else f"Analysis of {side.outcome}"
    return Section(id=f"side{end}", title=title, parts=(need, truth, solved))


def _draws(study: Study) -> Section:
    present, absent = study.analysis.sides
    if present.robust is None:
        words_ = "The conditions all come from the table, so there are no documents to draw again."
        if any(c.measure for c in study.spec.conditions):
            words_ = "The documents were not drawn again."
        claim = recorded("robust.none", words_, source="run")
        return Section(
            id="robustness", title="If other documents had been read", blocks=(Paragraph(claims=(claim,)),)
        )
    opening = recorded(
        "robust.method",
        "Another set of documents would have given other values. The documents of each region were "
        "drawn again "
        f"{study.spec.draws} times, with replacement; each time, the conditions were measured, "
        "calibrated and "
        "analysed anew with the same anchors and thresholds. Figures of the table are fixed.",
        source="run",
    )
    blocks: list[Block] = [Paragraph(claims=(opening,))]
    blocks += [tables.robust_terms(side) for side in (present, absent) if side.robust and side.robust.terms]
    blocks.append(tables.robust_regions(present, study))
    return Section(id="robustness", title="If other documents had been read", blocks=tuple(blocks))


def _assumptions(study: Study) -> Section:
    blocks: list[Block] = []
    for side in study.analysis.sides:
        if side.solutions.easy or side.solutions.difficult:
            blocks.append(tables.assumptions(side, study))
    if study.analysis.both:
        rows = listed([str(row) for row in study.analysis.both])
        blocks.insert(
            0,
            Paragraph(
                claims=(
                    counted(
                        "assumptions.both",
                        f"The parsimonious solutions of the outcome and of its absence both assume "
                        f"{plural(len(study.analysis.both), 'row')}: {rows}. A region cannot have "
                        "both, so neither "
                        "parsimonious solution should be relied on there.",
                        {"assumed twice": len(study.analysis.both)},
                        source="assumptions",
                    ),
                )
            ),
        )
    return Section(id="assumptions-annex", title="Assumed combinations", blocks=tuple(blocks), annex=True)


def _method(study: Study) -> Section:
    return Section(
        id="method",
        title="Method",
        blocks=(Bullets(claims=tuple(_method_claims(study))),),
        annex=True,
    )


def _method_claims(study: Study) -> Iterator[Claim]:
    spec = study.spec
    yield recorded(
        "method.fsqca",
        "The method is fuzzy-set qualitative comparative analysis (Ragin 2008): * is and, + is or, ~ is not. "
        "Calibration follows the direct method, with memberships of .05, .5 and .95 at the anchors.",
        source="method",
    )
    yield recorded(
        "method.thresholds",
        f"A row counts as sufficient from a consistency of {spec.thresholds.consistency:g}, a PRI of "
        f"{spec.thresholds.pri:g} and {plural(spec.thresholds.frequency, 'region')}; with fewer "
        "regions it is a "
        f"logical remainder. Fewer than {FEWEST} regions are not minimised.",
        source="specification",
    )
    yield recorded(
        "method.solutions",
        "The conservative solution assumes nothing about remainders, the parsimonious one whatever makes it "
        "shorter, the intermediate one only what the directional expectations support (Ragin and "
        "Sonnett 2005). "
        "All models that are equally short are given.",
        source="method",
    )
    if study.at:
        yield recorded(
            "method.documents",
            f"Conditions from documents are components of the profile of institutional thickness, at "
            f"{plural(study.at, 'document')} for each region. Regions with fewer than "
            f"{spec.documents} documents, "
            f"or whose documents cover less than {percent(spec.coverage)} of what is named there, "
            "are left out.",
            source="specification",
        )
    yield recorded(
        "method.r",
        "The script qca.R repeats the analysis with the packages QCA and SetMethods of R. It is not "
        "run here.",
        source="run",
    )
    yield recorded(
        "method.table",
        f"The table {spec.table} has the SHA-256 {spec.digest}.",
        source="specification",
    )
