"""A thickness profile as a file: a page, a picture, JSON or tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from workingregions.corpus.csvfile import frame_as_csv
from workingregions.corpus.errors import NotFoundError
from workingregions.models.thickness import ThicknessProfile
from workingregions.reports.output import Content, write
from workingregions.reports.thickness import chart, page

PROFILES = ("html", "png", "svg", "json", "csv")


def write_thickness(profile: ThicknessProfile, out: Path) -> list[Path]:
    """Write a profile in the format that the file name implies: html, png, svg, json or csv (a folder).

    Raises:
        NotFoundError: the name implies another format.
        InputError: the path cannot be written.
    """
    format = out.suffix.lstrip(".").lower()
    if format not in ("", *PROFILES):
        raise NotFoundError("format of a profile", format, PROFILES, advice=f"One of: {', '.join(PROFILES)}.")
    makers: Mapping[str, Callable[[ThicknessProfile], Content]] = {
        "": _profile_tables,
        "csv": lambda p: _profile_tables(p)["components.csv"],
        "json": lambda p: p.as_json(),
        "png": chart.png,
        "svg": chart.svg_file,
        "html": page.html,
    }
    return write(makers[format](profile), out)


def _profile_tables(profile: ThicknessProfile) -> dict[str, str]:
    frames = {name: getattr(profile, name) for name in ("regions", "components", "by_type", "by_scale")}
    said = [("title", profile.title), ("snapshot", profile.snapshot), ("filter", profile.filter.words)]
    said += [("reading", text) for text in profile.reading] + [("warning", text) for text in profile.warnings]
    frames["about"] = pd.DataFrame(said, columns=["field", "value"])
    return {f"{name}.csv": frame_as_csv(frame) for name, frame in frames.items()}
