"""The settings of a document: what a report needs, without what a template would ask of its reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workingregions.reports.render.docx.elements import qualified, w

if TYPE_CHECKING:
    from docx.document import Document

_REMOVED = (
    "writeProtection", "attachedTemplate", "mailMerge", "trackRevisions", "documentProtection",
    "updateFields", "endnotePr",
)  # fmt: skip
"""Settings that lock the report, fetch another file, or make Word ask its user about fields."""
_AFTER_NOTES = tuple(
    qualified(f"w:{name}")
    for name in (
        "compat", "docVars", "rsids", "attachedSchema", "themeFontLang", "clrSchemeMapping",
        "doNotIncludeSubdocsInStats", "doNotAutoCompressPictures", "forceUpgrade", "captions",
        "readModeInkLockDown", "smartTagType", "shapeDefaults", "doNotEmbedSmartTags", "decimalSymbol",
        "listSeparator",
    )
)  # fmt: skip
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}mathPr"
_SCHEMAS = "{http://schemas.openxmlformats.org/schemaLibrary/2006/main}schemaLibrary"
SEPARATORS = (-1, 0)
"""Ids of the notes that are the lines above the notes of a page."""


def prepare_settings(document: Document, language: str) -> None:
    """Declare the lines above footnotes and the language, and remove what a report must not have."""
    settings = document.settings.element
    for name in _REMOVED:
        for found in settings.findall(qualified(f"w:{name}")):
            settings.remove(found)
    links = document.part._settings_part.rels
    for key in [key for key, link in links.items() if link.is_external]:
        del links[key]
    notes = settings.find(qualified("w:footnotePr"))
    if notes is None:
        notes = w("footnotePr")
        following = next(
            (child for child in settings if child.tag in (*_AFTER_NOTES, _MATHS, _SCHEMAS)), None
        )
        if following is None:
            settings.append(notes)
        else:
            following.addprevious(notes)
    for old in notes.findall(qualified("w:footnote")):
        notes.remove(old)
    notes.extend(w("footnote", id=ident) for ident in SEPARATORS)
    fonts = settings.find(qualified("w:themeFontLang"))
    if fonts is not None:
        fonts.set(qualified("w:val"), language)
