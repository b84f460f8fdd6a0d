"""The command line."""

from workingregions.app.cli.entry import app, main

__all__ = ["app", "main"]
