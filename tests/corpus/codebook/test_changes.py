"""What differs between two codebooks."""

from __future__ import annotations

from dataclasses import replace

from workingregions.corpus.codebook import Codebook, Theme, difference

CANALS = Theme(
    id="canals", group="g", label="Canals", definition="Freight by water.", seeds=("canal", "lock")
)
LINES = Theme(id="lines", group="g", label="Lines", definition="Tracks.", seeds=("line",))


def book(*themes: Theme) -> Codebook:
    return Codebook(groups={"g": "G"}, themes=themes)


def test_equal_codebooks_do_not_differ() -> None:
    assert difference(book(CANALS, LINES), book(LINES, CANALS)) == ()


def test_new_removed_renamed_and_changed_themes_are_told_apart() -> None:
    after = book(
        replace(CANALS, id="waterways", label="Waterways"),
        Theme(id="ports", group="g", label="Ports", definition="Harbours.", seeds=("port",)),
    )
    kinds = {change.theme: (change.kind, change.was) for change in difference(book(CANALS, LINES), after)}
    assert kinds == {"waterways": ("renamed", "canals"), "ports": ("new", ""), "lines": ("removed", "")}


def test_a_changed_list_shows_what_came_and_went() -> None:
    (change,) = difference(book(CANALS), book(replace(CANALS, seeds=("canal", "sluice"), definition="X.")))
    fields = {field.field: field for field in change.fields}
    assert (fields["seeds"].removed, fields["seeds"].added) == (("lock",), ("sluice",))
    assert (fields["definition"].before, fields["definition"].after) == ("Freight by water.", "X.")
