"""The command line."""

from workingregions.app.cli.main import app, main

__all__ = ["app", "main"]
