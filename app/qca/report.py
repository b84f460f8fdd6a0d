"""A study as a report: the words behind its evidence, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from workingregions.app.ask import evidences
from workingregions.corpus.errors import UserError
from workingregions.corpus.records import Document
from workingregions.corpus.store import without
from workingregions.models.qca import Study

if TYPE_CHECKING:
    from workingregions.app.names import Pinned
    from workingregions.reports.report import Provenance, Quote, Report, Spelling


def report_of(
    pinned: Pinned,
    study: Study,
    provenance: Provenance,
    *,
    spelling: Spelling | None = None,
) -> Report:
    """Return a study as a report, from what it was made (`provenance`)."""
    from workingregions.reports.qca import qca_report
    from workingregions.reports.report import Spelling

    ids = {i for case in study.cases for value in case.conditions for i in value.evidence}
    quotes, references = quotes_of(pinned, sorted(ids))
    # Evidence that no longer resolves is shown nowhere.
    cases = tuple(
        replace(
            case,
            conditions=tuple(
                replace(value, evidence=tuple(i for i in value.evidence if i in quotes))
                for value in case.conditions
            ),
        )
        for case in study.cases
    )
    return qca_report(
        replace(study, cases=cases), quotes=quotes, references=references, provenance=provenance,
        spelling=spelling or Spelling.BRITISH,
    )  # fmt: skip


def quotes_of(pinned: Pinned, ids: Iterable[str]) -> tuple[Mapping[str, Quote], Mapping[str, Document]]:
    """Return the quotes of evidence ids, and their documents by id."""
    from workingregions.reports.report import Quote

    found = {}
    for ident, evidence in evidences(pinned.snapshot, ids).items():
        text = "" if isinstance(evidence, UserError) else " ".join(evidence.quote.split())
        if isinstance(evidence, UserError) or not text:
            continue
        found[ident] = Quote(
            id=ident,
            document=evidence.document,
            page=evidence.pages[0] if evidence.pages else 0,
            text=text,
            before=" ".join(evidence.before.split()),
            after=" ".join(evidence.after.split()),
            section=" > ".join(evidence.section),
            link=f"/evidence/{ident}",
        )
    documents = pinned.snapshot.records(
        "documents",
        among=("id", {quote.document for quote in found.values()}),
        columns=without("documents", "pages", "metadata"),
    )
    return found, {document.id: document for document in documents}
