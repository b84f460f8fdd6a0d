"""A report in the spelling that its reader wants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from workingregions.reports.report import (
    Block,
    Bullets,
    Claim,
    Figure,
    Paragraph,
    Quotation,
    Report,
    Section,
    Spelling,
    Table,
)
from workingregions.reports.spelling.words import american

Respell = Callable[[str], str]


def respelled(report: Report) -> Report:
    """Return a report whose claims, headings and captions are spelt as its `spelling` says.

    Reports are written in British English. Quotes, titles, names and the cells of tables stay as they are.
    """
    if report.spelling is Spelling.BRITISH:
        return report
    titles = [document.title for document in report.references.values()]

    def spell(text: str) -> str:
        return american(text, titles)

    return replace(
        report,
        title=spell(report.title),
        subtitle=spell(report.subtitle),
        sections=tuple(_section(section, spell) for section in report.sections),
    )


def _section(section: Section, spell: Respell) -> Section:
    return replace(
        section,
        title=spell(section.title),
        blocks=tuple(_block(block, spell) for block in section.blocks),
        parts=tuple(_section(part, spell) for part in section.parts),
    )


def _block(block: Block, spell: Respell) -> Block:
    match block:
        case Paragraph() | Bullets():
            return replace(block, claims=tuple(_claim(claim, spell) for claim in block.claims))
        case Quotation():
            return replace(block, lead=_claim(block.lead, spell) if block.lead else None)
        case Table():
            return _table(block, spell)
        case Figure():
            return replace(
                block,
                caption=spell(block.caption),
                alternative=spell(block.alternative),
                data=_table(block.data, spell),
                note=_claim(block.note, spell) if block.note else None,
            )


def _claim(claim: Claim, spell: Respell) -> Claim:
    numbers = tuple(replace(number, unit=spell(number.unit)) for number in claim.numbers)
    return replace(claim, text=spell(claim.text), numbers=numbers)


def _table(table: Table, spell: Respell) -> Table:
    columns = tuple(
        replace(column, label=spell(column.label), unit=spell(column.unit), meaning=spell(column.meaning))
        for column in table.columns
    )
    note = _claim(table.note, spell) if table.note else None
    return replace(table, caption=spell(table.caption), columns=columns, note=note)
