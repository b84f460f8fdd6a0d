"""What a review asks, of which documents, and what the theme means."""

from __future__ import annotations

from collections.abc import Iterator

from workingregions.corpus.codebook import Theme
from workingregions.models.wording import plural
from workingregions.reports.report import Bullets, Claim, Number, Paragraph, Section, counted, recorded
from workingregions.reports.themes.dates import day
from workingregions.reports.themes.desk import Desk
from workingregions.reports.themes.prose import names
from workingregions.reports.wording import number, opening, some


def section(desk: Desk) -> Section:
    """Return the question and the scope."""
    return Section(
        id="scope",
        title="Question and scope",
        blocks=(Paragraph(claims=(_question(desk), *_corpus(desk))), Paragraph(claims=tuple(_unit(desk)))),
    )


def definition(desk: Desk) -> Section:
    """Return the definitions of the themes, as the codebook has them."""
    one = len(desk.themes) == 1
    blocks = tuple(block for theme in desk.themes for block in _theme(desk, theme))
    return Section(id="definition", title="The theme" if one else "The themes", blocks=blocks)


def _question(desk: Desk) -> Claim:
    text = (
        f"This review asks what the documents of the project “{desk.material.project}” say about "
        f"{desk.subject}: "
        "how often they do so, when and where, who acts, what is claimed for it, and on what they disagree."
    )
    return recorded("scope.question", text, source="the order of this report")


def _corpus(desk: Desk) -> Iterator[Claim]:
    m = desk.material
    years = [d.year for d in desk.documents.values() if d.year is not None]
    span = f" They date from {min(years)} to {max(years)}" if years and min(years) < max(years) else ""
    span = span or (f" They date from {years[0]}" if years else " None of them bears a year")
    undated = len(desk.documents) - len(years)
    if years and undated:
        span += f"; {number(undated)} {'bears' if undated == 1 else 'bear'} no year"
    text = (
        f"The corpus holds {plural(len(desk.documents), 'document')} with {plural(m.pages, 'page')} and "
        f"{plural(m.running, 'passage')} of running text.{span}."
    )
    numbers = [
        Number(name="documents.all", value=len(desk.documents), unit="documents", link=desk.to.every()),
        Number(name="pages.all", value=m.pages, unit="pages"),
        Number(name="passages.all", value=m.running, unit="passages"),
    ]
    if m.years:
        text = (
            f"Reviewed are documents of {m.years.replace(':', ' to ').strip()}. "
            f"{text.replace('The corpus holds', 'Of these there are', 1)}"
        )
    yield counted("scope.corpus", text, numbers, source="the documents of the snapshot")
    if m.sources:
        days = list(dict.fromkeys(day(source.date) for source in m.sources if source.date))
        when = f" on {names(days)}" if len(days) < 4 else f" between {days[0]} and {days[-1]}"
        text = f"They came from {some(len(m.sources), 'source')}{when if days else ''}."
        yield recorded("scope.drops", text, source="the reports of the drops")


def _unit(desk: Desk) -> Iterator[Claim]:
    m = desk.material
    text = (
        f"A document counts as being about {desk.subject} if at least one of its passages is; a passage is "
        "if the "
        f"program puts the probability at {m.about:.2f} or more. To name a term in passing is not enough."
    )
    yield recorded("scope.unit", text, source="the configuration")
    naming = set().union(*(m.naming.get(theme.id, ()) for theme in desk.themes)) & desk.documents.keys()
    merely = naming - set(desk.covered)
    if naming:
        text = (
            f"{opening(len(naming), 'document')} {'uses' if len(naming) == 1 else 'use'} a term of the "
            f"{'theme' if len(desk.themes) == 1 else 'themes'}; {_merely(len(merely), len(naming))}."
        )
        numbers = {"documents.naming": len(naming), "documents.merely_naming": len(merely)}
        yield counted("scope.naming", text, numbers, source="the theme scores of the snapshot")
    if m.filter.words:
        yield recorded(
            "scope.filter",
            f"Of institutions, the review counts {m.filter.words}.",
            source="the order of this report",
        )


def _merely(merely: int, naming: int) -> str:
    if not merely:
        return "it is also about it" if naming == 1 else "all of them are also about it"
    if merely == naming:
        return "it only names it" if naming == 1 else "all of them only name it"
    return f"{number(merely)} of them only {'names' if merely == 1 else 'name'} it"


def _theme(desk: Desk, theme: Theme) -> Iterator[Paragraph | Bullets]:
    m = desk.material
    group = m.groups.get(theme.group, theme.group)
    broader = f", as a part of {m.labels.get(theme.broader, theme.broader)}" if theme.broader else ""
    lead = (
        f"Version {m.codebook} of the codebook files {theme.label} under {group}{broader}, and defines it "
        "so: "
        f"{_sentence(theme.definition)}"
    )
    seeds = f"Terms that name it are {names(f'“{seed}”' for seed in theme.seeds)}."
    where = "the codebook"
    yield Paragraph(
        claims=(
            recorded(f"definition.{theme.id}", lead, source=where),
            recorded(f"definition.{theme.id}.seeds", seeds, source=where),
        )
    )
    rules = [("include", "It includes", theme.include), ("exclude", "It does not include", theme.exclude)]
    claims = [
        recorded(f"definition.{theme.id}.{key}.{n}", f"{words}: {_sentence(rule)}", source=where)
        for key, words, given in rules
        for n, rule in enumerate(given, 1)
    ]
    if claims:
        yield Bullets(claims=tuple(claims))


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if text[-1:] in ".?!" else f"{text}."
