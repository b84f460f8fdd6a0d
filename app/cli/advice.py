"""The advice of errors and reports as the command line words it: the only texts that name commands."""

from __future__ import annotations

import re
from collections.abc import Mapping

from workingregions.corpus import remedies
from workingregions.corpus.errors import WorkingRegionsError
from workingregions.corpus.remedies import NEUTRAL, Remedy

NO_DOCUMENTS = "The project holds no documents yet. Start with: wr ingest PATH"

WORDS: Mapping[Remedy, str] = {
    Remedy.CREATE_PROJECT: "Create a project with: wr init {folder}",
    Remedy.OPEN_PROJECT: "Use it with: -p {folder}",
    Remedy.CHOOSE_PROJECT: "Name one with --project DIR, or create one with: wr init DIR",
    Remedy.INGEST: NO_DOCUMENTS,
    Remedy.ENCODE_AGAIN: "Run `wr ingest PATH`, which encodes all documents again, or restore [encoder].",
    Remedy.INGEST_AGAIN: "Ingest them from where they are now with `wr ingest PATH`.",
    Remedy.RETRY: "Check that the file exists and that you may read it; then run `wr retry`.",
    Remedy.CHECK_STORE: "Run `wr check`.",
    Remedy.UPGRADE: "Upgrade with: pip install --upgrade workingregions",
    Remedy.LIST_SEARCHES: "`wr searches list` lists them.",
    Remedy.LIST_BASKET: "`wr basket list` lists it.",
    Remedy.LIST_DOCUMENTS: "`wr documents` lists them.",
    Remedy.LIST_DROPS: "`wr drops` lists them.",
    Remedy.LIST_THEMES: "`wr themes` lists them.",
    Remedy.LIST_TOPICS: "`wr topics list` lists them.",
    Remedy.LIST_INSTITUTIONS: "`wr institutions` lists them.",
    Remedy.LIST_CORRECTIONS: "`wr corrections list` shows their ids.",
    Remedy.FIT_TOPICS: "`wr topics fit` creates one.",
    Remedy.NARROW_BY_REGION: "Choose one with --near REGION, or give its id instead of the name.",
    Remedy.GIVE_ID: "Give the id or the full path instead.",
    Remedy.GIVE_DOCUMENT: "Name it with --in DOC.",
    Remedy.GIVE_EVIDENCE: "Name the document that states it with --in DOC, and the page with --page.",
    Remedy.GIVE_LEDGER: "Give a file that `wr corrections export` wrote, or a project with corrections.",
    Remedy.GIVE_PASSWORD: "Give its password with --password-file, or save a copy without one.",
    Remedy.RAISE_TIMEOUT: "Raise ingest.timeout in workingregions.toml and run `wr retry`.",
    Remedy.RAISE_MEMORY: "Raise ingest.memory in workingregions.toml and run `wr retry`.",
}

STEPS: Mapping[str, str] = {
    "encrypted": "Write the passwords into a file, one per line, for `wr retry --password-file FILE`.",
    "damaged": "Get fresh copies, or open and print them to new PDFs in the same place; then run `wr retry`.",
    "empty": "Download or copy them again; then run `wr retry`.",
    "unsupported": "Save them as PDF, DOCX or HTML and add those with `wr ingest`.",
    "no_text": "They contain no text, not even by OCR. Leave them, or add a better scan.",
    "garbled": "Their text is unreadable. Print them to new PDFs or scan them; then run `wr retry`.",
    "timeout": "Raise `timeout` under `[ingest]` in workingregions.toml; then run `wr retry`.",
    "memory": "Raise `memory` under `[ingest]` in workingregions.toml; then run `wr retry`.",
    "missing": "Put them back where they were; then run `wr retry`.",
    "too_large": "Split or unpack them and add the parts with `wr ingest`.",
}
"""What the user can do about the files of each failure category, for the drop report."""

_REWORDED = {
    remedies.NO_DOCUMENTS: NO_DOCUMENTS,
    **{text: WORDS[remedy] for remedy, text in NEUTRAL.items() if remedy in WORDS},
}


_DEFAULTS = re.compile(r"Left out:.*\b(?:firms?|of (?:governance|supply|ownership))\b")
"""What a filter leaves out because of its kinds of tie and its firms."""


def worded(error: WorkingRegionsError) -> str:
    """Return an error's message and advice as the command line prints them."""
    return error.worded(WORDS)


def reworded(advice: str) -> str:
    """Return stored advice, which is in neutral wording, in the words of the command line."""
    if advice.startswith(remedies.NOT_READ):
        return f"{advice} List them with: wr documents --unread"
    if advice.startswith(remedies.COUNTED) and _DEFAULTS.search(advice):
        return f"{advice} To count all: --ties all --firms"
    return _REWORDED.get(advice, advice)
