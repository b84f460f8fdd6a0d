"""PDF files to pages and blocks: PDFium for the characters, this package's layout for the order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import pypdfium2.raw as pdfium

from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.errors import ReadError
from workingregions.corpus.records import Failure, Page, Parsed
from workingregions.ingest.pdf import tagged
from workingregions.ingest.pdf.chars import FontNames, Frame, Hidden, page_frame, page_words
from workingregions.ingest.pdf.drawing import Drawing, hides_text, look
from workingregions.ingest.pdf.edges import glue, recast
from workingregions.ingest.pdf.layout import PageLines, Wall, document_blocks, page_blocks, page_lines
from workingregions.ingest.pdf.opening import REPRINT, load_page, open_pdf
from workingregions.ingest.pdf.properties import attachments_of, pdf_hints, properties_of
from workingregions.ingest.pdf.quality import assess_document, is_doubtful, reads_better
from workingregions.ingest.pdf.tables import (
    Rules,
    Table,
    confirmed_tables,
    rules_of,
    tables_in_words,
)
from workingregions.ingest.pdf.typed import TICK, open_form, typed_words
from workingregions.ingest.pdf.unseen import Layers, unseen_text
from workingregions.ingest.pdf.words import PageWord

_MAX_TABLE_WORDS = 4000  # words on a page above which it is a map or a drawing
_WALL = 0.2  # of the page's width: a shorter rule across separates nothing
_SPARSE = 200  # characters below which a page that is one picture may be a scan with a stamp
_SPARSE_SCAN = 600  # the same for a scan with a text layer of its own: most of the page may be missing
_HEADINGS = 0.15  # of all words: more than that are not headings
_SCAN = 0.7  # of the page under pictures: less is not a scan
_MOST_ANEW = 20
"""Maximum number of scans with a poor text layer recognised again in one document: they take seconds each."""
_MOST_WORDS_ANEW = 1500
"""Number of words on a page above which it takes too long: newspapers."""
_DOUBTFUL = 0.5  # confidence in a scan's text layer whose words are often wrong: it states none


@dataclass(slots=True)
class _Sheet:
    """A page as its text layer describes it."""

    index: int
    frame: Frame
    words: list[PageWord]
    raw: str
    drawing: Drawing
    hidden: bool = False  # whether the page hides its letters
    unseen: Sequence[Hidden] = ()  # other text that cannot be seen
    typed: Sequence[PageWord] = ()  # answers in form fields and text notes
    filled: bool = False  # whether form fields are filled in
    origin: str = "text"


def read_pdf(
    data: bytes,
    *,
    name: str = "",
    password: str | None = None,
    ocr: bool = True,
    max_pages: int | None = None,
) -> Parsed:
    """Return the pages and blocks of a PDF file.

    Pages that cannot be loaded, or whose text layer is not language and cannot be repaired, become
    failures beside the pages that can be read.

    Args:
        data: the file.
        name: its name in messages.
        password: the user's or owner's password, where it needs one.
        ocr: whether pages without usable text are recognised from their picture.
        max_pages: maximum number of pages to read, from the first.

    Raises:
        ReadError: nothing could be read; its category is ENCRYPTED, DAMAGED, EMPTY, NO_TEXT or GARBLED.
    """
    name = name or "The PDF"
    with open_pdf(data, name, password) as document:
        sheets, failures = _sheets(document, data, password, max_pages)
        if not sheets:
            raise ReadError(
                FailureCategory.DAMAGED, f"{name} has no page that can be loaded.", advice=REPRINT
            )
        failures += _put_right(document, data, password, sheets, ocr=ocr)
        for sheet in sheets:
            typed = [word for word in sheet.typed if not _is_there(word, sheet)]
            ticks = [word for word in typed if word.text == TICK]  # a label is drawn before its text
            sheet.words = [*ticks, *sheet.words, *(word for word in typed if word.text != TICK)]
        _check_headings(sheets)
        properties, attachments = properties_of(document), attachments_of(document)
    if not any(sheet.words for sheet in sheets):
        garbled = [f for f in failures if f.category is FailureCategory.GARBLED]
        raise _no_text(name, garbled=bool(garbled), ocr=ocr)
    pages = [page_lines(s.words, s.frame.width, s.frame.height, s.index + 1) for s in sheets]
    for page, sheet in zip(pages, sheets, strict=True):
        rules = _rules(sheet)
        page.tables = _tables(sheet, rules)
        if page.angle == 0 and sheet.origin != "ocr":
            page.walls = _walls(rules, page.width)
    _confirm(data, password, sheets, pages)
    return Parsed(
        pages=tuple(_page(sheet) for sheet in sheets),
        blocks=tuple(document_blocks(pages)),
        hints=pdf_hints(properties),
        failures=tuple(sorted(failures, key=lambda f: f.page or 0)),
        attachments=attachments,
    )


def read_tables(data: bytes, *, password: str | None = None) -> dict[int, list[Table]]:
    """Return the tables of a PDF file with their merged cells, by page (from 1), as `read_pdf` finds them.

    Raises:
        ReadError: the file cannot be opened.
    """
    with open_pdf(data, "The PDF", password) as document:
        sheets, _ = _sheets(document, data, password, None)
    found = {sheet.index + 1: _tables(sheet, _rules(sheet)) for sheet in sheets}
    return confirmed_tables(data, found, password=password)


def _sheets(
    document: pdfium.FPDF_DOCUMENT, data: bytes, password: str | None, max_pages: int | None
) -> tuple[list[_Sheet], list[Failure]]:
    sheets: list[_Sheet] = []
    failures: list[Failure] = []
    tagged_file = tagged.is_tagged(document)
    fonts, layers = FontNames(data, password), Layers(data, password)
    count = pdfium.FPDF_GetPageCount(document)
    with open_form(document) as form:
        for index in range(count if max_pages is None else min(count, max_pages)):
            with load_page(document, index) as loaded:
                if loaded is None:
                    message = f"Page {index + 1} cannot be loaded."
                    failures.append(_failure(index, FailureCategory.DAMAGED, message, REPRINT))
                    continue
                page, handle = loaded
                frame = page_frame(handle)
                levels = tagged.heading_levels(page) if tagged_file else {}
                drawing = look(page, frame)
                unseen = unseen_text(page, layers)
                names = partial(fonts.of_page, index)
                words, raw = page_words(handle, frame, headings=levels, names=names, hidden=unseen)
                hidden = bool(words) and drawing.pictures > _SCAN and hides_text(page, frame)
                typed, filled = typed_words(page, frame, form)
                sheets.append(
                    _Sheet(index, frame, words, raw, drawing, hidden, unseen, typed, filled=filled > 0)
                )
    return sheets, failures


def _is_there(word: PageWord, sheet: _Sheet) -> bool:
    """Return whether a typed word stands where OCR has read one: on the page's picture it is drawn."""
    x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
    return sheet.origin == "ocr" and any(w.x0 <= x <= w.x1 and w.y0 <= y <= w.y1 for w in sheet.words)


def _check_headings(sheets: Sequence[_Sheet]) -> None:
    """Remove the heading tags where they cover too much of the text to be headings."""
    words = [word for sheet in sheets for word in sheet.words]
    if 0 < _HEADINGS * len(words) < sum(word.heading > 0 for word in words):
        for sheet in sheets:
            sheet.words = [replace(word, heading=0) if word.heading else word for word in sheet.words]


def _again(
    document: pdfium.FPDF_DOCUMENT,
    sheet: _Sheet,
    repair: Callable[[str], str],
    fonts: FontNames,
    layers: Layers,
) -> list[PageWord]:
    """Return the words of a page with its characters repaired before words are cut."""
    names = partial(fonts.of_page, sheet.index)
    with load_page(document, sheet.index) as loaded:
        if not loaded:
            return []
        # The page is loaded anew, so that its objects have other handles.
        hidden = unseen_text(loaded[0], layers) if sheet.unseen else ()
        return page_words(loaded[1], sheet.frame, repair, names=names, hidden=hidden)[0]


def _is_picture(sheet: _Sheet) -> bool:
    """Return whether a page shows more than its text layer contains: a scan, or outlined letters."""
    if not sheet.words:
        return sheet.drawing.objects > 0
    return sheet.drawing.pictures > 0.6 and len(sheet.raw) < (_SPARSE_SCAN if sheet.hidden else _SPARSE)


def _put_right(
    document: pdfium.FPDF_DOCUMENT, data: bytes, password: str | None, sheets: Sequence[_Sheet], *, ocr: bool
) -> list[Failure]:
    """Repair wrong text layers where that can be done exactly, and recognise the pages that need it."""
    failures: list[Failure] = []
    qualities = assess_document([sheet.raw for sheet in sheets])
    fonts, layers = FontNames(data, password), Layers(data, password)
    read_anew = 0
    for sheet, quality in zip(sheets, qualities, strict=True):
        mend, garbled = quality.repair, quality.verdict == "garbled"
        if mend is not None:
            if quality.unit == "character":
                sheet.words = _again(document, sheet, mend, fonts, layers)
            else:
                sheet.words = [recast(word, mend(word.text) or word.text) for word in sheet.words]
            sheet.origin = "repaired"
        elif garbled or _is_picture(sheet):
            failure = _from_picture(data, password, sheet, garbled=garbled, ocr=ocr)
            failures += [failure] if failure is not None else []
        elif ocr and read_anew < _MOST_ANEW and _is_poor_scan(sheet):
            read_anew += 1
            _read_anew(data, password, sheet)
    return failures


def _from_picture(
    data: bytes, password: str | None, sheet: _Sheet, *, garbled: bool, ocr: bool
) -> Failure | None:
    """Replace a page's words by OCR; return a failure where that gives nothing."""
    category = FailureCategory.GARBLED if garbled else FailureCategory.NO_TEXT
    number = sheet.index + 1
    if not ocr:
        message = f"Page {number} has a text layer that is not language." if garbled else ""
        if garbled:
            sheet.words = []
        elif not sheet.words:
            message = f"Page {number} is a picture without text."
        return _failure(sheet.index, category, message, "Read it with OCR switched on.") if message else None
    try:
        words = _recognise(data, password, sheet.index)
    except Exception as error:  # noqa: BLE001 - whatever fails in the recogniser, the other pages are kept
        message = f"Page {number} could not be recognised: {error}"
        return _failure(sheet.index, FailureCategory.ERROR, message, "")
    letters = sum(len(word.text) for word in words)
    if garbled or letters > 1.5 * sum(len(word.text) for word in sheet.words):
        sheet.words, sheet.origin = words, "ocr"
    if not sheet.words and garbled:
        return _failure(sheet.index, category, f"Page {number} gave no readable text.", "")
    return None


def _is_poor_scan(sheet: _Sheet) -> bool:
    """Return whether a page is a scan whose recognised letters are often wrong."""
    few = len(sheet.words) <= _MOST_WORDS_ANEW
    return few and sheet.hidden and is_doubtful(sheet.raw)


def _read_anew(data: bytes, password: str | None, sheet: _Sheet) -> None:
    """Recognise a scan again and keep the better of both readings."""
    try:
        words = _recognise(data, password, sheet.index)
    except Exception:  # noqa: BLE001 - the present layer is kept
        return
    # Put in order first, so that words torn by line ends are whole in both.
    width, height = sheet.frame.width, sheet.frame.height
    anew, text = (
        "\n".join(block.text for block in page_blocks(some, width, height)) for some in (words, sheet.words)
    )
    if reads_better(anew, text):
        sheet.words, sheet.origin = words, "ocr"


def _recognise(data: bytes, password: str | None, index: int) -> list[PageWord]:
    import pypdfium2

    from workingregions.ingest.pdf.ocr import read_pdf_page

    document = pypdfium2.PdfDocument(data, password=password)
    try:
        page = document[index]
        try:
            return read_pdf_page(page)
        finally:
            page.close()
    finally:
        document.close()


def _tables(sheet: _Sheet, rules: Rules) -> list[Table]:
    """Return the tables of a page, from its words and ruling lines."""
    if not 8 <= len(sheet.words) <= _MAX_TABLE_WORDS or sheet.origin == "ocr":
        return []
    whole: list[PageWord] = []
    for word in sheet.words:
        if word.angle:
            continue
        last = whole[-1] if whole and word.glued else None
        if last and -1 < word.x0 - last.x1 < 0.15 * word.size and abs(word.y0 - last.y0) < word.size:
            y0, y1 = min(last.y0, word.y0), max(last.y1, word.y1)
            joined = glue(last, word)
            whole[-1] = PageWord(last.text + word.text, last.x0, y0, word.x1, y1, last.size, edges=joined)
        else:
            whole.append(word)
    return tables_in_words(whole, rules)


def _rules(sheet: _Sheet) -> Rules:
    return rules_of(sheet.drawing.edges, sheet.frame.width, sheet.frame.height)


def _walls(rules: Rules, width: float) -> list[Wall]:
    """Return the rules across that are long enough to separate columns of text."""
    return [Wall(x0, x1, y) for y, x0, x1 in rules.horizontal if x1 - x0 > _WALL * width]


def _confirm(data: bytes, password: str | None, sheets: Sequence[_Sheet], pages: Sequence[PageLines]) -> None:
    """Drop uncertain tables that pdfplumber does not find; it cannot judge repaired text."""
    found = {
        p.number: p.tables for s, p in zip(sheets, pages, strict=True) if p.tables and s.origin == "text"
    }
    if found:
        kept = confirmed_tables(data, found, password=password)
        for page in pages:
            page.tables = kept.get(page.number, page.tables)


def _page(sheet: _Sheet) -> Page:
    return Page(
        number=sheet.index + 1,
        width=round(sheet.frame.width, 2),
        height=round(sheet.frame.height, 2),
        origin=_origin(sheet),
        confidence=round(_confidence(sheet), 3),
    )


def _origin(sheet: _Sheet) -> str:
    if not sheet.words or sheet.origin != "text":
        return sheet.origin if sheet.words else "none"
    return "scan" if sheet.hidden else "form" if sheet.filled else "text"


def _confidence(sheet: _Sheet) -> float:
    if sheet.origin == "ocr":
        letters = sum(len(word.text) for word in sheet.words)
        return sum(word.confidence * len(word.text) for word in sheet.words) / max(letters, 1)
    return _DOUBTFUL if sheet.origin == "text" and sheet.hidden and is_doubtful(sheet.raw) else 1.0


def _failure(index: int, category: FailureCategory, message: str, advice: str) -> Failure:
    return Failure(
        sha256="", path="", stage="read", category=category, message=message, advice=advice, page=index + 1
    )


def _no_text(name: str, *, garbled: bool, ocr: bool) -> ReadError:
    advice = "" if ocr else "Read it with OCR switched on."
    if garbled:
        return ReadError(
            FailureCategory.GARBLED, f"{name} has a text layer that is not language.", advice=advice
        )
    return ReadError(FailureCategory.NO_TEXT, f"{name} has no text.", advice=advice)
