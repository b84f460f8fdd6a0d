"""Names that a stranger chose, as names of files on this machine."""

from __future__ import annotations

import re
import unicodedata

from workingregions.corpus.errors import InputError

DEEPEST = 16
"""Folders, one inside the other, that an upload may have."""
LONGEST = 200
"""Bytes of one name; file systems allow 255, and a number may be added."""
_DEVICES = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$)(?=\.|$)")
_FORBIDDEN = re.compile(r'[<>:"|?*]')


def safe_path(given: str) -> tuple[str, ...]:
    """Return a relative path as the names of folders and of the file in the last place.

    Both kinds of slash separate names. Steps upwards, drive letters, control and formatting characters are
    removed, signs that some systems forbid become "_", names of devices begin with "_", and long names are
    cut before their ending.

    Raises:
        InputError: nothing is left, or it is nested too deeply.
    """
    parts = [part for part in map(_safe_name, re.split(r"[/\\]+", given)) if part]
    if not parts:
        raise InputError(f"{given[:80]!r} is not a name of a file.", advice="Rename it, and add it again.")
    if len(parts) > DEEPEST + 1:
        raise InputError(
            f"{parts[-1]} lies in {len(parts) - 1} folders, one inside the other; {DEEPEST} are allowed.",
            advice="Add the inner folder itself.",
        )
    return tuple(parts)


def numbered(name: str, number: int) -> str:
    """Return a file's name with a number before its ending: plan (2).pdf."""
    stem, dot, suffix = name.rpartition(".")
    return f"{stem} ({number}).{suffix}" if dot and stem else f"{name} ({number})"


def _safe_name(part: str) -> str:
    text = unicodedata.normalize("NFC", part.encode("utf8", "replace").decode())
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    if text.strip(" .") == "" or re.fullmatch(r"[A-Za-z]:", text):
        return ""
    text = _FORBIDDEN.sub("_", text).strip().rstrip(". ")
    text = _DEVICES.sub(r"_\1", text)
    return _cut(text)


def _cut(name: str) -> str:
    if len(name.encode()) <= LONGEST:
        return name
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix.encode()) > 20:
        stem, dot, suffix = name, "", ""
    room = LONGEST - len(f"{dot}{suffix}".encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(". ") + dot + suffix
