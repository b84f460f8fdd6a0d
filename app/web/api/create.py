"""The API as an application that the workbench mounts at /api."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from workingregions.app.web import errors
from workingregions.app.web.api import changes, description, documents, governance, themes, work
from workingregions.app.web.desk import Desk

BOOKS = (documents, governance, themes, work)


def create_api(desk: Desk) -> FastAPI:
    """Return the API of the project on `desk`; its description is at `openapi.json`."""
    api = FastAPI(docs_url=None, redoc_url=None, redirect_slashes=False)
    api.state.desk = desk
    errors.install(api)
    for part in BOOKS:
        api.include_router(part.book.router)
    api.include_router(changes.router)
    description.install(api)

    @api.get("/", include_in_schema=False)
    def contents() -> dict[str, Any]:
        found = api.openapi()["paths"].items()
        questions = {f"/api{path}": methods["get"]["summary"] for path, methods in found if "get" in methods}
        return {"description": "/api/openapi.json", "questions": questions}

    return api
