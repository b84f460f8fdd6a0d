"""A theme of the codebook."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A theme; `id` is stable, for labels, gold data, reports and corrections refer to it.

    `descriptions` say in a sentence each what a passage about it is like; `include` and `exclude` are the
    rules for coders, what belongs to the theme and what does not; `examples` are passages, or parts of them.
    `broader` is the id of the theme that it is a part of, "" at the top of the hierarchy.
    """

    id: str
    group: str
    label: str
    definition: str
    seeds: tuple[str, ...]
    descriptions: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    broader: str = ""
