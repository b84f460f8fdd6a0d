"""The small project of `towns`, made once, and a copy of it for every test that writes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.helpers.towns import towns
from workingregions.app import Project


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return towns(tmp_path_factory.mktemp("towns"))


@pytest.fixture
def project(original: Project, tmp_path: Path) -> Project:
    shutil.copytree(original.root, tmp_path / "copy")
    return Project.open(tmp_path / "copy")
