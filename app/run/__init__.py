"""An ingest run: which files need work, the workers that do it, and the comparison of all documents."""

from workingregions.app.run.engine import LocalEngine
from workingregions.app.run.run import Batch
from workingregions.app.run.stages import Inbox, ReadStage, blank, build
from workingregions.app.run.watcher import Engine, Silent, Watcher

__all__ = ["Batch", "Engine", "Inbox", "LocalEngine", "ReadStage", "Silent", "Watcher", "blank", "build"]
