"""Errors as answers of the workbench: a page for a reader, a problem (RFC 9457) for a program."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from workingregions.app.answers import as_json
from workingregions.app.uploads import TooLargeError
from workingregions.app.web.advice import worded_advice
from workingregions.app.web.guard import RefusedError
from workingregions.corpus.errors import (
    AmbiguousNameError,
    BusyError,
    DiskFullError,
    InputError,
    NotFoundError,
    ProjectError,
    StoreError,
    UserError,
    WorkingRegionsError,
)

STATUS: tuple[tuple[type[WorkingRegionsError], int], ...] = (
    (RefusedError, 403),
    (NotFoundError, 404),
    (AmbiguousNameError, 409),
    (TooLargeError, 413),
    (BusyError, 503),
    (DiskFullError, 507),
    (ProjectError, 409),
    (InputError, 422),
    (StoreError, 500),
    (UserError, 422),
    (WorkingRegionsError, 422),
)
"""The HTTP status of each error, the first that fits."""


def status_of(error: WorkingRegionsError) -> int:
    """Return the HTTP status of an error."""
    return next(status for kind, status in STATUS if isinstance(error, kind))


def install(app: FastAPI) -> None:
    """Answer every error of the application in one form."""

    async def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, WorkingRegionsError)
        report = as_json(error.report())
        report["advice"] = worded_advice(error)
        return _answer(request, status_of(error), error.message, report)

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        texts = {404: "There is no such page.", 405: "The address does not take this method."}
        text = texts.get(error.status_code, str(error.detail))
        return _answer(request, error.status_code, text, {}, dict(error.headers or {}))

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        fields = [
            {"field": ".".join(map(str, part["loc"][1:])), "message": str(part["msg"])}
            for part in error.errors()
        ]
        text = "; ".join(f"{row['field'] or 'body'}: {row['message']}" for row in fields)
        return _answer(request, 422, f"The request is not valid: {text}.", {"fields": fields})

    async def unforeseen(request: Request, error: Exception) -> Response:
        logging.getLogger("workingregions.web").error("Internal error", exc_info=error)
        text = f"Internal error ({type(error).__name__}). The server's log has the details."
        return _answer(request, 500, text, {})

    app.add_exception_handler(WorkingRegionsError, ours)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, unforeseen)


def _answer(
    request: Request,
    status: int,
    message: str,
    report: dict[str, Any],
    headers: dict[str, str] | None = None,
) -> Response:
    if wants_json(request):
        title = HTTPStatus(status).phrase
        body = {"title": title, "status": status, "detail": message, **report}
        body.pop("message", None)
        return JSONResponse(body, status, headers, media_type="application/problem+json")
    from workingregions.app.web.render import error_page

    return error_page(request, status, message, report, headers)


def wants_json(request: Request) -> bool:
    """Return whether an answer goes to a program: under /api, or where a script asks for JSON."""
    accepts = request.headers.get("accept", "")
    return request.url.path.startswith("/api") or "json" in accepts
