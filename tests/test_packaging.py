"""What is built is what is here: packages, data files, licences of the default install."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import distribution, requires
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("app", "corpus", "ingest", "models", "nlp", "reports")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def packages() -> dict[str, str]:
    found = {}
    for layer in LAYERS:
        for init in (ROOT / layer).rglob("__init__.py"):
            folder = init.parent.relative_to(ROOT).as_posix()
            found[f"workingregions.{folder.replace('/', '.')}"] = folder
    return found


def test_every_package_is_listed_and_typed() -> None:
    settings = PROJECT["tool"]["setuptools"]
    assert sorted(settings["packages"]) == sorted(packages())
    assert settings["package-dir"] == {"workingregions": "."}
    for layer in LAYERS:
        assert (ROOT / layer / "py.typed").is_file(), layer  # it holds for the packages inside (PEP 561)
    assert not (ROOT / "__init__.py").exists()


@pytest.mark.slow
def test_the_wheel_holds_every_module_and_data_file(tmp_path: Path) -> None:
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "--no-build-isolation",
            "-w",
            tmp_path,
            ROOT,
        ],
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    tracked = subprocess.run(
        ["git", "ls-files", *LAYERS], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    wanted = {f"workingregions/{path}" for path in tracked if path}
    assert len(wanted) > 50
    assert wanted - held == set()
    assert not any(name.startswith(("tests/", "workingregions/tests")) for name in held)


def pinned() -> dict[str, str]:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    found = [re.match(r"([a-z0-9][a-z0-9._-]*)==(\S+)", line) for line in lines]
    return {m[1]: m[2] for m in found if m}


def test_the_lock_pins_every_dependency_with_a_hash() -> None:
    names = {
        re.split(r"[<>=\[; ]", need, maxsplit=1)[0].lower()
        for need in [
            *PROJECT["project"]["dependencies"],
            *PROJECT["project"]["optional-dependencies"]["dev"],
        ]
    }
    # Torch is installed by itself; see the Makefile.
    assert names - set(pinned()) == {"torch"}
    text = (ROOT / "requirements.lock").read_text()
    for block in re.split(r"\n(?=[a-z0-9])", text)[1:]:
        assert "--hash=sha256:" in block, block[:60]


def test_no_dependency_of_the_default_install_is_under_the_gpl() -> None:
    seen: set[str] = set()
    todo = [re.split(r"[<>=\[; ]", need, maxsplit=1)[0] for need in PROJECT["project"]["dependencies"]]
    while todo:
        name = todo.pop().lower().replace("_", "-")
        if name in seen or name == "torch":
            continue
        seen.add(name)
        about = distribution(name).metadata
        # An expression such as "MIT OR GPL-2.0" leaves the choice to us.
        said = about.get("License-Expression") or ""
        said = said or " ".join(c for c in about.get_all("Classifier", []) if c.startswith("License"))
        said = said or (about.get("License") or "")[:80]
        strong = re.search(r"(?<!L)(?<!Lesser )\b(A?GPL|GNU (Affero )?General Public)", said)
        assert not strong or " OR " in said, f"{name}: {said}"
        for need in requires(name) or []:
            if "extra ==" in need or not re.match(r"[A-Za-z0-9._-]+", need):
                continue
            inner = re.match(r"[A-Za-z0-9._-]+", need)[0]  # type: ignore[index]
            if inner.lower().replace("_", "-") in pinned():
                todo.append(inner)
    assert len(seen) > 60
