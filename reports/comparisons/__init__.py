"""Comparisons of regions: the same questions of each, answered by the same kind of evidence."""

from __future__ import annotations

from workingregions.reports.comparisons.asked import Question, questions
from workingregions.reports.comparisons.build import compare_regions
from workingregions.reports.comparisons.grades import Grade, grade
from workingregions.reports.comparisons.material import Answer, Compared, ComparisonMaterial

__all__ = [
    "Answer",
    "Compared",
    "ComparisonMaterial",
    "Grade",
    "Question",
    "compare_regions",
    "grade",
    "questions",
]
