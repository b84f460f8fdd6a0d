"""Coding: the codebook and its versions, the labels of coders, and what is learnt and measured with them."""

from workingregions.app.coding.answers import (
    QueueItem,
    ThemeAccuracy,
    ThemeAgreement,
    disagreements,
    label_queue,
    label_summary,
    labels,
    theme_accuracy,
    theme_agreement,
)
from workingregions.app.coding.codebooks import (
    CodebookDifference,
    CodebookReport,
    ThemeEffect,
    check_codebook,
    compare_codebooks,
    find_codebook,
    keep_version,
    new_codebook,
    read_codebook,
)
from workingregions.app.coding.editing import (
    CodebookVersion,
    EditedCodebook,
    ThemeEdit,
    adopt,
    edited,
    versions,
)
from workingregions.app.coding.judging import (
    Verdict,
    VerdictError,
    explained,
    judge,
    read_draw,
    read_sheet,
    take,
    write_sheet,
)
from workingregions.app.coding.learnt import relearn
from workingregions.app.coding.placing import content, placed
from workingregions.app.coding.reported import ReportEffect

__all__ = [
    "CodebookDifference",
    "CodebookReport",
    "CodebookVersion",
    "EditedCodebook",
    "QueueItem",
    "ReportEffect",
    "ThemeAccuracy",
    "ThemeAgreement",
    "ThemeEdit",
    "ThemeEffect",
    "Verdict",
    "VerdictError",
    "adopt",
    "check_codebook",
    "compare_codebooks",
    "content",
    "disagreements",
    "edited",
    "explained",
    "find_codebook",
    "judge",
    "keep_version",
    "label_queue",
    "label_summary",
    "labels",
    "new_codebook",
    "placed",
    "read_codebook",
    "read_draw",
    "read_sheet",
    "relearn",
    "take",
    "theme_accuracy",
    "theme_agreement",
    "versions",
    "write_sheet",
]
