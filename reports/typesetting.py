"""Typst, which sets reports and formats citations, in a process of its own where it has much to do.

Typst keeps what it has computed for its next runs: after some large reports that is gigabytes, which only the
end of its process gives back.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Final, Literal

Output = Literal["pdf", "html"]

SMALL = 150_000
"""Characters of data up to which Typst works within this process, where it need not start anew."""
STANDARD: Final = "ua-1"
"""PDF/UA-1 (ISO 14289-1): tags, language, title and alternative texts; Typst refuses what lacks them."""
_CHILD = f"from {__name__} import serve; serve()"


class TypesettingError(RuntimeError):
    """Typst refused a template or its data, or ended early. It is a fault of the program."""


def typeset(template: str, data: Mapping[str, str], *, output: Output, fonts: Sequence[str] = ()) -> bytes:
    """Return what Typst makes of a template: the same bytes for the same arguments.

    Args:
        template: Typst source, which is ours; what others wrote is in `data` alone.
        data: what the template reads as `sys.inputs`.
        output: "html", or "pdf", which is tagged.
        fonts: folders of typefaces; those of the system are never used.

    Raises:
        TypesettingError: Typst refused it.
    """
    if sum(map(len, data.values())) <= SMALL:
        return _made(template, data, output, fonts)
    job = json.dumps([template, dict(data), output, list(fonts)])
    child = subprocess.run(
        [sys.executable, "-c", _CHILD], input=job.encode(), capture_output=True, check=False
    )
    if child.returncode:
        raise TypesettingError(child.stderr.decode(errors="replace").strip()[-2000:] or "Typst ended early.")
    return child.stdout


def serve() -> None:
    """Read a job from standard input and write what Typst makes of it to standard output."""
    sys.stdout.buffer.write(_made(*json.load(sys.stdin.buffer)))


def _made(template: str, data: Mapping[str, str], output: Output, fonts: Sequence[str]) -> bytes:
    import typst

    known = typst.Fonts(include_system_fonts=False, include_embedded_fonts=not fonts, font_paths=list(fonts))
    compiler = typst.Compiler(
        template.encode(), font_paths=known, ignore_system_fonts=True, sys_inputs=dict(data)
    )
    try:
        made = compiler.compile(format=output, pdf_standards=STANDARD if output == "pdf" else [])
    except typst.TypstError as error:
        raise TypesettingError(" ".join([error.message, *error.hints])) from error
    if not isinstance(made, bytes):
        raise TypesettingError("Typst returned pages in place of a document.")
    return made
