"""The flow from files to documents about a theme: every file is accounted for once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workingregions.models.flow import Arrival, Fate, flow, total

NAMES = [f"{n:02x}" for n in range(12)]
SOME = st.sets(st.sampled_from(NAMES))


@given(
    st.lists(st.tuples(st.sampled_from(["d0001", "d0002", "d0003"]), st.sampled_from(NAMES)), min_size=1),
    SOME, SOME, SOME, SOME, SOME, SOME, SOME,
)  # fmt: skip
def test_every_file_is_accounted_for_once(
    arrived: list[tuple[str, str]],
    held: set[str],
    failed: set[str],
    repeats: set[str],
    foreign: set[str],
    machine: set[str],
    about: set[str],
    outside: set[str],
) -> None:
    fate = Fate(
        held=held, failed=dict.fromkeys(failed, "damaged"), repeats=dict.fromkeys(repeats, "same_text"),
        foreign=foreign, machine=machine, about=about, outside=outside,
    )  # fmt: skip
    rows = flow([Arrival(drop=drop, sha256=name, path="") for drop, name in sorted(arrived)], fate)
    assert all(row.adds_up for row in rows)
    whole = total(rows)
    assert whole.adds_up
    assert whole.found == len(arrived)
    assert whole.found - whole.again == len({name for _, name in arrived})


def test_people_and_machine_are_told_apart() -> None:
    fate = Fate(
        held={"a", "b", "c", "d"}, failed={}, repeats={}, foreign={"d"}, machine={"a", "b"}, about={"a", "c"}
    )
    (row,) = flow([Arrival(drop="d0001", sha256=name, path="") for name in "abcde"], fate)
    assert (row.included, row.added, row.rejected, row.foreign, row.replaced) == (2, 1, 1, 1, 1)


def test_a_file_is_counted_where_it_first_came_in() -> None:
    fate = Fate(held={"a"}, failed={}, repeats={}, foreign=set(), machine={"a"}, about={"a"})
    first, second = flow([Arrival(drop=d, sha256="a", path="") for d in ("d0001", "d0002")], fate)
    assert (first.included, first.again) == (1, 0)
    assert (second.included, second.again) == (0, 1)
