"""The original files of documents, and pictures of their pages, drawn in processes of their own and kept."""

from workingregions.app.pages.drawer import Drawer
from workingregions.app.pages.originals import Original, OriginalState, original
from workingregions.app.pages.pictures import RESOLUTIONS, Pictures

__all__ = ["RESOLUTIONS", "Drawer", "Original", "OriginalState", "Pictures", "original"]
