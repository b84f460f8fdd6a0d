"""An ingest run: which files need work, the worker processes that do it, and what is compared afterwards."""

from workingregions.app.run.engine import LocalEngine
from workingregions.app.run.run import Batch
from workingregions.app.run.stages import Inbox, ReadStage, blank, build
from workingregions.app.run.watcher import Engine, Silent, Watcher

__all__ = ["Batch", "Engine", "Inbox", "LocalEngine", "ReadStage", "Silent", "Watcher", "blank", "build"]
