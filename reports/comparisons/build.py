"""A comparison of regions, put together from its sections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from workingregions.models.networks import as_graphml
from workingregions.models.wording import listed, the
from workingregions.models.wording import period as period_in_words
from workingregions.reports.comparisons.grades import Grade
from workingregions.reports.comparisons.grid import agreement, answers, differences, grid
from workingregions.reports.comparisons.material import ComparisonMaterial
from workingregions.reports.comparisons.networks import networks
from workingregions.reports.comparisons.themes import themes
from workingregions.reports.parts import (
    column,
    kinds_table,
    methods,
    publishers_table,
    row,
    table,
    thickness_blocks,
    years_figure,
)
from workingregions.reports.report import (
    Attachment,
    Block,
    Bullets,
    Cell,
    Claim,
    ColumnKind,
    Number,
    Paragraph,
    Provenance,
    Report,
    Section,
    Spelling,
    counted,
    recorded,
)
from workingregions.reports.wording import capital, number, some

EVERY_YEAR = period_in_words(None)
UNEQUAL = 2.0
"""Times as many documents from which a comparison warns."""
METHOD = (
    "A document counts for a region with the passages that are about it; questions are answered from "
    "these passages alone, so that a document on several regions counts in each with what it says of each.",
    "Grades rest on documents, not on passages, and on publishers: one body that writes much is one voice.",
    "Two regions are said to differ on a question where the 95 % interval of the difference of the two "
    "shares (Newcombe 1998) leaves out zero.",
    "Thickness and networks are compared at equal numbers of documents; thickness at equal coverage as well.",
)


def compare_regions(
    found: ComparisonMaterial, provenance: Provenance, spelling: Spelling = Spelling.BRITISH
) -> Report:
    """Return the comparison of regions, without the quotes behind its evidence ids."""
    names = listed(the(r.name) for r in found.regions)
    body = [
        _summary(found),
        _corpus(found),
        grid(found),
        agreement(found),
        _thickness(found),
        networks(found),
    ]
    if found.themes is not None:
        body.append(themes(found))
    body.append(_limits(found))
    annexes = [
        answers(found),
        _documents(found),
        methods(provenance, found.steps, METHOD, about="comparison"),
    ]
    return Report(
        title=f"{capital(names)}: governance of manufacturing compared",
        subtitle=f"A structured, focused comparison from {some(len(found.documents), 'document')}",
        sections=(*(section for section in body if section is not None), *annexes),
        quotes={},
        references={d.id: d for d in found.documents},
        provenance=provenance,
        spelling=spelling,
        attachments=_attachments(found),
    )


def _summary(found: ComparisonMaterial) -> Section:
    return Section(
        id="summary",
        title="Summary",
        blocks=(
            Paragraph(claims=(_lead(found),), lead=True),
            Bullets(claims=tuple(_findings(found))),
            Paragraph(claims=tuple(_warnings(found, "summary"))),
        ),
    )


def _lead(found: ComparisonMaterial) -> Claim:
    sizes = listed(f"{number(len(r.read))} on {the(r.name)}" for r in found.regions)
    apart = differences(found)
    what = (
        f"they clearly differ on {number(len(apart))}"
        if apart
        else "on none of them do they differ beyond what chance would give"
    )
    return counted(
        "summary.lead",
        f"On {len(found.questions)} questions about who governs manufacturing and how, asked of the "
        f"documents ({sizes}), {what}.",
        [
            *(
                Number(name=f"documents.{r.region}", value=len(r.read), unit="documents")
                for r in found.regions
            ),
            Number(name="questions.differ", value=len(apart), unit="questions"),
        ],
        source="grid",
    )


def _findings(found: ComparisonMaterial) -> Iterator[Claim]:
    names = {r.region: the(r.name) for r in found.regions}
    for question, most, least in differences(found)[:4]:
        yield counted(
            f"summary.differ.{question.id}",
            f"{capital(question.topic)}: more often in documents on {names[most.region]} ({most.hits} of "
            f"{most.of}) than on {names[least.region]} ({least.hits} of {least.of}).",
            [
                Number(name=f"answer.{question.id}.{a.region}", value=a.hits, unit="documents")
                for a in (most, least)
            ],
            source="grid",
            evidence=most.evidence[:1],
        )
    for region in found.regions:
        grades = Counter(found.answers[q.id, region.region].grade for q in found.questions)
        silent = [
            q.topic for q in found.questions if found.answers[q.id, region.region].grade is Grade.SILENT
        ]
        strong = [
            q.topic for q in found.questions if found.answers[q.id, region.region].grade is Grade.STRONG
        ]
        said = f"answer strongly on {listed(strong[:3])}" if strong else "answer no question strongly"
        if silent:
            more = len(silent) - 3
            rest = [*silent[:3], *([f"{number(more)} more"] if more > 0 else [])]
            said += f", and are silent on {listed(rest)}"
        yield counted(
            f"summary.region.{region.region}",
            f"{capital(names[region.region])}: the documents {said}.",
            [
                Number(name=f"grades.{region.region}.{g.value}", value=grades[g], unit="questions")
                for g in Grade
            ],
            source="grid",
        )


def _warnings(found: ComparisonMaterial, prefix: str) -> Iterator[Claim]:
    sizes = {r.region: len(r.read) for r in found.regions}
    most, least = max(sizes.values()), min(sizes.values())
    numbers = [Number(name=f"documents.{r}", value=n, unit="documents") for r, n in sizes.items()]
    if most >= UNEQUAL * max(least, 1):
        small = min(found.regions, key=lambda r: (len(r.read), r.name))
        large = max(found.regions, key=lambda r: (len(r.read), r.name))
        yield counted(
            f"{prefix}.unequal",
            f"The coverage is unequal: {some(len(large.read), 'document')} on {the(large.name)}, "
            f"{number(len(small.read))} on {the(small.name)}. What the documents on {the(small.name)} do "
            "not say is weak evidence that it is not so.",
            numbers,
            source="regions",
        )
    unfocused = [r for r in found.regions if r.documents and not r.focal]
    if unfocused:
        yield counted(
            f"{prefix}.unfocused",
            f"No document is about {listed(the(r.name) for r in unfocused)} in particular: what is known "
            "comes from passages of documents about larger areas.",
            [Number(name=f"focal.{r.region}", value=0, unit="documents") for r in unfocused],
            source="regions",
        )
    for region in found.regions:
        publishers = Counter(d.publisher for d in region.read if d.publisher)
        name, count = max(publishers.items(), key=lambda item: (item[1], item[0]), default=("", 0))
        if count > 2 and count > len(region.read) / 2:
            yield counted(
                f"{prefix}.voice.{region.region}",
                f"{name} published {count} of the {len(region.read)} documents on {the(region.name)}.",
                [Number(name=f"publisher.{region.region}", value=count, unit="documents")],
                source="by-publisher",
            )


def _corpus(found: ComparisonMaterial) -> Section:
    groups = [(capital(the(r.name)), r.documents) for r in found.regions]
    rows = []
    for r in found.regions:
        years = sorted(d.year for d in r.documents if d.year is not None)
        rows.append(
            row(
                (
                    Cell(value=capital(the(r.name)), link=r.link),
                    r.kind,
                    len(r.documents),
                    len(r.read),
                    r.focal,
                    r.passages,
                    f"{years[0]} to {years[-1]}" if years else "",
                    len({d.publisher for d in r.documents if d.publisher}),
                )
            )
        )
    columns = (
        column("region", "Region"),
        column("kind", "Is a"),
        column("documents", "Documents", ColumnKind.COUNT, unit="documents"),
        column("read", "Read", ColumnKind.COUNT, unit="documents"),
        column("focal", "About it", ColumnKind.COUNT, unit="documents"),
        column("passages", "Passages", ColumnKind.COUNT, unit="passages"),
        column("years", "Years"),
        column("publishers", "Publishers", ColumnKind.COUNT, unit="publishers"),
    )
    held = table("regions", "What is compared", columns, rows)
    warned = tuple(_warnings(found, "corpus"))
    blocks: list[Block] = [Paragraph(claims=(_held(found), *warned)), held]
    if found.documents:
        blocks.append(years_figure("by-year", "Documents by year", groups))
        blocks.append(kinds_table("by-kind", "Documents by kind", groups))
        blocks.append(publishers_table("by-publisher", "Documents by publisher", groups))
    return Section(id="corpus", title="What is compared", blocks=tuple(blocks))


def _held(found: ComparisonMaterial) -> Claim:
    shared = sum(len(r.documents) for r in found.regions) - len(found.documents)
    also = (
        f" {capital(some(shared, 'document'))} {'counts' if shared == 1 else 'count'} for more than one of "
        "them."
        if shared
        else " None counts for more than one of them."
    )
    return counted(
        "corpus.size",
        f"The comparison rests on {some(len(found.documents), 'document')} with passages on the "
        f"{number(len(found.regions))} regions.{also}",
        [
            Number(name="documents", value=len(found.documents), unit="documents"),
            Number(name="documents.shared", value=shared, unit="documents"),
        ],
        source="regions",
    )


def _thickness(found: ComparisonMaterial) -> Section | None:
    if found.thickness.components.empty:
        return None
    blocks = thickness_blocks(found.thickness)
    return Section(id="thickness-section", title="Institutional thickness at equal coverage", blocks=blocks)


def _limits(found: ComparisonMaterial) -> Section:
    claims = [
        *_only(found.period),
        recorded(
            "limits.silent",
            "Silent means that the documents were searched by the rule and hold nothing; it does not mean "
            "that there is nothing in the region. Not searched means that the corpus could not be asked.",
            source="methods",
        ),
        recorded(
            "limits.cause",
            "The comparison shows what the documents are consistent with. It does not show causes.",
            source="methods",
        ),
    ]
    if found.themes is None:
        sizes = listed(f"{number(r.focal)} about {the(r.name)}" for r in found.regions)
        claims.append(
            counted(
                "limits.themes",
                "The themes of whole documents are not compared, as that takes five documents about each "
                f"region; there are {sizes}.",
                [Number(name=f"focal.{r.region}", value=r.focal, unit="documents") for r in found.regions],
                source="regions",
            )
        )
    if words := found.unread.words:
        claims.append(
            counted(
                "limits.unread",
                capital(words if words.endswith(".") else f"{words}."),
                [Number(name="unread.languages", value=found.unread.foreign, unit="documents")],
                source="regions",
            )
        )
    return Section(id="limits", title="Limits", blocks=(Bullets(claims=tuple(claims)),))


def _only(period: str) -> Iterator[Claim]:
    if period != EVERY_YEAR:
        words = f"Only documents of {period} count; those without a year are left out."
        yield recorded("limits.period", words, source="arguments")


def _documents(found: ComparisonMaterial) -> Section:
    held = {r.region: {d.id for d in r.documents} for r in found.regions}
    rows = [
        (
            d.title or d.path,
            d.year if d.year is not None else "unknown",
            d.publisher,
            listed(r.name for r in found.regions if d.id in held[r.region]),
        )
        for d in sorted(found.documents, key=lambda d: (d.year or 9999, d.title or d.path, d.id))
    ]
    columns = (
        column("title", "Document"),
        column("year", "Year", ColumnKind.YEAR),
        column("publisher", "Publisher"),
        column("regions", "Counts for"),
    )
    block = table("documents", "Documents of the comparison", columns, rows)
    return Section(id="annex-documents", title="Documents", blocks=(block,), annex=True)


def _attachments(found: ComparisonMaterial) -> tuple[Attachment, ...]:
    return tuple(
        Attachment(
            name=f"network-{n}.graphml",
            content=as_graphml(region.network).encode(),
            about=f"The governance network of {the(region.name)}, for Gephi and other programs",
        )
        for n, region in enumerate(found.regions, 1)
        if len(region.network.graph)
    )
