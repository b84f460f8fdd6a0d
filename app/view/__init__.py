"""View: a project as of one snapshot, and answers to every question about it."""

from workingregions.app.view.view import View

__all__ = ["View"]
