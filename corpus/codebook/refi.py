"""Codebooks in the REFI-QDA exchange format (.qdc), which NVivo, ATLAS.ti, MAXQDA and others read and write.

The format has codes within codes, each with a name and a description (schema Codebook 1.0,
https://www.qdasoftware.org). A group becomes a code that is not codable, a broader theme one that holds
others; what else a theme has stands in its description, one line per field, and is found there again.
"""

from __future__ import annotations

import re
import uuid
from collections import Counter
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


def to_qdc(codebook: Codebook) -> str:
    """Return a codebook as the text of a .qdc file."""
    from lxml import etree

    names: Any = {None: NAMESPACE}
    root = etree.Element(f"{{{NAMESPACE}}}CodeBook", nsmap=names, origin="Working Regions")
    codes = etree.SubElement(root, f"{{{NAMESPACE}}}Codes")
    holders: dict[str, Any] = {}
    for group, label in codebook.groups.items():
        holders[f"group {group}"] = _code(codes, f"group {group}", label, f"id: {group}", codable=False)
    waiting = list(codebook.themes)
    while waiting:  # a theme comes after its broader one; there are no cycles
        for theme in list(waiting):
            above = holders.get(theme.broader or f"group {theme.group}")
            if above is not None:
                holders[theme.id] = _code(above, theme.id, theme.label, _described(theme), codable=True)
                waiting.remove(theme)
    text: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return text.decode()


def _code(above: Any, key: str, name: str, description: str, *, codable: bool) -> Any:
    from lxml import etree

    guid = str(uuid.uuid5(_IDS, key)).upper()
    attributes = {"guid": guid, "name": name, "isCodable": "true" if codable else "false"}
    code = etree.SubElement(above, f"{{{NAMESPACE}}}Code", attributes)
    etree.SubElement(code, f"{{{NAMESPACE}}}Description").text = description
    return code


def _described(theme: Theme) -> str:
    fields = [theme.definition, f"id: {theme.id}"]
    return "\n".join([*fields, *(f"{name}: {item}" for name in LISTS for item in getattr(theme, name))])


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
    found = _Codes()
    for code in codes[0]:
        found.take(code, "", "")
    content = {"version": VERSION, "groups": found.groups, "themes": found.themes}
    return content, found.lines, found.notes


class _Codes:
    """The groups and themes of a tree of codes."""

    def __init__(self) -> None:
        self.groups: dict[str, str] = {}
        self.themes: list[dict[str, Any]] = []
        self.lines: dict[tuple[object, ...], int] = {(): 1}
        self.notes: list[str] = []
        self._slugs: Counter[str] = Counter()

    def take(self, code: Any, group: str, broader: str) -> None:
        """Add a code and those within it; `group` and `broader` are those that it lies in."""
        if _local(code) != "Code":
            return
        label = " ".join(code.get("name", "").split())
        definition, fields = _fields(code)
        inside = [child for child in code if _local(child) == "Code"]
        if code.get("isCodable", "true").casefold() == "false":
            # Of categories within categories the innermost is the group.
            group = fields.get("id", [self._slug(label)])[0]
            self.groups.setdefault(group, label or group)
        else:
            broader = self._theme(code, label, definition, fields, group, broader)
        for child in inside:
            self.take(child, group, broader)

    def _theme(
        self, code: Any, label: str, definition: str, fields: dict[str, list[str]], group: str, broader: str
    ) -> str:
        if not group:
            group = _GROUP
            self.groups.setdefault(_GROUP, _GROUP_LABEL)
        ident = fields.pop("id", [""])[0] or self._slug(label)
        if not definition and label:
            self.notes.append(
                f"line {code.sourceline}: the code {label!r} has no description; its name stands for it."
            )
        theme: dict[str, Any] = {"id": ident, "group": group, "label": label or None}
        theme |= {"definition": definition or label or None, "seeds": [label.casefold()] if label else []}
        self.lines[("themes", len(self.themes))] = code.sourceline
        self.themes.append(theme | fields | ({"broader": broader} if broader else {}))
        return ident

    def _slug(self, label: str) -> str:
        slug = re.sub(r"[^a-z0-9]+", "_", label.casefold()).strip("_") or "code"
        slug = slug if slug[0].isalpha() else f"code_{slug}"
        self._slugs[slug] += 1
        return slug if self._slugs[slug] == 1 else f"{slug}_{self._slugs[slug]}"


def _fields(code: Any) -> tuple[str, dict[str, list[str]]]:
    """Return the definition in a code's description, and the fields that this program wrote into it."""
    texts = ["".join(child.itertext()) for child in code if _local(child) == "Description"]
    definition: list[str] = []
    fields: dict[str, list[str]] = {}
    for line in "\n".join(texts).splitlines():
        if found := _FIELD.match(line.strip()):
            fields.setdefault(found[1].casefold(), []).append(found[2].strip())
        else:
            definition.append(line)
    return " ".join(" ".join(definition).split()), fields


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
