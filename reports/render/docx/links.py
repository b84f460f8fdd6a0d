"""Links out of a part of the document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from docx.opc.part import Part

_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_KEPT = "!#$%&'()*+,/:;=?@~-._"
_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")


class Links:
    """The addresses that a part refers to, each once."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._known: dict[str, str] = {}

    def to(self, address: str) -> str:
        """Return the id of the relationship to an address; "" if it is none of the web.

        Only http and https are followed from a report: a path would be read as one of the reader's files.
        """
        if not address.startswith(("https://", "http://")):
            return ""
        found = _PERCENT.sub("%25", quote(address, safe=_KEPT))
        if found not in self._known:
            self._known[found] = f"link{len(self._known) + 1}"
            self._part.load_rel(_RELATED, found, self._known[found], is_external=True)
        return self._known[found]
