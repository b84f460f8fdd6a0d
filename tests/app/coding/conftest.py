"""A project of one document with short sections, half on rivers and half on trains, made once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.helpers.here import Here
from workingregions.app import Project

RIVERS = "The river {n} flows past the mill; barges carry timber down the stream when the water is high."
TRAINS = "The train of platform {n} leaves for the coast; its carriages are full of commuters in the morning."
COUNT = 14


def document() -> str:
    sections = []
    for n in range(COUNT):
        name = f"number {'abcdefghijklmnop'[n]}"
        sections += [
            f"## River {name}\n\n{RIVERS.format(n=name)}",
            f"## Train {name}\n\n{TRAINS.format(n=name)}",
        ]
    return "---\ndate: 2014\n---\n# Ways of the county\n\n" + "\n\n".join(sections) + "\n"


@pytest.fixture(scope="session")
def ways(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("ways")
    (folder / "ways.md").write_text(document(), encoding="utf8")
    project = Project.create(folder / "project")
    project.ingest([folder / "ways.md"], engine=Here())
    return project


@pytest.fixture
def project(ways: Project, tmp_path: Path) -> Project:
    shutil.copytree(ways.root, tmp_path / "copy")
    return Project.open(tmp_path / "copy")
