"""The codebook: the themes that passages are coded for, its checks and its exchange formats."""

from workingregions.corpus.codebook.changes import FieldChange, ThemeChange, difference
from workingregions.corpus.codebook.checks import Checked, CodebookFault, advise, check
from workingregions.corpus.codebook.codebook import Codebook, source_text
from workingregions.corpus.codebook.formats import as_yaml, read_raw, write_codebook
from workingregions.corpus.codebook.refi import (
    RefiCode,
    append_codes,
    codes_in,
    codes_of,
    slug_of,
    theme_fields,
    theme_guid,
    themes_of,
    xml_text,
)
from workingregions.corpus.codebook.theme import Theme
from workingregions.corpus.codebook.yaml_file import load_yaml

__all__ = [
    "Checked",
    "Codebook",
    "CodebookFault",
    "FieldChange",
    "RefiCode",
    "Theme",
    "ThemeChange",
    "advise",
    "append_codes",
    "as_yaml",
    "check",
    "codes_in",
    "codes_of",
    "difference",
    "load_yaml",
    "read_raw",
    "slug_of",
    "source_text",
    "theme_fields",
    "theme_guid",
    "themes_of",
    "write_codebook",
    "xml_text",
]
