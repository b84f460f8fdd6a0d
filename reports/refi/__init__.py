"""REFI-QDA project files, written: texts that every program counts alike, and the archive around them."""

from workingregions.reports.refi.texts import BETWEEN, ExportedText, export_text, exported
from workingregions.reports.refi.write import write_refi

__all__ = ["BETWEEN", "ExportedText", "export_text", "exported", "write_refi"]
