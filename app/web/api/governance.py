"""Questions about institutions, ties, outcomes, networks and thickness."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Query

from workingregions.app.view import View
from workingregions.app.web.api.book import Book, Found
from workingregions.app.web.api.parameters import INSTITUTIONS, SELECTION, TIES, Ident, Kinds, Region, Year
from workingregions.corpus.correction import Action

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.ask import Institution
    from workingregions.app.map import RegistryStatus
    from workingregions.corpus.map_filter import MapFilter
    from workingregions.corpus.selection import Selection
    from workingregions.models.networks import Change, Network
    from workingregions.models.thickness import ThicknessProfile

TAG = "Governance"
book = Book()


@book.lists("/institutions", "InstitutionRow", *SELECTION, filters=INSTITUTIONS, tag=TAG)
def institutions(view: View, selection: Selection | None, only: MapFilter) -> pd.DataFrame:
    """List the institutions that the documents name: type, scale, home, documents and mentions.

    `region` and `year` count the passages about that region and the documents of those years; an
    institution's home may be elsewhere.
    """
    return view.institutions(selection, only=only)


@book.gives("/institutions/{institution}", "Institution", tag=TAG)
def institution(
    view: View,
    institution: Ident,
    near: Annotated[str, Query(description="A region that tells namesakes apart.", max_length=500)] = "",
) -> Institution:
    """Give all that the documents state about an institution, by its id, its name or an acronym."""
    return view.institution(institution, near=near)


@book.lists("/ties", "TieRow", *SELECTION, filters=TIES, cites=True, tag=TAG)
def ties(view: View, selection: Selection | None, only: MapFilter) -> pd.DataFrame:
    """List the ties between institutions that documents state, each with its sentence.

    Two names in one sentence are not a tie; only what the sentence states is. `institution` selects
    passages that name it; `/institutions/{institution}/ties` lists the ties of one.
    """
    return view.ties(selection, only=only)


@book.lists("/institutions/{institution}/ties", "TieRow", filters=TIES, cites=True, tag=TAG)
def institution_ties(view: View, only: MapFilter, institution: Ident) -> pd.DataFrame:
    """List the ties of one institution, each with its sentence."""
    return view.ties(institution=institution, only=only)


@book.lists("/outcomes", "OutcomeRow", *SELECTION, cites=True, tag=TAG)
def outcomes(view: View, selection: Selection | None, kind: Kinds = []) -> pd.DataFrame:  # noqa: B006
    """List quantified claims of the documents: jobs, investment, funding, firms, wages, output.

    Each is promised or reported, with its place, period and institution where the text states them.
    """
    return view.outcomes(selection, kinds=kind)


@book.lists("/datasets", "DatasetRow", *SELECTION, cites=True, tag=TAG)
def datasets(view: View, selection: Selection | None, kind: Kinds = []) -> pd.DataFrame:  # noqa: B006
    """List the tables of statistics, whose figures are no claims."""
    return view.datasets(selection, kinds=kind)


@book.gives("/network", "NetworkAnswer", filters=TIES, governance=True, tag=TAG)
def network(
    view: View,
    only: MapFilter,
    region: Region,
    year: Year = "",
    outside: Annotated[bool, Query(description="Also institutions of other regions.")] = False,
) -> Network:
    """Give the governance network of a region: its institutions and the ties that documents state.

    In networkx's node-link form, with the evidence of each tie. Only ties of governance count, and firms only
    where such a tie joins them, unless the filters ask for others.
    """
    return view.network(region, year=year, outside=outside, only=only)


@book.gives("/network/change", "Change", filters=TIES, governance=True, tag=TAG)
def change(
    view: View,
    only: MapFilter,
    region: Region,
    before: Annotated[str, Query(description="The earlier period.", examples=["2009:2015"])],
    after: Annotated[str, Query(description="The later period.", examples=["2016:2024"])],
) -> Change:
    """Tell what changed in a region's network from one period to a later one."""
    return view.change(region, before, after, only=only)


@book.gives("/thickness", "ThicknessProfile", filters=TIES, governance=True, tag=TAG)
def thickness(
    view: View,
    only: MapFilter,
    region: Annotated[
        list[str],
        Query(
            description="Regions to compare; repeat it.",
            min_length=1,
            max_length=12,
            examples=[["North East England", "Ohio"]],
        ),
    ],
    year: Year = "",
    at: Annotated[
        int, Query(description="Compare at this number of documents; 0: the smallest.", ge=0, le=1_000_000)
    ] = 0,
) -> ThicknessProfile:
    """Compare regions on institutional thickness (Amin and Thrift 1994), at equal numbers of documents."""
    return view.thickness(region, year=year, at=at, only=only)


@book.gives("/registry", "RegistryStatus", tag=TAG)
def registry(view: View) -> RegistryStatus:
    """Tell which registry of organisations the project holds, and how many institutions are linked to it."""
    return view.registry_status()


@book.lists("/corrections", "CorrectionRow", tag="Corrections")
def corrections(view: View) -> pd.DataFrame:
    """List the ledger of corrections: who made which, when and why, and whether it is in force."""
    return view.corrections()


@book.gives("/corrections/standing", "Standing", tag="Corrections")
def standing(view: View) -> Any:
    """Give conflicts between people, superseded corrections, corrections that wait, and invalid lines."""
    return view.standing()


@book.lists("/regions", "RegionCountRow", tag=TAG)
def regions(
    view: View,
    theme: Annotated[str, Query(description="A theme whose share to give.", max_length=200)] = "",
    year: Year = "",
) -> pd.DataFrame:
    """List the regions that documents are about, with their documents, institutions and ties."""
    return view.regions(theme=theme, year=year)


@book.gives("/regions/{region}", "RegionProfile", filters=TIES, governance=True, tag=TAG)
def region(
    view: View,
    only: MapFilter,
    region: Ident,
    against: Annotated[
        list[str], Query(description="Regions to compare its thickness with.", max_length=12)
    ] = [],  # noqa: B006
    year: Year = "",
) -> Any:
    """Give all that the corpus states about a region, and what it does not."""
    return view.region(region, against=against, year=year, only=only)


@book.lists("/review", "ReviewItem", tag="Corrections")
def review(
    view: View,
    limit: int,
    offset: int,
    kind: Annotated[
        list[str],
        Query(
            description="conflict, merge, apart, institution, type, scale, home, tie, theme.", max_length=9
        ),
    ] = [],  # noqa: B006
) -> Found:
    """List what most needs a person, by the harm that an error would do."""
    found = view.review_queue(kind, offset + limit)
    return Found(found.items[offset:], found.total, {"counts": found.counts})


@book.gives("/effect", "Effect", tag="Corrections")
def effect(
    view: View,
    action: Annotated[Action, Query(description="As of a correction.", examples=["retype"])],
    names: Annotated[list[str], Query(description="Names of institutions.", max_length=20)] = [],  # noqa: B006
    value: Annotated[str, Query(description="New name, type, scale, region ...", max_length=4_000)] = "",
    relation: Annotated[str, Query(description="Of a tie; a field; a theme.", max_length=200)] = "",
    near: Annotated[str, Query(description="A region that tells namesakes apart.", max_length=200)] = "",
    document: Annotated[str, Query(description="The document that shows it.", max_length=500)] = "",
    page: Annotated[int | None, Query(description="Its page.", ge=1, le=100_000)] = None,
    quote: Annotated[str, Query(description="The words that show it.", max_length=4_000)] = "",
    evidence: Annotated[str, Query(description="Of an outcome or passage.", max_length=200)] = "",
) -> Any:
    """Tell what a correction would change, without writing it; the parameters are its fields."""
    return view.effect(
        action, *names, value=value, relation=relation, near=near, document=document, page=page, quote=quote,
        evidence=evidence,
    )  # fmt: skip
