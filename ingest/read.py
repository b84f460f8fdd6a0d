"""The single entry to all readers: bytes in, blocks out, or a ReadError with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module

from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.errors import ReadError
from workingregions.corpus.records import Parsed
from workingregions.corpus.remedies import Remedy
from workingregions.ingest.formats import OLE_ENCRYPTED, SIDECARS, sniff
from workingregions.ingest.voices import voiced

_OFFICE = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
_FORMATS = "workingregions.ingest.formats"
_READERS = {
    _OFFICE + "wordprocessingml.document": (f"{_FORMATS}.docx", "read_docx"),
    _OFFICE + "presentationml.presentation": (f"{_FORMATS}.pptx", "read_pptx"),
    _ODF + "text": (f"{_FORMATS}.odf", "read_odf"),
    _ODF + "presentation": (f"{_FORMATS}.odf", "read_odf"),
    "application/rtf": (f"{_FORMATS}.rtf", "read_rtf"),
    "text/html": (f"{_FORMATS}.html", "read_html"),
    "text/markdown": (f"{_FORMATS}.markdown", "read_markdown"),
    "text/plain": (f"{_FORMATS}.text", "read_text"),
    "application/jats+xml": (f"{_FORMATS}.jats", "read_jats"),
    "application/tei+xml": (f"{_FORMATS}.tei", "read_tei"),
    "application/epub+zip": (f"{_FORMATS}.epub", "read_epub"),
    "message/rfc822": (f"{_FORMATS}.mail", "read_mail"),
}
_WITH_OCR = frozenset({"read_docx", "read_pptx"})
_ADVICE = {
    "application/msword": "This is the old Word format: save it as DOCX or PDF.",
    "application/vnd.ms-powerpoint": "This is the old PowerPoint format: save it as PPTX or PDF.",
    "application/vnd.ms-excel": "Save the sheets you need as PDF.",
    _OFFICE + "spreadsheetml.sheet": "Save the sheets you need as PDF.",
    _ODF + "spreadsheet": "Save the sheets you need as PDF.",
    "text/csv": "Tables of data are not read; save what should be read as PDF or DOCX.",
    "application/vnd.ms-outlook": "Save the message as EML or PDF.",
    "application/zip": "Add the zip itself to the drop: its files are read one by one.",
}


def read(
    data: bytes,
    *,
    name: str,
    media_type: str | None = None,
    passwords: Sequence[str] = (),
    ocr: bool = True,
) -> Parsed:
    """Return the pages and blocks of one file, with the voice of each block.

    Args:
        data: the whole file.
        name: its name or path, for messages, and for its type where the content is not conclusive.
        media_type: from `sniff`, when it is already known.
        passwords: tried in turn on an encrypted PDF, after the empty password.
        ocr: whether pictures of text are read.

    Raises:
        ReadError: with category EMPTY, UNSUPPORTED, ENCRYPTED, DAMAGED, NO_TEXT, TOO_LARGE or MEMORY.
    """
    if not data:
        raise ReadError(
            FailureCategory.EMPTY, f"{name} has no content (0 bytes).", advice="Download or copy it again."
        )
    kind = media_type or sniff(data, name)
    try:
        parsed = (
            _read_pdf(data, name, passwords, ocr)
            if kind == "application/pdf"
            else _read(data, name, kind, ocr)
        )
    except ReadError as error:
        if name in error.message:
            raise
        message = f"{name}: {error.message}"
        raise ReadError(error.category, message, advice=error.remedy, page=error.page) from error
    except MemoryError as error:
        raise ReadError(FailureCategory.MEMORY, f"{name} needs more memory than is available.") from error
    except ImportError as error:
        raise ReadError(
            FailureCategory.ERROR,
            f"{name} cannot be read: a library is missing ({error}).",
            advice="Install workingregions again, with all its dependencies.",
        ) from error
    except Exception as error:
        # Libraries fail on damaged files in any way; the cause is kept in the exception chain.
        raise ReadError(
            FailureCategory.DAMAGED,
            f"{name} cannot be read as {kind} ({type(error).__name__}: {error}).",
            advice="Open it in its own program and save it again, or as PDF.",
        ) from error
    if not parsed.blocks and not parsed.attachments:
        raise ReadError(
            FailureCategory.NO_TEXT,
            f"{name} holds no text.",
            advice="" if ocr else "Switch OCR on to read pictures of text.",
        )
    return replace(parsed, blocks=voiced(parsed.blocks, parsed.pages))


def _read_pdf(data: bytes, name: str, passwords: Sequence[str], ocr: bool) -> Parsed:
    from workingregions.ingest.pdf import read_pdf

    for password in (None, *passwords):
        try:
            return read_pdf(data, name=name, password=password, ocr=ocr)
        except ReadError as error:
            if error.category is not FailureCategory.ENCRYPTED:
                raise
    wrong = ": none of the passwords given opens it" if passwords else ""
    raise ReadError(FailureCategory.ENCRYPTED, f"{name} is encrypted{wrong}.", advice=Remedy.GIVE_PASSWORD)


def _read(data: bytes, name: str, kind: str, ocr: bool) -> Parsed:
    if kind in _READERS:
        module, function = _READERS[kind]
        reader = getattr(import_module(module), function)
        parsed: Parsed = reader(data, ocr=ocr) if function in _WITH_OCR else reader(data)
        return parsed
    if kind == OLE_ENCRYPTED:
        raise ReadError(
            FailureCategory.ENCRYPTED, f"{name} is encrypted.", advice="Save it without a password."
        )
    if kind in SIDECARS:
        message = f"{name} is a bibliography, not a document."
        raise ReadError(
            FailureCategory.UNSUPPORTED, message, advice="Its entries are added to the files they describe."
        )
    advice = "Save it as DOCX or PDF."
    if kind.startswith("image/"):
        advice = "Save the picture as PDF; its text is then read by OCR."
    raise ReadError(
        FailureCategory.UNSUPPORTED,
        f"{name} is of an unsupported type ({kind}).",
        advice=_ADVICE.get(kind, advice),
    )
