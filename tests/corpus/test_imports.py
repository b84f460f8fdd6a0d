"""Nothing is sent: libraries that report usage are silent, whichever part of this package loads them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

WATCHED = """
import sys
calls = []
def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        calls.append((event, arguments))
sys.addaudithook(watch)
{code}
import threading
assert "openvino" in sys.modules, "the test must load it"
loaded = [name for name, module in sys.modules.items() if name.startswith("openvino_telemetry") and module]
assert not loaded, loaded
assert not calls, calls
others = [t for t in threading.enumerate() if "elemetry" in f"{{t.name}} {{getattr(t, '_target', '')}}"]
assert not others, others
"""
OCR = """
import numpy as np
from workingregions.ingest.pdf.ocr import ocr
ocr._engine()(np.full((60, 200, 3), 255, np.uint8))
"""
NETWORK = """
from workingregions.corpus.imports import import_openvino
import_openvino().Core()
"""


@pytest.mark.parametrize("code", [OCR, NETWORK], ids=["ocr", "network"])
def test_openvino_reports_nothing(tmp_path: Path, code: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", WATCHED.format(code=code)],
        env=os.environ | {"HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert not (tmp_path / "intel").exists()
