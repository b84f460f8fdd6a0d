"""The report of a drop, put together from its sections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workingregions.corpus.drops import FileOutcome
from workingregions.models.wording import listed
from workingregions.reports.drop_report import TO_DO
from workingregions.reports.drops.added import added, institutions_table, met, new_ties, ties_table
from workingregions.reports.drops.files import documents_section, files, searches
from workingregions.reports.drops.material import DropMaterial
from workingregions.reports.english import lower
from workingregions.reports.parts import methods
from workingregions.reports.report import (
    Bullets,
    Claim,
    Number,
    Paragraph,
    Provenance,
    Report,
    Section,
    Spelling,
    counted,
)
from workingregions.reports.wording import body, capital, number, some

METHOD = (
    "New is what no document that came in with an earlier drop states; documents of later drops do not "
    "count here.",
    "Two statements meet where they are on the same tie, or give figures of the same kind for the same "
    "place or institution in like words; whether they contradict each other is for a reader to say.",
)


def drop_report(
    found: DropMaterial,
    provenance: Provenance,
    spelling: Spelling = Spelling.BRITISH,
    *,
    steps: Mapping[str, str] = TO_DO,
) -> Report:
    """Return the report of a drop, without the quotes behind its evidence ids.

    Args:
        found: the drop, and what its documents add.
        provenance: what the report is made from.
        spelling: of its own words.
        steps: what the user can do about each failure category.
    """
    sections: list[Section | None] = [_summary(found), added(found)]
    if found.documents and found.earlier:
        sections.append(met(found))
    sections += [searches(found.report), files(found.report, steps), *_annexes(found)]
    sections.append(methods(provenance, found.steps, METHOD, about="report"))
    return Report(
        title=f"What drop {found.report.id} added",
        subtitle=f"{capital(some(len(found.report.items), 'file'))} of {found.report.started[:10]}",
        sections=tuple(section for section in sections if section is not None),
        quotes={},
        references={d.id: d for d in found.documents},
        provenance=provenance,
        spelling=spelling,
    )


def _summary(found: DropMaterial) -> Section:
    return Section(
        id="summary",
        title="Summary",
        blocks=(
            Paragraph(claims=(_lead(found),), lead=True),
            *((Bullets(claims=tuple(_bullets(found))),) if found.documents else ()),
        ),
    )


def _lead(found: DropMaterial) -> Claim:
    report = found.report
    failed, repeated = report.count(FileOutcome.FAILED), report.count(FileOutcome.DUPLICATE)
    rest = [
        f"{some(failed, 'file')} could not be read" if failed else "",
        f"{some(repeated, 'file')} {'repeats' if repeated == 1 else 'repeat'} another" if repeated else "",
    ]
    said = "; ".join(part for part in rest if part)
    count = len(found.documents)
    to = f"to the {found.earlier} that were there" if found.earlier else "to an empty corpus"
    return counted(
        "summary.lead",
        f"Drop {report.id} brought {some(count, 'document')} {to}{f'; {said}' if said else ''}.",
        [
            Number(name="documents.new", value=count, unit="documents"),
            Number(name="documents.earlier", value=found.earlier, unit="documents"),
            Number(name="files.failed", value=failed, unit="files"),
            Number(name="files.duplicate", value=repeated, unit="files"),
        ],
        source="files",
    )


def _bullets(found: DropMaterial) -> Iterator[Claim]:
    fresh = found.institutions
    top = [body(i.name) for i in fresh[:3]]
    if fresh:
        yield counted(
            "summary.institutions",
            f"{capital(some(len(fresh), 'institution'))} {'is' if len(fresh) == 1 else 'are'} named for "
            f"the first time, among them {listed(top)}."
            if len(fresh) > len(top)
            else f"Named for the first time: {listed(top)}.",
            [Number(name="institutions.new", value=len(fresh), unit="institutions")],
            source="institutions",
            evidence=[ident for i in fresh[:3] for ident in i.evidence[:1]],
        )
    ties = new_ties(found)
    if ties:
        yield counted(
            "summary.ties",
            f"{capital(some(len(ties), 'tie'))} {'is' if len(ties) == 1 else 'are'} stated that no earlier "
            "document states."
            if found.earlier
            else f"{capital(some(len(ties), 'tie'))} between institutions "
            f"{'is' if len(ties) == 1 else 'are'} stated.",
            [Number(name="ties.new", value=len(ties), unit="ties")],
            source="ties",
            evidence=[ident for t in ties[:2] for ident in t.evidence[:1]],
        )
    most = sorted((t for t in found.themes if t.new), key=lambda t: (-t.new, t.label))[:3]
    if most:
        yield counted(
            "summary.themes",
            f"The new documents are most often about {listed(f'{lower(t.label)} ({t.new})' for t in most)}.",
            [Number(name=f"theme.{t.id}", value=t.new, unit="documents") for t in most],
            source="themes",
            evidence=[ident for t in most for ident in t.evidence[:1]],
        )
    against = [m for m in found.meetings if m.contrast is not None]
    if found.earlier:
        yield counted(
            "summary.met",
            f"{capital(number(len(against))) if against else 'No'} "
            f"statement{'' if len(against) == 1 else 's'} of them {'does' if len(against) == 1 else 'do'} "
            "not agree with an earlier one."
            if against
            else "No statement of them was found to contradict an earlier one.",
            [Number(name="met.against", value=len(against), unit="statements")],
            source="models.contradictions",
            evidence=[ident for m in against[:2] for ident in m.evidence],
        )


def _annexes(found: DropMaterial) -> Iterator[Section | None]:
    if len(found.institutions) > 25:
        made = institutions_table(found, "institutions-all", 0)
        yield Section(id="annex-institutions", title="New institutions", blocks=(made,), annex=True)
    if len(fresh := new_ties(found)) > 25:
        made = ties_table("ties-all", fresh, "All ties that no earlier document states")
        yield Section(id="annex-ties", title="New ties", blocks=(made,), annex=True)
    yield documents_section(found.report)
