"""The codebook: the themes that passages are coded for, its checks and its exchange formats."""

from workingregions.corpus.codebook.changes import FieldChange, ThemeChange, difference
from workingregions.corpus.codebook.checks import Checked, CodebookFault, advise, check
from workingregions.corpus.codebook.codebook import Codebook, source_text
from workingregions.corpus.codebook.formats import as_yaml, read_raw, write_codebook
from workingregions.corpus.codebook.theme import Theme
from workingregions.corpus.codebook.yaml_file import load_yaml

__all__ = [
    "Checked",
    "Codebook",
    "CodebookFault",
    "FieldChange",
    "Theme",
    "ThemeChange",
    "advise",
    "as_yaml",
    "check",
    "difference",
    "load_yaml",
    "read_raw",
    "source_text",
    "write_codebook",
]
