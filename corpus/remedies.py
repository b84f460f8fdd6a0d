"""What a user can do with this system about an error; each interface words it in its own terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from workingregions.corpus.enums import FailureCategory

NO_DOCUMENTS = "The project holds no documents yet."
NOT_READ = "Not read, or only in part:"
"""The beginning of the sentence on what of an answer's documents was not read."""
COUNTED = "Counted:"
"""The beginning of the sentence on what a filter takes and leaves out."""


class Remedy(Enum):
    """A step that helps. The names in braces in its wording are the parameters of its `Advice`."""

    CREATE_PROJECT = "create_project"
    OPEN_PROJECT = "open_project"
    CHOOSE_PROJECT = "choose_project"
    INGEST = "ingest"
    INGEST_AGAIN = "ingest_again"
    ENCODE_AGAIN = "encode_again"
    RETRY = "retry"
    CHECK_STORE = "check_store"
    UPGRADE = "upgrade"
    LIST_DOCUMENTS = "list_documents"
    LIST_DROPS = "list_drops"
    LIST_THEMES = "list_themes"
    LIST_TOPICS = "list_topics"
    LIST_SEARCHES = "list_searches"
    LIST_BASKET = "list_basket"
    LIST_INSTITUTIONS = "list_institutions"
    LIST_CORRECTIONS = "list_corrections"
    FIT_TOPICS = "fit_topics"
    NARROW_BY_REGION = "narrow_by_region"
    GIVE_ID = "give_id"
    GIVE_DOCUMENT = "give_document"
    GIVE_EVIDENCE = "give_evidence"
    GIVE_LEDGER = "give_ledger"
    GIVE_PASSWORD = "give_password"
    RAISE_TIMEOUT = "raise_timeout"
    RAISE_MEMORY = "raise_memory"


NEUTRAL: Mapping[Remedy, str] = {
    Remedy.CREATE_PROJECT: "Create a project there first.",
    Remedy.OPEN_PROJECT: "Open that project, or choose another folder.",
    Remedy.CHOOSE_PROJECT: "Name the folder of a project, or create one.",
    Remedy.INGEST: "The project holds no documents yet; ingest some first.",
    Remedy.ENCODE_AGAIN: "Ingest any document, which encodes all of them again, or restore [encoder].",
    Remedy.INGEST_AGAIN: "Ingest them from where they are now.",
    Remedy.RETRY: "Check that the file is there and that you may read it; then retry the failed files.",
    Remedy.CHECK_STORE: "Check the store.",
    Remedy.UPGRADE: "Upgrade the package workingregions.",
    Remedy.LIST_DOCUMENTS: "List the documents to see their names.",
    Remedy.LIST_DROPS: "List the drops to see their ids.",
    Remedy.LIST_THEMES: "List the themes to see their ids.",
    Remedy.LIST_SEARCHES: "List the saved searches to see their names.",
    Remedy.LIST_BASKET: "List the basket to see what is in it.",
    Remedy.LIST_TOPICS: "List the topics to see their numbers.",
    Remedy.LIST_INSTITUTIONS: "List the institutions to see their names.",
    Remedy.LIST_CORRECTIONS: "List the corrections to see their ids.",
    Remedy.FIT_TOPICS: "Fit topics to the corpus.",
    Remedy.NARROW_BY_REGION: "Add the region that is meant, or give the id instead of the name.",
    Remedy.GIVE_ID: "Give the id or the full path instead.",
    Remedy.GIVE_DOCUMENT: "Name the document.",
    Remedy.GIVE_EVIDENCE: "Name the document that states it, and the page.",
    Remedy.GIVE_LEDGER: "Give a file of exported corrections, or the folder of a project that has some.",
    Remedy.GIVE_PASSWORD: "Give its password, or save a copy without one.",
    Remedy.RAISE_TIMEOUT: "Raise ingest.timeout in workingregions.toml and retry the failed files.",
    Remedy.RAISE_MEMORY: "Raise ingest.memory in workingregions.toml and retry the failed files.",
}
"""A wording of each remedy that fits any interface; one with better words uses its own."""

FAILURES: Mapping[FailureCategory, Remedy | str] = {
    FailureCategory.ENCRYPTED: Remedy.GIVE_PASSWORD,
    FailureCategory.TIMEOUT: Remedy.RAISE_TIMEOUT,
    FailureCategory.MEMORY: Remedy.RAISE_MEMORY,
    FailureCategory.MISSING: Remedy.RETRY,
    FailureCategory.CRASH: "Try it again when the machine has more free memory; if it fails again, print it "
    "to a new PDF and add that.",
    FailureCategory.DAMAGED: "Get a fresh copy of the file.",
    FailureCategory.EMPTY: "The file has no content; get a fresh copy.",
    FailureCategory.UNSUPPORTED: "Save it as PDF, DOCX or HTML.",
    FailureCategory.NO_TEXT: "It holds nothing to read, even by OCR.",
    FailureCategory.ERROR: "Please report this, with the file if you may share it.",
}
"""The remedy for a file that failed, where the error itself gave no advice."""


@dataclass(frozen=True, slots=True)
class Advice:
    """A remedy with its parameters, or a sentence that fits every interface; as text, the neutral wording."""

    remedy: Remedy | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    text: str = ""

    @classmethod
    def of(cls, given: Advice | Remedy | str) -> Advice:
        """Return `given` as advice."""
        if isinstance(given, Advice):
            return given
        return cls(remedy=given) if isinstance(given, Remedy) else cls(text=given)

    def worded(self, words: Mapping[Remedy, str]) -> str:
        """Return the advice in an interface's words, or the neutral ones where it has none."""
        if self.remedy is None:
            return self.text
        wording = words.get(self.remedy, NEUTRAL[self.remedy]).format_map(self.params)
        return f"{self.text} {wording}".strip()

    def __str__(self) -> str:
        return self.worded(NEUTRAL)
