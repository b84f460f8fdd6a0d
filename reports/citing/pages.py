"""Pages as citations write them."""

from __future__ import annotations

from collections.abc import Sequence


def page_list(pages: Sequence[int]) -> str:
    """Return pages in order as "3", "3–5" or "3, 7–8"; "" for none."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
