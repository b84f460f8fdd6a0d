"""A drawing process that crashes, hangs or wants too much costs one page; the next is drawn by another."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.helpers import drawing as work
from workingregions.app.pages import Drawer, Original, OriginalState
from workingregions.app.pages.drawer import Drawing
from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.errors import ReadError

PLAN = Original(
    document="d",
    sha256="0" * 64,
    name="plan.pdf",
    media_type="application/pdf",
    size=1,
    state=OriginalState.THERE,
)


def page(number: int, password: str = "") -> Drawing:
    return Drawing(original=PLAN, page=number, dpi=150, password=password)


@pytest.fixture(scope="module")
def drawer() -> Iterator[Drawer]:
    made = Drawer(workers=1, seconds=2, memory=3_000, work=work.misbehave)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("number", "category", "message"),
    [
        (work.CRASH, FailureCategory.CRASH, "died .signal SIGSEGV"),
        (work.HANG, FailureCategory.TIMEOUT, "more than 2 seconds"),
        (work.SPIN, FailureCategory.TIMEOUT, "more than 2 seconds"),
        (work.GREEDY, FailureCategory.MEMORY, "too much memory"),
        (work.BROKEN, FailureCategory.ERROR, "a page of nonsense"),
    ],
)
def test_a_bad_page_is_named_and_the_next_one_is_drawn(
    drawer: Drawer, number: int, category: FailureCategory, message: str
) -> None:
    with pytest.raises(ReadError, match=message) as caught:
        drawer.draw(page(number))
    assert caught.value.category is category
    assert f"Page {number} of plan.pdf" in caught.value.message
    assert drawer.draw(page(work.GOOD)).data


def test_the_process_goes_on_after_an_error_and_is_another_after_a_crash(drawer: Drawer) -> None:
    first = drawer.draw(page(work.GOOD)).data
    with pytest.raises(ReadError):
        drawer.draw(page(work.BROKEN))
    assert drawer.draw(page(work.GOOD)).data == first
    with pytest.raises(ReadError):
        drawer.draw(page(work.CRASH))
    assert drawer.draw(page(work.GOOD)).data != first


def test_a_drawing_process_writes_no_files(drawer: Drawer, tmp_path: Path) -> None:
    target = tmp_path / "dropped"
    with pytest.raises(ReadError):
        drawer.draw(page(work.WRITES, str(target)))
    assert not target.exists() or target.stat().st_size == 0


def test_threads_wait_for_their_turn(drawer: Drawer) -> None:
    with ThreadPoolExecutor(6) as pool:
        drawn = list(pool.map(lambda _: drawer.draw(page(work.GOOD)).data, range(12)))
    assert len(set(drawn)) == 1
