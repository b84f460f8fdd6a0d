"""The kinds of export: what each is for, and what it is written to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportKind:
    """A kind of export.

    Attributes:
        name: as commands and addresses have it.
        title: what it is, in a few words.
        use: which programs open it, and for what.
        holds: tables, network, regions or documents.
        ending: of the file; "" for a folder.
        media_type: of the file, or of the zip of the folder.
    """

    name: str
    title: str
    use: str
    holds: str
    ending: str
    media_type: str


_KINDS = (
    ExportKind(
        name="csv",
        title="Tables as CSV",
        use="R, Stata, SPSS, Python: a folder with one file for each table, and the data dictionary.",
        holds="tables",
        ending="",
        media_type="application/zip",
    ),
    ExportKind(
        name="parquet",
        title="Tables as Parquet",
        use="R (arrow), Python (pandas, polars), DuckDB: as CSV, with types and smaller.",
        holds="tables",
        ending="",
        media_type="application/zip",
    ),
    ExportKind(
        name="xlsx",
        title="Tables as a workbook",
        use="Excel, LibreOffice: one sheet for each table, with filters and links to the evidence.",
        holds="tables",
        ending=".xlsx",
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    ExportKind(
        name="sqlite",
        title="Tables as a database",
        use="Datasette, DB Browser for SQLite, R (RSQLite): with keys, views and full-text search.",
        holds="tables",
        ending=".db",
        media_type="application/vnd.sqlite3",
    ),
    ExportKind(
        name="graphml",
        title="Ties as GraphML",
        use="Gephi, yEd, Cytoscape, igraph, networkx: an edge for each statement of a tie.",
        holds="network",
        ending=".graphml",
        media_type="application/xml",
    ),
    ExportKind(
        name="gexf",
        title="Ties as GEXF",
        use="Gephi with its timeline: as GraphML, with the years in which ties are stated.",
        holds="network",
        ending=".gexf",
        media_type="application/xml",
    ),
    ExportKind(
        name="geojson",
        title="Regions as GeoJSON",
        use="QGIS, R (sf), Leaflet: the regions with their shapes and counts.",
        holds="regions",
        ending=".geojson",
        media_type="application/geo+json",
    ),
    ExportKind(
        name="bibtex",
        title="Documents as BibTeX",
        use="Zotero, JabRef, LaTeX: with citation keys that never change, and links to the files.",
        holds="documents",
        ending=".bib",
        media_type="application/x-bibtex",
    ),
    ExportKind(
        name="ris",
        title="Documents as RIS",
        use="EndNote, Mendeley, Citavi, Zotero.",
        holds="documents",
        ending=".ris",
        media_type="application/x-research-info-systems",
    ),
    ExportKind(
        name="csl",
        title="Documents as CSL-JSON",
        use="Zotero, pandoc, Quarto: names of bodies stay whole.",
        holds="documents",
        ending=".json",
        media_type="application/vnd.citationstyles.csl+json",
    ),
)
EXPORTS: Mapping[str, ExportKind] = {kind.name: kind for kind in _KINDS}
"""The kinds by name, in the order in which they are offered."""
