"""Codes and codebooks in the REFI-QDA exchange format, which NVivo, ATLAS.ti, MAXQDA and others read.

The format has codes within codes, each with a name and a description (schema Codebook 1.0,
https://www.qdasoftware.org); a project file (.qdpx) holds the same tree as a codebook file (.qdc). A group
becomes a code that is not codable, a broader theme one that holds others; what else a theme has stands in its
description, one line per field, and is found there again.
"""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from workingregions.corpus.codebook.checks import LISTS, VERSION, Lines
from workingregions.corpus.codebook.codebook import Codebook
from workingregions.corpus.codebook.theme import Theme
from workingregions.corpus.errors import ConfigError

NAMESPACE = "urn:QDA-XML:codebook:1.0"
_IDS = uuid.UUID("0f6b8a52-6d0b-5e0c-9b53-6a3c6a5b7d11")
"""The namespace of the ids of codes, so that a theme has the same one in every export."""
_GROUP, _GROUP_LABEL = "codes", "Codes"
"""The group of codes that lie in no category."""
_FIELD = re.compile(r"^(id|seeds|descriptions|include|exclude|examples): (.*)$", re.IGNORECASE)
_NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COLOUR = re.compile(r"#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefiCode:
    """A code of the exchange format.

    Attributes:
        guid: its id, in capitals and without braces; unique within the file.
        name: its name.
        description: free text; for a theme of this program, with lines for its fields.
        codable: whether passages may be coded with it; a category is not.
        colour: "#RRGGBB", or "" for none and for what is not a colour.
        above: the id of the code that it lies in, "" at the top.
        notes: ids of the notes on it.
        line: its line in the file, 0 if it comes from none.
    """

    guid: str
    name: str
    description: str = ""
    codable: bool = True
    colour: str = ""
    above: str = ""
    notes: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)


def theme_guid(ident: str) -> str:
    """Return the id of the code of a theme; it depends on nothing but the theme's id."""
    return _guid(ident)


def codes_of(codebook: Codebook) -> tuple[RefiCode, ...]:
    """Return a codebook as codes: groups as categories, with themes within them, each above its own."""
    within: dict[str, list[Theme]] = {}
    for theme in codebook.themes:
        within.setdefault(theme.broader or f"group {theme.group}", []).append(theme)
    found: list[RefiCode] = []
    for group, label in codebook.groups.items():
        key = f"group {group}"
        found.append(RefiCode(guid=_guid(key), name=label, description=f"id: {group}", codable=False))
        waiting = [(theme, key) for theme in reversed(within.get(key, []))]
        while waiting:
            theme, above = waiting.pop()
            found.append(_code(theme, above))
            waiting += [(part, theme.id) for part in reversed(within.get(theme.id, []))]
    return tuple(found)


def _code(theme: Theme, above: str) -> RefiCode:
    return RefiCode(guid=_guid(theme.id), name=theme.label, description=_described(theme), above=_guid(above))


def append_codes(above: Any, codes: Sequence[RefiCode]) -> None:
    """Add codes to an element Codes, in its namespace."""
    from lxml import etree

    space = above.tag.rpartition("}")[0] + "}"
    elements = {"": above}
    for code in codes:
        attributes = {"guid": code.guid, "name": xml_text(code.name)}
        attributes |= {"isCodable": "true" if code.codable else "false"}
        attributes |= {"color": code.colour} if code.colour else {}
        # Description and NoteRef come before the codes within it, which follow in `codes`.
        element = elements[code.guid] = etree.SubElement(elements[code.above], f"{space}Code", attributes)
        if code.description:
            etree.SubElement(element, f"{space}Description").text = xml_text(code.description)
        for note in code.notes:
            etree.SubElement(element, f"{space}NoteRef", targetGUID=note)


def to_qdc(codebook: Codebook) -> str:
    """Return a codebook as the text of a .qdc file."""
    from lxml import etree

    names: Any = {None: NAMESPACE}
    root = etree.Element(f"{{{NAMESPACE}}}CodeBook", nsmap=names, origin="Working Regions")
    append_codes(etree.SubElement(root, f"{{{NAMESPACE}}}Codes"), codes_of(codebook))
    text: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return text.decode()


def from_qdc(data: bytes, name: str) -> tuple[object, Lines, list[str]]:
    """Return the content of a .qdc file as YAML would load it, the lines of its codes, and notes on it.

    Raises:
        ConfigError: it is not XML, or not a codebook.
    """
    from lxml import etree

    # A codebook needs no entities, and they can be made to read other files or to fill the memory.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ConfigError(f"The codebook {name} is not XML: {' '.join(str(error).split())}.") from error
    # Programs write the namespace in several spellings, so names alone count.
    codes = [child for child in root if _local(child) == "Codes"]
    if _local(root) != "CodeBook" or not codes:
        raise ConfigError(f"{name}: line 1: expected a CodeBook with Codes, as REFI-QDA defines them.")
    return themes_of(codes_in(codes[0]))


def codes_in(element: Any) -> tuple[RefiCode, ...]:
    """Return the codes in an element Codes, each before those within it."""
    found: list[RefiCode] = []
    known: Counter[str] = Counter()
    waiting = [(child, "") for child in reversed(element) if _local(child) == "Code"]
    while waiting:
        code, above = waiting.pop()
        guid = code.get("guid", "").strip(" {}").upper()
        known[guid] += 1
        guid = guid if guid and known[guid] == 1 else f"{guid} {known[guid]}".strip()
        colour = code.get("color", "")
        found.append(
            RefiCode(
                guid=guid,
                name=" ".join(code.get("name", "").split()),
                description="\n".join(
                    "".join(child.itertext()) for child in code if _local(child) == "Description"
                ),
                codable=code.get("isCodable", "true").strip().casefold() not in ("false", "0"),
                colour=colour if _COLOUR.fullmatch(colour) else "",
                above=above,
                notes=tuple(
                    child.get("targetGUID", "").strip(" {}").upper()
                    for child in code
                    if _local(child) == "NoteRef"
                ),
                line=code.sourceline or 0,
            )
        )
        waiting += [(child, guid) for child in reversed(code) if _local(child) == "Code"]
    return tuple(found)


def themes_of(codes: Sequence[RefiCode]) -> tuple[object, Lines, list[str]]:
    """Return codes as the content of a codebook, as YAML would load it, the lines of themes, and notes."""
    made = _Themes()
    for code in codes:
        made.take(code)
    return {"version": VERSION, "groups": made.groups, "themes": made.themes}, made.lines, made.notes


def theme_fields(description: str) -> tuple[str, dict[str, list[str]]]:
    """Return the definition in a code's description, and the fields that this program wrote into it."""
    definition: list[str] = []
    fields: dict[str, list[str]] = {}
    for line in description.splitlines():
        if found := _FIELD.match(line.strip()):
            fields.setdefault(found[1].casefold(), []).append(found[2].strip())
        else:
            definition.append(line)
    return " ".join(" ".join(definition).split()), fields


class _Themes:
    """The groups and themes that codes become."""

    def __init__(self) -> None:
        self.groups: dict[str, str] = {}
        self.themes: list[dict[str, Any]] = []
        self.lines: dict[tuple[object, ...], int] = {(): 1}
        self.notes: list[str] = []
        self._slugs: Counter[str] = Counter()
        self._places: dict[str, tuple[str, str]] = {"": ("", "")}
        """For each code the group and the broader theme of the codes within it."""

    def take(self, code: RefiCode) -> None:
        """Add a code; the one that it lies in was added before."""
        group, broader = self._places[code.above]
        definition, fields = theme_fields(code.description)
        if not code.codable:
            # Of categories within categories the innermost is the group.
            group = fields.get("id", [self._slug(code.name)])[0]
            self.groups.setdefault(group, code.name or group)
        else:
            group = group or _GROUP
            self.groups.setdefault(group, _GROUP_LABEL)
            broader = self._theme(code, definition, fields, group, broader)
        self._places[code.guid] = group, broader

    def _theme(
        self, code: RefiCode, definition: str, fields: dict[str, list[str]], group: str, broader: str
    ) -> str:
        label = code.name
        ident = fields.pop("id", [""])[0] or self._slug(label)
        if not definition and label:
            self.notes.append(
                f"line {code.line}: the code {label!r} has no description; its name stands for it."
            )
        theme: dict[str, Any] = {"id": ident, "group": group, "label": label or None}
        theme |= {"definition": definition or label or None, "seeds": [label.casefold()] if label else []}
        self.lines[("themes", len(self.themes))] = code.line
        self.themes.append(theme | fields | ({"broader": broader} if broader else {}))
        return ident

    def _slug(self, label: str) -> str:
        slug = slug_of(label)
        self._slugs[slug] += 1
        return slug if self._slugs[slug] == 1 else f"{slug}_{self._slugs[slug]}"


def slug_of(label: str) -> str:
    """Return the id that a code of this name gets as a theme."""
    slug = re.sub(r"[^a-z0-9]+", "_", label.casefold()).strip("_") or "code"
    return slug if slug[0].isalpha() else f"code_{slug}"


def xml_text(text: str) -> str:
    """Return a text without the characters that XML cannot hold; a line ends in a line feed alone."""
    return _NOT_XML.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def _described(theme: Theme) -> str:
    fields = [theme.definition, f"id: {theme.id}"]
    return "\n".join([*fields, *(f"{name}: {item}" for name in LISTS for item in getattr(theme, name))])


def _guid(key: str) -> str:
    return str(uuid.uuid5(_IDS, key)).upper()


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
