"""Imports of libraries that load something unwanted: usage reports, or another large library."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def import_openvino() -> Any:
    """Import OpenVINO without its usage reports.

    Its package imports the converter, which reports each import over the network unless
    openvino_telemetry is missing. A module set to None counts as missing.
    """
    if "openvino" not in sys.modules:
        sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
    import openvino

    return openvino


def import_lancedb() -> Any:
    """Import LanceDB without the HTTP client of its remote catalogues, which takes most of a second.

    LanceDB needs that client's models alone, but importing them would run its whole package. The package is
    registered without being executed instead, so that its submodules load on demand.
    """
    client = "lance_namespace_urllib3_client"
    if client not in sys.modules and (spec := importlib.util.find_spec(client)):
        sys.modules[client] = importlib.util.module_from_spec(spec)
    import lancedb

    return lancedb


@contextmanager
def without(module: str) -> Iterator[None]:
    """Make imports of `module` fail in the context, as if it were not installed; for optional imports.

    A module that is already loaded stays loaded.
    """
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[module]
