"""The HTTP API of the workbench: the answers of `--json` at addresses under /api, with their description."""

from workingregions.app.web.api.create import create_api

__all__ = ["create_api"]
