"""Reads Word documents for tests: their claims and notes, and whether Word would open them without repair."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from posixpath import dirname, join, normpath

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DOCPR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"

ORDER: Mapping[str, str] = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers "
    "pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE "
    "autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents "
    "suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle "
    "rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint "
    "noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect "
    "bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc "
    "tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText "
    "vAlign hideMark",
    "tbl": "bookmarkStart bookmarkEnd tblPr tblGrid tr",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders "
    "lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter "
    "docGrid",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed "
    "qFormat locked personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr "
    "tblStylePr",
    "numbering": "numPicBullet abstractNum num numIdMacAtCleanup",
    "settings": "writeProtection view zoom removePersonalInformation removeDateAndTime "
    "doNotDisplayPageBoundaries displayBackgroundShape printPostScriptOverText "
    "printFractionalCharacterWidth printFormsData embedTrueTypeFonts embedSystemFonts "
    "saveSubsetFonts saveFormsData mirrorMargins alignBordersAndEdges bordersDoNotSurroundHeader "
    "bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors hideGrammaticalErrors "
    "activeWritingStyle proofState formsDesign attachedTemplate linkStyles stylePaneFormatFilter "
    "stylePaneSortMethod documentType mailMerge revisionView trackRevisions doNotTrackMoves "
    "doNotTrackFormatting documentProtection autoFormatOverride styleLockTheme styleLockQFSet "
    "defaultTabStop autoHyphenation consecutiveHyphenLimit hyphenationZone doNotHyphenateCaps "
    "showEnvelope summaryLength clickAndTypeStyle defaultTableStyle evenAndOddHeaders "
    "bookFoldRevPrinting bookFoldPrinting bookFoldPrintingSheets drawingGridHorizontalSpacing "
    "drawingGridVerticalSpacing displayHorizontalDrawingGridEvery displayVerticalDrawingGridEvery "
    "doNotUseMarginsForDrawingGridOrigin drawingGridHorizontalOrigin drawingGridVerticalOrigin "
    "doNotShadeFormData noPunctuationKerning characterSpacingControl printTwoOnOne "
    "strictFirstAndLastChars noLineBreaksAfter noLineBreaksBefore savePreviewPicture "
    "doNotValidateAgainstSchema saveInvalidXml ignoreMixedContent alwaysShowPlaceholderText "
    "doNotDemarcateInvalidXml saveXmlDataOnly useXSLTWhenSaving saveThroughXslt showXMLTags "
    "alwaysMergeEmptyNamespace updateFields hdrShapeDefaults footnotePr endnotePr compat docVars "
    "rsids attachedSchema themeFontLang clrSchemeMapping doNotIncludeSubdocsInStats "
    "doNotAutoCompressPictures forceUpgrade captions readModeInkLockDown smartTagType "
    "shapeDefaults doNotEmbedSmartTags decimalSymbol listSeparator",
}
"""The order in which the schema (ECMA-376, part 1, annex A) puts children."""


def parts(document: bytes) -> dict[str, bytes]:
    """Return the files of a document by name."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        return {name: package.read(name) for name in package.namelist()}


def tree(document: bytes, name: str = "word/document.xml") -> etree._Element:
    """Return a part of a document."""
    return etree.fromstring(parts(document)[name])


def text(element: etree._Element) -> str:
    """Return the words of an element, without the codes of fields."""
    return "".join(found.text or "" for found in element.iter(f"{W}t"))


def marked(document: bytes, *, without: str = "Citation") -> dict[str, str]:
    """Return the words within each bookmark, without those of a character style."""
    found: dict[str, list[str]] = {}
    for paragraph in tree(document).iter(f"{W}p"):
        open_: dict[str, str] = {}
        for element in paragraph.iter():
            if element.tag == f"{W}bookmarkStart":
                open_[element.get(f"{W}id", "")] = element.get(f"{W}name", "")
                found[element.get(f"{W}name", "")] = []
            elif element.tag == f"{W}bookmarkEnd":
                open_.pop(element.get(f"{W}id", ""))
            elif element.tag == f"{W}r" and _style(element) != without:
                for name in open_.values():
                    found[name].append(text(element))
    return {name: "".join(words) for name, words in found.items()}


def notes_behind(document: bytes) -> dict[str, str]:
    """Return the words of the note that follows each bookmark, by its name; "" for none."""
    notes = {note.get(f"{W}id", ""): text(note) for note in tree(document, "word/footnotes.xml")}
    found: dict[str, str] = {}
    for paragraph in tree(document).iter(f"{W}p"):
        open_: dict[str, str] = {}
        last = ""
        for element in paragraph.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd", f"{W}footnoteReference"):
            if element.tag == f"{W}bookmarkStart":
                open_[element.get(f"{W}id", "")] = element.get(f"{W}name", "")
                found[element.get(f"{W}name", "")] = ""
            elif element.tag == f"{W}bookmarkEnd":
                last = open_.pop(element.get(f"{W}id", ""))
            else:
                found[last] = notes[element.get(f"{W}id", "")]
    return found


def faults(document: bytes) -> list[str]:
    """Return what Word would repair, or complain about."""
    files = parts(document)
    trees = {name: etree.fromstring(data) for name, data in files.items() if name.endswith((".xml", ".rels"))}
    found = [*_packaged(files, trees)]
    for name, root in trees.items():
        found += [f"{name}: {fault}" for fault in (*_ordered(root), *_fields(root))]
    found += _referred(trees)
    found += _tables(trees["word/document.xml"])
    return found


def _packaged(files: Mapping[str, bytes], trees: Mapping[str, etree._Element]) -> Iterator[str]:
    types = trees["[Content_Types].xml"]
    known = {child.get("PartName", "")[1:] for child in types if child.tag.endswith("Override")}
    endings = {child.get("Extension", "").lower() for child in types if child.tag.endswith("Default")}
    yield from (f"{name} has no content type" for name in files if not _typed(name, known, endings))
    yield from (f"{name} has a content type but is missing" for name in known - set(files))
    for name, root in trees.items():
        if name.endswith(".rels"):
            base = dirname(dirname(name))
            ids = [link.get("Id", "") for link in root.iter(_REL)]
            yield from (f"{name} has {ident} twice" for ident, count in Counter(ids).items() if count > 1)
            for link in root.iter(_REL):
                target = normpath(join(base, link.get("Target", ""))).lstrip("/")
                if link.get("TargetMode") != "External" and target not in files:
                    yield f"{name} refers to the missing {target}"
        elif name != "[Content_Types].xml":
            own = trees.get(f"{dirname(name)}/_rels/{name.rpartition('/')[2]}.rels")
            known_ids = {link.get("Id") for link in own.iter(_REL)} if own is not None else set()
            for element in root.iter("{*}*"):
                for key, value in element.attrib.items():
                    if str(key).startswith(R) and value not in known_ids:
                        yield f"{name} uses the unknown relationship {value!r}"


def _typed(name: str, known: set[str], endings: set[str]) -> bool:
    return name == "[Content_Types].xml" or name in known or name.rpartition(".")[2].lower() in endings


def _ordered(root: etree._Element) -> Iterator[str]:
    for element in root.iter(*(f"{W}{name}" for name in ORDER)):
        names = ORDER[etree.QName(element).localname].split()
        children = [etree.QName(child).localname for child in element if child.tag.startswith(W)]
        unknown = [child for child in children if child not in names]
        yield from (f"{child} may not be in {etree.QName(element).localname}" for child in unknown)
        places = [names.index(child) for child in children if child in names]
        if etree.QName(element).localname == "sectPr":
            places = [max(place, 1) for place in places]  # references to headers and footers mix
        if places != sorted(places):
            yield f"{etree.QName(element).localname} has {children} in this order"


def _fields(root: etree._Element) -> Iterator[str]:
    depth = 0
    for mark in root.iter(f"{W}fldChar"):
        kind = mark.get(f"{W}fldCharType")
        depth += {"begin": 1, "end": -1}.get(kind or "", 0)
        if depth < 0:
            yield "a field ends that did not begin"
        if mark.get(f"{W}dirty"):
            yield "a field is marked as stale, about which Word asks its user"
    if depth:
        yield "a field does not end"


def _referred(trees: Mapping[str, etree._Element]) -> Iterator[str]:
    body = trees["word/document.xml"]
    for what, values in {
        "bookmark": [mark.get(f"{W}name") for mark in body.iter(f"{W}bookmarkStart")],
        "number of a bookmark": [mark.get(f"{W}id") for mark in body.iter(f"{W}bookmarkStart")],
        "number of a picture": [picture.get("id") for picture in body.iter(_DOCPR)],
        "reference to note": [note.get(f"{W}id") for note in body.iter(f"{W}footnoteReference")],
        "style": [style.get(f"{W}styleId") for style in trees["word/styles.xml"].iter(f"{W}style")],
    }.items():
        yield from (
            f"{what} {value} occurs {count} times" for value, count in Counter(values).items() if count > 1
        )
    starts, ends = ({m.get(f"{W}id") for m in body.iter(f"{W}{n}")} for n in ("bookmarkStart", "bookmarkEnd"))
    names = {mark.get(f"{W}name", "") for mark in body.iter(f"{W}bookmarkStart")}
    if starts != ends:
        yield "a bookmark has one end"
    yield from (f"the name of bookmark {name} is too long" for name in names if len(name) > 40)
    for root in (body, trees["word/footnotes.xml"]):
        targets = [link.get(f"{W}anchor") for link in root.iter(f"{W}hyperlink")]
        codes = [code.text or "" for code in root.iter(f"{W}instrText")]
        targets += [found[1] for code in codes if (found := re.match(r" (?:PAGE)?REF (\S+)", code))]
        yield from (f"a link leads to the missing {name}" for name in targets if name and name not in names)
    notes = {n.get(f"{W}id") for n in trees["word/footnotes.xml"] if n.get(f"{W}type") is None}
    used = {note.get(f"{W}id") for note in body.iter(f"{W}footnoteReference")}
    if notes != used:
        yield f"notes and references differ: {sorted(map(str, notes ^ used))}"
    yield from _styled(trees)


def _styled(trees: Mapping[str, etree._Element]) -> Iterator[str]:
    styles = {s.get(f"{W}styleId"): s.get(f"{W}type") for s in trees["word/styles.xml"].iter(f"{W}style")}
    kinds = {"pStyle": "paragraph", "rStyle": "character", "tblStyle": "table"}
    for name, root in trees.items():
        for tag, kind in kinds.items():
            for element in root.iter(f"{W}{tag}"):
                if styles.get(element.get(f"{W}val")) != kind:
                    yield f"{name} uses the unknown {kind} style {element.get(f'{W}val')}"
    for tag in ("basedOn", "next", "link"):
        for element in trees["word/styles.xml"].iter(f"{W}{tag}"):
            if element.get(f"{W}val") not in styles:
                yield f"a style refers to the unknown style {element.get(f'{W}val')}"
    numbering = trees.get("word/numbering.xml")
    numbers = {num.get(f"{W}numId") for num in numbering.iter(f"{W}num")} if numbering is not None else set()
    for root in (trees["word/document.xml"], trees["word/styles.xml"]):
        for element in root.iter(f"{W}numId"):
            if element.get(f"{W}val") not in {*numbers, "0"}:
                yield f"a list has the unknown numbering {element.get(f'{W}val')}"


def _tables(body: etree._Element) -> Iterator[str]:
    for cell in body.iter(f"{W}tc"):
        if len(cell) == 0 or cell[-1].tag != f"{W}p":
            yield "a cell does not end with a paragraph"
    for table in body.iter(f"{W}tbl"):
        following = table.getnext()
        if following is None or following.tag != f"{W}p":
            yield "a table is not followed by a paragraph, and would grow together with the next"
        columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        if any(len(row.findall(f"{W}tc")) != columns for row in table.iter(f"{W}tr")):
            yield "a row has other columns than its table"


def _style(run: etree._Element) -> str:
    found = run.find(f"{W}rPr/{W}rStyle")
    return "" if found is None else found.get(f"{W}val", "")
