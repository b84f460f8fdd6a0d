"""Background jobs of a project: a queue, a record of each job, and the uploads that jobs read."""

from __future__ import annotations

from workingregions.app.jobs.job import Job, JobKind, JobState, Note, Progress, Task
from workingregions.app.jobs.queue import Jobs
from workingregions.app.jobs.runners import Runner, run_here, run_in_process

__all__ = [
    "Job",
    "JobKind",
    "JobState",
    "Jobs",
    "Note",
    "Progress",
    "Runner",
    "Task",
    "run_here",
    "run_in_process",
]
