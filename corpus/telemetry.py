"""No usage reports: they are switched off before the libraries that send them are imported."""

from __future__ import annotations

import sys


def switch_off() -> None:
    """Keep OpenVINO from reporting usage, whoever imports it afterwards (rapidocr does so by itself).

    OpenVINO asks for consent on the command line only; elsewhere its converter reports unless a file in
    the home folder forbids it. A module set to None makes it take its silent stub instead.
    """
    if "openvino" not in sys.modules:
        sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
