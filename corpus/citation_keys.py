"""The register of citation keys: citation_keys.jsonl, a line for each key that an export gave away.

A key never changes once it was exported, whatever is corrected or added later: notes and manuscripts
elsewhere hold it. The file is only added to; the first line of a document, and of a key, counts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from workingregions.corpus.lines import LineFile

FILE_NAME = "citation_keys.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenKey:
    """A line of the register: the document's id and file, and the key that it was exported with."""

    document: str
    file: str
    key: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class KeyRegister:
    """The register in one file, which need not exist yet."""

    path: Path

    def read(self) -> list[GivenKey]:
        """Return the keys that were given, in order; lines that cannot be used are left out.

        Raises:
            InputError: the file exists and cannot be read.
        """
        from pydantic import TypeAdapter

        found, _ = LineFile(self.path).parsed(TypeAdapter(GivenKey), "a citation key")
        documents: dict[str, GivenKey] = {}
        taken: set[str] = set()
        for given in found:
            if given.document not in documents and given.key and given.key not in taken:
                documents[given.document] = given
                taken.add(given.key)
        return list(documents.values())

    def note(self, keys: Mapping[str, str], files: Mapping[str, str], when: str) -> None:
        """Add the keys of documents, by id, that the register does not hold.

        Raises:
            OSError: the file cannot be written.
        """
        known = {given.document for given in self.read()}
        new = [
            GivenKey(document=ident, file=files.get(ident, ""), key=key, when=when)
            for ident, key in keys.items()
            if ident not in known
        ]
        self._append(new)

    def write_to(self, target: Path) -> None:
        """Add all keys to another file, which need not exist yet."""
        KeyRegister(target)._append(self.read())

    def _append(self, keys: list[GivenKey]) -> None:
        LineFile(self.path).append(json.dumps(asdict(given), ensure_ascii=False) for given in keys)


def settled(proposed: Mapping[str, str], files: Mapping[str, str], given: list[GivenKey]) -> dict[str, str]:
    """Return the key of each document: the one that was given, else the one proposed, if that is free.

    A file that was updated has another id; it keeps the key of the file of its name that is gone.

    Args:
        proposed: keys by document.
        files: files by document.
        given: what the register holds.
    """
    own = {one.document: one.key for one in given}
    gone = {one.file: one.key for one in given if one.document not in proposed and one.file}
    taken = {one.key for one in given}
    keys: dict[str, str] = {}
    for ident, key in proposed.items():
        if ident in own:
            keys[ident] = own[ident]
        elif (old := gone.pop(files.get(ident, ""), "")) and old not in keys.values():
            keys[ident] = old
        else:
            free, number = key, 2
            while free in taken:
                free, number = f"{key}-{number}", number + 1
            keys[ident] = free
            taken.add(free)
    return keys
