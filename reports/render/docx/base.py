"""What a report's document begins as: our own parts, or a user's template without its text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from workingregions.corpus.errors import InputError
from workingregions.corpus.files import data
from workingregions.ingest.formats import ERRORS, Archive
from workingregions.reports.render.docx.elements import qualified

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element as Element

_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ENDS = "http://schemas.openxmlformats.org/package/2006"
_RELATIONS = "application/vnd.openxmlformats-package.relationships+xml"
_PARTS = {"styles": "styles", "numbering": "numbering", "settings": "settings", "fonts": "fontTable"}
"""The parts of an empty document: their data files, and what the document calls them."""
_KEPT = frozenset(
    f"{_RELATED}/{name}"
    for name in (
        "styles", "numbering", "settings", "fontTable", "theme", "webSettings", "header", "footer",
        "customXml",
    )
)  # fmt: skip
"""What a report takes over from a template."""
_LARGEST = 100 * 2**20
"""Most bytes of a template's parts together."""
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_SAVE = "Open it in Word and save it as a Word document (.docx), then name that file."


@dataclass(frozen=True, slots=True)
class Template:
    """A user's Word document or template: the name of its file, for messages, and its bytes."""

    name: str
    content: bytes = field(repr=False)


def read_template(path: Path) -> Template:
    """Return the template in a file, which can be used.

    Raises:
        InputError: it is missing, damaged, of another format or carries macros.
    """
    try:
        found = Template(path.name, path.read_bytes())
    except OSError as error:
        raise InputError(
            f"The template {path} cannot be read: {error.strerror}.", advice="Name a Word document (.docx)."
        ) from error
    opened(found)
    return found


def opened(template: Template | None) -> Document:
    """Return a document without text: an empty one, or that of a template.

    Of a template stay styles, numberings, headers, footers, theme and the layout of its last section.

    Raises:
        InputError: the template is damaged, carries macros or is of another format.
    """
    import docx

    content = _package(template) if template else _empty()
    try:
        document = docx.Document(io.BytesIO(content))
        _cleared(document)
    except Exception as error:
        # The library raises whatever its parsing meets: KeyError, ValueError, XMLSyntaxError ...
        if template is None:
            raise
        raise InputError(f"The template {template.name} is damaged: {error}.", advice=_SAVE) from error
    return document


def _empty() -> bytes:
    """Return the package of an empty document."""
    links = [(f"{_RELATED}/{kind}", f"{file}.xml") for file, kind in _PARTS.items()]
    kinds = {"document": "document.main", **_PARTS}
    types = "".join(
        f'<Override PartName="/word/{file}.xml" ContentType="{_MAIN}.{kind}+xml"/>'
        for file, kind in kinds.items()
    )
    files = {
        "[Content_Types].xml": f'<Types xmlns="{_ENDS}/content-types"><Default Extension="rels" ContentType='
        f'"{_RELATIONS}"/><Default Extension="xml" ContentType="application/xml"/>{types}</Types>',
        "_rels/.rels": _relations([(f"{_RELATED}/officeDocument", "word/document.xml")]),
        "word/_rels/document.xml.rels": _relations(links),
        **{f"word/{file}.xml": data(__package__, f"{file}.xml").read_text("utf-8") for file in kinds},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in files.items():
            package.writestr(name, text)
    return out.getvalue()


def _relations(links: Iterable[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(links, 1)
    )
    return f'<Relationships xmlns="{_ENDS}/relationships">{listed}</Relationships>'


def _package(template: Template) -> bytes:
    """Return a template as a document's package: what Word calls a template differs in its content type."""
    name, content = template.name, template.content
    if content.startswith(_OLE):
        raise InputError(f"The template {name} is encrypted, or of Word 97 to 2003.", advice=_SAVE)
    try:
        with Archive(content) as archive:
            if sum(info.file_size for info in archive.infolist()) > _LARGEST:
                raise InputError(
                    f"The template {name} holds more than {_LARGEST >> 20} MB.",
                    advice="Remove its pictures, or name another template.",
                )
            files = {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}
        types = files["[Content_Types].xml"].decode()
    except (*ERRORS, KeyError, UnicodeDecodeError) as error:
        raise InputError(f"The template {name} is not a Word document, or damaged.", advice=_SAVE) from error
    if "macroEnabled" in types or any(file.casefold().endswith("vbaproject.bin") for file in files):
        raise InputError(f"The template {name} carries macros, which a report must not have.", advice=_SAVE)
    if f"{_MAIN}.template.main+xml" not in types and f"{_MAIN}.document.main+xml" not in types:
        raise InputError(f"The template {name} is not a Word document.", advice=_SAVE)
    files["[Content_Types].xml"] = types.replace(".template.main+xml", ".document.main+xml").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for file, part in files.items():
            package.writestr(file, part)
    return out.getvalue()


def _cleared(document: Document) -> None:
    """Remove the text, and whatever only the text refers to: pictures, notes, comments, properties."""
    body = document.element.body
    final = _final_section(document)
    for child in list(body):
        body.remove(child)
    body.append(final)
    used = {reference.get(qualified("r:id")) for reference in final.iter(*_REFERENCES)}
    for key, link in list(document.part.rels.items()):
        paging = link.reltype.endswith(("/header", "/footer"))
        if link.reltype not in _KEPT or link.is_external or (paging and key not in used):
            del document.part.rels[key]
    for key, link in list(document.part.package.rels.items()):
        if link.reltype != f"{_RELATED}/officeDocument":
            del document.part.package.rels[key]


_REFERENCES = tuple(qualified(f"w:{kind}Reference") for kind in ("header", "footer"))


def _final_section(document: Document) -> Element:
    """Return the properties of the last section, with the headers that it inherits from earlier ones."""
    sections = list(document.element.body.iter(qualified("w:sectPr")))
    if not sections:
        raise ValueError("it has no page layout")
    inherited = {}
    for section in sections:
        for reference in section.iterchildren(*_REFERENCES):
            inherited[reference.tag, reference.get(qualified("w:type"))] = reference
    final: Element = deepcopy(sections[-1])
    for reference in list(final.iterchildren(*_REFERENCES)):
        final.remove(reference)
    for place, reference in enumerate(inherited.values()):
        final.insert(place, deepcopy(reference))
    return final
