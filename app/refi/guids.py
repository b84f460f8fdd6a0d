"""The ids of what is exported: made of what a thing is, so that every export gives it the same one."""

from __future__ import annotations

import uuid

_IDS = uuid.UUID("6c0d4f0e-6a55-5b9c-8a43-2f4a0b1f7d52")
MACHINE = "Working Regions"
"""The beginning of the name of the user that stands for this program."""


def guid(kind: str, *parts: str) -> str:
    """Return the id of a thing of some kind, in capitals."""
    return str(uuid.uuid5(_IDS, "\x1f".join((kind, *parts)))).upper()


def document_guid(sha256: str) -> str:
    """Return the id of a document: that of its file's content."""
    return guid("document", sha256)


def machine_guid() -> str:
    """Return the id of the user that stands for this program, in every version."""
    return guid("user", MACHINE, "machine")


def user_guid(name: str) -> str:
    """Return the id of a person."""
    return guid("user", name)
