"""The advice of errors as the workbench words it, and the page where the reader follows it."""

from __future__ import annotations

from collections.abc import Mapping

from workingregions.corpus.errors import WorkingRegionsError
from workingregions.corpus.remedies import Remedy

WORDS: Mapping[Remedy, str] = {
    Remedy.CREATE_PROJECT: "Make a project on the page New project.",
    Remedy.OPEN_PROJECT: "Open that project, or choose another folder.",
    Remedy.CHOOSE_PROJECT: "Make a project, or open one, on the page New project.",
    Remedy.INGEST: "The project holds no documents yet. Add some on the page Drops.",
    Remedy.INGEST_AGAIN: "Add them again, from where they are now, on the page Drops.",
    Remedy.RETRY: "Check that the file is there and that you may read it; then retry it on the page Drops.",
    Remedy.LIST_DOCUMENTS: "The page Documents lists them.",
    Remedy.LIST_DROPS: "The page Drops lists them.",
    Remedy.LIST_THEMES: "The page Themes lists them.",
    Remedy.LIST_TOPICS: "The page Topics lists them.",
    Remedy.LIST_SEARCHES: "The page Saved searches lists them.",
    Remedy.LIST_BASKET: "The page Basket lists it.",
    Remedy.LIST_INSTITUTIONS: "The page Institutions lists them.",
    Remedy.LIST_CORRECTIONS: "The page Corrections lists them.",
    Remedy.FIT_TOPICS: "The page Topics fits them.",
    Remedy.GIVE_PASSWORD: "Give its password on the drop's page, or save a copy without one.",
}
PAGES: Mapping[Remedy, tuple[str, str]] = {
    Remedy.CREATE_PROJECT: ("/new", "New project"),
    Remedy.CHOOSE_PROJECT: ("/new", "New project"),
    Remedy.INGEST: ("/drops", "Add documents"),
    Remedy.INGEST_AGAIN: ("/drops", "Add documents"),
    Remedy.RETRY: ("/drops", "Drops"),
    Remedy.LIST_DOCUMENTS: ("/documents", "Documents"),
    Remedy.LIST_DROPS: ("/drops", "Drops"),
    Remedy.LIST_THEMES: ("/themes", "Themes"),
    Remedy.LIST_TOPICS: ("/topics", "Topics"),
    Remedy.LIST_SEARCHES: ("/searches", "Saved searches"),
    Remedy.LIST_BASKET: ("/basket", "Basket"),
    Remedy.LIST_INSTITUTIONS: ("/institutions", "Institutions"),
    Remedy.LIST_CORRECTIONS: ("/corrections", "Corrections"),
    Remedy.FIT_TOPICS: ("/topics", "Topics"),
}


def worded_advice(error: WorkingRegionsError) -> str:
    """Return the advice of an error in the words of the workbench."""
    return error.remedy.worded(WORDS)


def page_of(remedy: str) -> tuple[str, str]:
    """Return the address and the name of the page where a remedy is at hand; empty if there is none."""
    return PAGES.get(Remedy(remedy), ("", "")) if remedy else ("", "")
