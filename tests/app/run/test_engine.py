"""The contract of an engine: every job gives one result, whatever the job does."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.misbehave import Doubler
from workingregions.app.run.engine import LocalEngine, Lost
from workingregions.corpus.enums import FailureCategory


def run(jobs: list[tuple[str, Any]], **limits: Any) -> dict[tuple[str, Any], Any]:
    engine = LocalEngine(**{"workers": 2, "timeout": 60.0, "memory": 2000, **limits})
    return dict(engine.run(jobs, Doubler()))


def test_every_job_gives_its_result() -> None:
    jobs = [("double", n) for n in range(20)]
    assert run(jobs) == {job: 2 * job[1] for job in jobs}


def test_no_jobs_start_no_workers() -> None:
    assert run([]) == {}


def test_a_document_that_hangs_costs_only_itself() -> None:
    results = run([("hang", 0), ("double", 1), ("double", 2), ("double", 3)], timeout=1.5)
    lost = results.pop(("hang", 0))
    assert isinstance(lost, Lost)
    assert lost.category is FailureCategory.TIMEOUT
    assert "1.5 seconds" in lost.message
    assert results == {("double", n): 2 * n for n in (1, 2, 3)}


def test_a_crash_costs_only_the_document_that_caused_it() -> None:
    results = run([("die", 0), ("exit", 0), ("double", 1), ("double", 2)])
    twice = "the reading process died twice"
    assert results[("die", 0)] == Lost(FailureCategory.CRASH, f"{twice} (signal SIGSEGV).")
    assert results[("exit", 0)] == Lost(FailureCategory.CRASH, f"{twice} (exit code 3).")
    assert results[("double", 2)] == 4


def test_a_killed_worker_does_not_condemn_its_document(tmp_path: Path) -> None:
    jobs = [("die once", str(tmp_path / "marks")), *[("double", n) for n in range(4)]]
    engine = LocalEngine(2, 60.0, 2000)
    ended = list(engine.run(jobs, Doubler()))
    assert dict(ended[:-1]) == {("double", n): 2 * n for n in range(4)}
    assert ended[-1] == (jobs[0], 1), "it is tried again last, with no other worker on the machine"


def test_a_worker_that_dies_while_it_starts_is_started_again(tmp_path: Path) -> None:
    engine = LocalEngine(2, 60.0, 2000)
    factory = Doubler(stillborn=str(tmp_path / "marks"), births=3)
    assert dict(engine.run([("double", 1), ("double", 2)], factory)) == {("double", 1): 2, ("double", 2): 4}
    with pytest.raises(RuntimeError, match="died before they were ready"):
        list(engine.run([("double", 1)], Doubler(stillborn=str(tmp_path / "more"), births=99)))


def test_what_cannot_be_passed_between_processes_costs_only_itself() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    engine = LocalEngine(1, 60.0, 2000)
    results = [
        (job[0], result) for job, result in engine.run([("nest", 0), ("x", deep), ("y", 1)], Doubler())
    ]
    assert [name for name, _ in results] == ["nest", "x", "y"]
    assert all("nested too deeply" in result.message for _, result in results[:2])
    assert results[2] == ("y", 2)


def test_a_document_that_swells_is_stopped() -> None:
    results = run([("swell", 0), ("double", 1)], memory=600)
    assert results[("swell", 0)].category is FailureCategory.MEMORY
    assert results[("double", 1)] == 2


def test_a_worker_that_cannot_start_is_our_error() -> None:
    with pytest.raises(RuntimeError, match="no model here"):
        list(LocalEngine(2, 60, 2000).run([("double", 1)], Doubler(broken=True)))


def test_workers_use_one_thread_and_leave_the_parents_settings_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    assert run([("threads", 0)]) == {("threads", 0): "1"}
    assert os.environ["OMP_NUM_THREADS"] == "7"


def test_jobs_are_taken_as_workers_need_them() -> None:
    taken: list[int] = []

    def jobs() -> Iterator[tuple[str, int]]:
        for n in range(50):
            taken.append(n)
            yield ("double", n)

    engine = LocalEngine(2, 60.0, 2000)
    first = next(results := engine.run(jobs(), Doubler()))
    assert first[1] == 2 * first[0][1]
    assert len(taken) < 10
    results.close()  # type: ignore[attr-defined]
