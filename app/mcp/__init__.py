"""The MCP server: a project's evidence as tools for a language model. It translates for View, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workingregions.app.mcp.server import Settings, create_server, http_app

__all__ = ["Settings", "create_server", "http_app"]


def __getattr__(name: str) -> Any:
    """Import the server's library at first use: the help of the command line does not need it."""
    if name in __all__:
        from workingregions.app.mcp import server

        return getattr(server, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
