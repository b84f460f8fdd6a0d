"""The codebook: the themes that passages are coded for, its checks and its exchange formats."""

from workingregions.corpus.codebook.checks import CodebookFault, check
from workingregions.corpus.codebook.codebook import Codebook
from workingregions.corpus.codebook.theme import Theme

__all__ = ["Codebook", "CodebookFault", "Theme", "check"]
