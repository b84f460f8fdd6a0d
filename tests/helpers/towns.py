"""Three short documents on two regions, with institutions under several names, and a project of them."""

from __future__ import annotations

from pathlib import Path

from tests.helpers.here import Here
from workingregions.app import Project
from workingregions.app.map.build import OUTPUTS

SKILLS = """---
date: 2014
---
# Ohio Skills Plan

The Ohio Development Agency funds the Akron Workforce Board. The board trains machinists with Summit Valley
College and the Akron Chamber of Commerce.

The Akron Workforce Board met in Akron in March. Summit Valley College hired forty trainers.
"""
REVIEW = """---
date: 2018
---
# Review of machining in Akron

The Workforce Board of Akron was praised by the Steelworkers Union. The Ohio Development Agency funds Summit
Valley College. Summit Valley College and the Akron Chamber of Commerce opened a hall in Akron.
"""
STEEL = """---
date: 2016
---
# Sheffield steel note

Sheffield City Council works with the University of Sheffield on steel. The Chamber of Commerce is a partner
of the University of Sheffield.
"""
LATER = """---
date: 2021
---
# Akron after the pandemic

The Workforce Board of Akron closed its hall. The Akron Workforce Board pays trainers at Summit Valley
College.
"""
BOARD, SAME = "Akron Workforce Board", "Workforce Board of Akron"


def write(folder: Path, **files: str) -> Path:
    """Writes the files, each NAME.md, and returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.md").write_text(text, encoding="utf8")
    return folder


def towns(folder: Path, name: str = "project") -> Project:
    """A project with the first three documents."""
    drop = write(folder / "drop", skills=SKILLS, review=REVIEW, steel=STEEL)
    project = Project.create(folder / name)
    project.ingest([drop], engine=Here())
    return project


def digests(project: Project) -> dict[str, str]:
    """A hash of each table of the governance map, as the newest snapshot has it."""
    now = project.store.snapshot()
    return {name: now.digest(name) for name in OUTPUTS}
