"""A report as JSON: what is kept beside its files, to make it again and to compare editions."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from workingregions.corpus.errors import InputError
from workingregions.corpus.plain import plain
from workingregions.reports.report.report import Report

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FORMAT = 1
"""Raised when older files can no longer be read as they are."""


def report_json(report: Report) -> str:
    """Return the report as JSON, without its attachments; the same text for the same report."""
    from dataclasses import replace

    content = {"format": FORMAT, "report": plain(replace(report, attachments=()))}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def load_report(text: str | bytes, name: str = "the file") -> Report:
    """Return the report that `report_json` wrote.

    Raises:
        InputError: it is not one; the message names the file as `name`.
    """
    from pydantic import ValidationError

    advice = "Name the report.json of a report that this program wrote."
    try:
        content = json.loads(text)
        found = content["format"]
        if isinstance(found, int) and found > FORMAT:
            raise InputError(f"{name} was written by a newer release.", advice="Update workingregions.")
        return _adapter().validate_python(content["report"], strict=False)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise InputError(f"{name} is not a report: {where}: {first['msg']}.", advice=advice) from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError(f"{name} is not a report.", advice=advice) from None


@cache
def _adapter() -> TypeAdapter[Report]:
    from pydantic import TypeAdapter

    return TypeAdapter(Report)
