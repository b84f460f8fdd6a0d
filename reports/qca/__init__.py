"""A qualitative comparative analysis as a report, as files for other programs, and as a script for R."""

from __future__ import annotations

from workingregions.reports.qca.build import qca_report
from workingregions.reports.qca.files import study_files
from workingregions.reports.qca.rscript import r_script

__all__ = ["qca_report", "r_script", "study_files"]
