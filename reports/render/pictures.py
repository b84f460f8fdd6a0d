"""Pictures that are put into a page: refused if they hold anything but a picture."""

from __future__ import annotations

from xml.etree import ElementTree

from workingregions.reports.report import Figure, UnsupportedReportError

_REFUSED = frozenset(("script", "foreignobject", "iframe", "object", "embed", "handler", "set", "animate"))


def inert(figure: Figure) -> str:
    """Return the SVG of a figure.

    Raises:
        UnsupportedReportError: it is not well-formed, or holds scripts or references to other files. It is
            a fault of the program, which draws the pictures.
    """
    if "<!" in figure.svg.replace("<!--", ""):
        raise UnsupportedReportError(f"Figure {figure.id} declares a document type.")
    try:
        root = ElementTree.fromstring(figure.svg)  # without a document type it has no entities
    except ElementTree.ParseError as cause:
        raise UnsupportedReportError(f"Figure {figure.id} is not well-formed: {cause}.") from cause
    for element in root.iter():
        name = element.tag.rpartition("}")[2].casefold()
        if name in _REFUSED or any(_active(*pair) for pair in element.attrib.items()):
            raise UnsupportedReportError(f"Figure {figure.id} holds an active {name}.")
    return figure.svg


def _active(attribute: str, value: str) -> bool:
    """Return whether an attribute could run or fetch something."""
    name = attribute.rpartition("}")[2].casefold()
    if name in ("href", "src"):
        return not value.startswith(("#", "/", "http://", "https://", "data:image/png", "data:image/svg"))
    return name.startswith("on") or "url(" in value.replace("url(#", "")
