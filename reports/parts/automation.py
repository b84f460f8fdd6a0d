"""The record of what was done by machine and by people, in the order in which it happened.

The rows answer what PRISMA-trAIce (2025) and RAISE (2025) ask of automatic steps: name, version, purpose,
human oversight, validation.
"""

from __future__ import annotations

from collections.abc import Sequence

from workingregions.reports.parts.tables import column, table
from workingregions.reports.report import Block, Paragraph, Provenance, Section, Table, recorded
from workingregions.reports.themes import Step
from workingregions.reports.wording import hedges


def methods(provenance: Provenance, steps: Sequence[Step], said: Sequence[str], *, about: str) -> Section:
    """Return the annex on methods: how the report was made, step by step, and what its words mean.

    Args:
        provenance: what the report was made from.
        steps: the automatic steps.
        said: further sentences on the method of this kind of report.
        about: what the report is, such as "profile".
    """
    opening = (
        recorded(
            "methods.snapshot",
            f"This {about} was made by Working Regions {provenance.version} from snapshot "
            f"{provenance.snapshot} of {provenance.date} with codebook {provenance.codebook}; made again "
            "from these, it is the same to the byte.",
            source="run",
        ),
        recorded(
            "methods.machine",
            "Its sentences are made by fixed rules from counts and quotations; no language model writes "
            "text.",
            source="run",
        ),
    )
    rest = tuple(recorded(f"methods.{n}", words, source="run") for n, words in enumerate(said, 1))
    blocks: tuple[Block, ...] = (
        Paragraph(claims=opening),
        *((Paragraph(claims=rest),) if rest else ()),
        _automation(steps),
        _scale(),
    )
    return Section(id="methods", title="Methods and automation", blocks=blocks, annex=True)


def _automation(steps: Sequence[Step]) -> Table:
    columns = (
        column("step", "Step"),
        column("model", "Made by"),
        column("version", "Version"),
        column("date", "Day"),
        column("purpose", "What for"),
        column("oversight", "Checked by people"),
        column("validation", "Known quality"),
    )
    rows = [(s.name, s.model, s.version, s.date, s.purpose, s.oversight, s.validation) for s in steps]
    note = recorded(
        "automation.note", "The columns are those that PRISMA-trAIce and RAISE ask for.", source="run"
    )
    caption = "Automatic steps, and what people checked"
    return table("automation", caption, columns, rows, note=note, wide=True)


def _scale() -> Table:
    columns = (column("of", "Of"), column("word", "Word"), column("meaning", "Used where"))
    rows = [(h.scale, h.words, h.rule) for h in hedges()]
    return table("hedges", "What the words for amounts and support mean", columns, rows)
