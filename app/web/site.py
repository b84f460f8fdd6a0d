"""The application: its pages, its API, its files, and the guard before them."""

from __future__ import annotations

from collections.abc import Collection
from importlib.resources import files
from importlib.util import find_spec

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from workingregions.app.web import errors
from workingregions.app.web.desk import Desk
from workingregions.app.web.guard import LOCAL, Admitted, Guard
from workingregions.app.web.rooms import routers


def create_app(desk: Desk, *, hosts: Collection[str] = LOCAL, token: str = "") -> FastAPI:
    """Return the application that shows a desk.

    Args:
        desk: the project and how it may be used.
        hosts: names under which the server may be addressed.
        token: what requests must present, "" for nothing.
    """
    from importlib.metadata import version

    app = FastAPI(
        title="Working Regions",
        version=version("workingregions"),
        dependencies=[Admitted],
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.state.desk = desk
    for router in routers():
        app.include_router(router, include_in_schema=False)
    if find_spec("workingregions.app.web.api"):
        from importlib import import_module

        import_module("workingregions.app.web.api").install(app)
    app.mount("/static", StaticFiles(directory=str(files("workingregions.app.web") / "static")))
    errors.install(app)
    app.add_middleware(Guard, desk=desk, hosts=hosts, token=token)
    return app
