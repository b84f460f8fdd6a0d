"""The claim of a drop's id: two simultaneous runs have different ids, and the id of a killed run is free."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from workingregions.corpus import drops
from workingregions.corpus.drops import DropReport


def report(drop: str, folder: Path) -> None:
    made = DropReport(id=drop, paths=(), started="", seconds=0, snapshot="s000001", items=())
    made.save(folder)


def test_runs_at_once_have_ids_of_their_own(tmp_path: Path) -> None:
    folder = tmp_path / "drops"
    with drops.claim(folder) as first, drops.claim(folder) as second:
        assert (first, second) == ("d0001", "d0002")
        assert drops.running(folder)
        report(second, folder)
        with drops.claim(folder) as third:
            assert third == "d0003"
        report(first, folder)
    assert not drops.running(folder)
    assert drops.next_id(folder) == "d0003"
    assert sorted(path.name for path in folder.iterdir()) == ["d0001.json", "d0002.json"]


def test_the_id_of_a_run_that_was_killed_is_free(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from workingregions.corpus import drops\n"
        "with drops.claim(Path(sys.argv[1])) as drop: print(drop, flush=True); os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, check=False)
    assert (killed.returncode, killed.stdout) == (-9, b"d0001\n")
    assert not drops.running(tmp_path)
    with drops.claim(tmp_path) as drop:
        assert drop == "d0001"
