"""The HTTP API of the workbench: the answers of `--json` at addresses under /api, with their description."""

from __future__ import annotations

from fastapi import FastAPI

from workingregions.app.web.api.create import create_api

__all__ = ["create_api", "install"]


def install(app: FastAPI) -> None:
    """Add the API to the workbench."""
    app.mount("/api", create_api(app.state.desk))
