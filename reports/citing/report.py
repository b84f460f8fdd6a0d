"""The citations of a report: those after its claims, and those of its quotes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workingregions.reports.citing.cite import Citations, Entry, cite
from workingregions.reports.citing.runs import Rich
from workingregions.reports.citing.styles import Style
from workingregions.reports.report import MOST_CITED, Claim, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCitations:
    """The citations of a report in its style.

    Attributes:
        style: the style.
        claims: by id of the claim, what is cited after it: the best `MOST_CITED` documents with their pages.
        quotes: by evidence id, the document of the quote with its page.
        entries: the bibliography: all references of the report.
    """

    style: Style
    claims: Mapping[str, Rich]
    quotes: Mapping[str, Rich]
    entries: tuple[Entry, ...]

    def after(self, claim: Claim) -> Rich:
        """Return what is cited after a claim; () if it rests on no quotes."""
        return self.claims.get(claim.id, ())


def cite_report(report: Report) -> ReportCitations:
    """Return the citations of a report; claims come first where a style cites in full at first.

    Raises:
        InputError: there is no style of that name.
    """
    claims = [claim for claim in report.claims() if claim.evidence]
    quotes = [report.quotes[ident] for ident in report.used()]
    groups = [
        [(cited.document, cited.pages) for cited in report.cited(claim)[:MOST_CITED]] for claim in claims
    ]
    groups += [[(quote.document, (quote.page,) if quote.page else ())] for quote in quotes]
    made: Citations = cite(groups, report.references, style=report.style, paged=True)
    return ReportCitations(
        style=made.style,
        claims={claim.id: rich for claim, rich in zip(claims, made.groups, strict=False)},
        quotes={quote.id: rich for quote, rich in zip(quotes, made.groups[len(claims) :], strict=True)},
        entries=made.entries,
    )
