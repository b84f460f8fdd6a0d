"""The corpus as files for other programs: tables, networks, regions, bibliographies, each with a manifest."""

from __future__ import annotations

from workingregions.reports.exchange.about import (
    FORMAT,
    MANIFEST,
    VERSION,
    About,
    Counted,
    Row,
    checksum,
    manifest,
)
from workingregions.reports.exchange.bibliography import Entry, write_bibliography
from workingregions.reports.exchange.database import beside, write_sqlite
from workingregions.reports.exchange.dictionary import (
    TableColumn,
    TableForm,
    described,
    dictionary,
)
from workingregions.reports.exchange.graphs import write_gexf, write_graphml
from workingregions.reports.exchange.places import new_file, new_folder
from workingregions.reports.exchange.regions import CREDITS, geojson, write_geojson
from workingregions.reports.exchange.tables import DICTIONARY, Tables, write_csv, write_parquet
from workingregions.reports.exchange.workbook import write_xlsx

__all__ = [
    "CREDITS",
    "DICTIONARY",
    "FORMAT",
    "MANIFEST",
    "VERSION",
    "About",
    "Counted",
    "Entry",
    "Row",
    "TableColumn",
    "TableForm",
    "Tables",
    "beside",
    "checksum",
    "described",
    "dictionary",
    "geojson",
    "manifest",
    "new_file",
    "new_folder",
    "write_bibliography",
    "write_csv",
    "write_geojson",
    "write_gexf",
    "write_graphml",
    "write_parquet",
    "write_sqlite",
    "write_xlsx",
]
