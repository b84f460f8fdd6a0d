"""A project of three documents whose texts have accents, ligatures and emoji, made once; copies for tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.helpers.here import Here
from workingregions.app import Project

SKILLS = """---
date: 2014
title: Skills for Łódź
---
# Skills for Łódź

The mills of Łódź train apprentices 🏭 with the école de métiers; each year forty of them ﬁnish the course.

## Money

Grants of the région pay for half of the trainers, and the firms pay for the rest of the costs 💶 themselves.
"""
TRAINS = """---
date: 2016
---
# Trains of the county

The train leaves for the coast at seven; its carriages are full of commuters from the valley in the morning.

## Freight

Barges carry timber down the stream to the saw mill; the railway takes the planks from there to the harbour.
"""
LATE = """---
date: 2018
---
# Late trains

Trains were late on four days of ten, so that workers missed the beginning of their shift at the tin works.
"""
TEXTS = {"skills": SKILLS, "trains": TRAINS, "late": LATE}
APPRENTICES = (
    "The mills of Łódź train apprentices 🏭 with the école de métiers; each year forty of them ﬁnish"
)
GRANTS = "Grants of the région pay for half of the trainers"
FREIGHT = "Barges carry timber down the stream to the saw mill"


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("county")
    for name, text in TEXTS.items():
        (folder / f"{name}.md").write_text(text, encoding="utf8")
    project = Project.create(folder / "project")
    project.ingest([folder / f"{name}.md" for name in TEXTS], engine=Here())
    return project


@pytest.fixture
def project(county: Project, tmp_path: Path) -> Project:
    shutil.copytree(county.root, tmp_path / "copy")
    return Project.open(tmp_path / "copy")


@pytest.fixture
def other(county: Project, tmp_path: Path) -> Project:
    """A second copy, into which what the first one exports is imported."""
    shutil.copytree(county.root, tmp_path / "other")
    return Project.open(tmp_path / "other")


def passage(project: Project, words: str) -> str:
    """The id of the passage that has these words."""
    found = project.view().passages()
    own = found[found["text"].str.contains(words, regex=False)]
    assert len(own) == 1, words
    return str(own["id"].iloc[0])
