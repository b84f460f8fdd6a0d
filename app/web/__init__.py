"""The workbench: a project in the browser. `create_app` makes the application, `serve` runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workingregions.app.web.desk import Desk
    from workingregions.app.web.server import serve
    from workingregions.app.web.site import create_app

__all__ = ["Desk", "create_app", "serve"]

_AT = {"Desk": "desk", "create_app": "site", "serve": "server"}


def __getattr__(name: str) -> Any:
    """Import the server's libraries at first use: the help of the command line needs none of them."""
    from importlib import import_module

    if name in _AT:
        return getattr(import_module(f"workingregions.app.web.{_AT[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
