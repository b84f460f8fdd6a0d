"""Labels of a project: kept, placed, learnt from at a refresh, and separate from what measures."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.here import Here
from workingregions.app import Project
from workingregions.app.coding import Verdict, VerdictError
from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.corpus.labels import Draw, Reason

THEME = "reshoring"


def passages(project: Project) -> dict[str, str]:
    """Texts by passage id."""
    rows = project.view().snapshot.arrow("passages", columns=["id", "text"]).to_pylist()
    return {row["id"]: row["text"] for row in rows if "river" in row["text"] or "train" in row["text"]}


def teach(project: Project, n: int, who: str = "Ann") -> list[str]:
    """Label `n` passages: those on rivers are about the theme. Returns the others."""
    texts = passages(project)
    verdicts = [
        Verdict(
            theme=THEME, evidence=p, answer="yes" if "river" in texts[p] else "no", who=who,
            draw=Draw(why=Reason.DIVERSE),
        )
        for p in list(texts)[:n]
    ]  # fmt: skip
    project.label_all(verdicts)
    return list(texts)[n:]


def about(project: Project) -> set[str]:
    scores = project.view().snapshot.frame("themes", columns=["passage", "theme", "about"])
    return set(scores.loc[(scores["theme"] == THEME) & (scores["about"] >= 0.5), "passage"])


def test_a_label_changes_nothing_and_names_its_passage(project: Project) -> None:
    before = project.store.manifest()
    ident, text = next(iter(passages(project).items()))
    (label,) = project.label("Reshoring", ident, "y", who="Ann", note="clear")
    assert project.store.manifest() == before
    assert project.view().stale == ""
    assert label.evidence.quote == " ".join(text.split())[:80]
    assert label.codebook == project.codebook.version
    (row,) = project.view().labels().to_dict("records")
    assert (row["who"], row["answer"], row["state"], row["passage"]) == ("Ann", "yes", "exact", ident)


def test_other_is_a_no_and_a_yes_to_the_other_theme(project: Project) -> None:
    ident = next(iter(passages(project)))
    labels = project.label(THEME, ident, "other", other="Supply chains")
    assert [(one.theme, one.answer.value) for one in labels] == [(THEME, "no"), ("supply_chains", "yes")]
    with pytest.raises(InputError, match="needs the other theme"):
        project.label(THEME, ident, "other")


def test_nothing_is_written_if_one_label_cannot_be(project: Project) -> None:
    ident = next(iter(passages(project)))
    verdicts = [
        Verdict(theme=THEME, evidence=ident, answer="yes"),
        Verdict(theme="resharing", evidence=ident, answer="yes"),
        Verdict(theme=THEME, evidence="no-such-passage", answer="yes"),
        Verdict(theme=THEME, evidence=ident, answer="perhaps"),
    ]
    with pytest.raises(VerdictError) as caught:
        project.label_all(verdicts)
    faults = dict(caught.value.faults)
    assert sorted(faults) == [1, 2, 3]
    assert isinstance(faults[1], NotFoundError)
    assert faults[1].nearest[0] == THEME
    assert "perhaps" in str(faults[3])
    assert project.view().labels().empty


def test_a_label_finds_a_passage_that_moved_and_reports_one_that_is_gone(
    project: Project, tmp_path: Path
) -> None:
    texts = passages(project)
    stays = next(p for p, text in texts.items() if "River number c" in text or "river number c" in text)
    goes = next(p for p, text in texts.items() if "train" in text)
    project.label(THEME, stays, "yes")
    project.label(THEME, goes, "no")
    source = project.view().snapshot.records("sources")[0]
    file = Path(source.location)
    words = file.read_text(encoding="utf8")
    where = tmp_path / "new" / "ways.md"
    where.parent.mkdir()
    kept = [part for part in words.split("\n\n") if "rain" not in part]
    where.write_text("\n\n".join(["Foreword: a new edition.", *kept]), encoding="utf8")
    other = Project.create(tmp_path / "other")
    other.ingest([where], engine=Here())
    added, known, _ = other.import_labels(project.root)
    assert (added, known) == (2, 0)
    found = {row["answer"]: row for row in other.view().labels().to_dict("records")}
    assert found["yes"]["state"] in ("exact", "moved")
    assert found["yes"]["passage"]
    assert found["no"]["state"] == "gone"
    assert "ways.md" in found["no"]["reason"]
    assert other.view().label_summary()["gone"].tolist() == [1]


def test_a_refresh_learns_from_labels_and_a_withdrawal_takes_it_back(project: Project) -> None:
    before = about(project)
    rest = teach(project, 16)
    changes = project.refresh()
    texts = passages(project)
    assert any("model reshoring-16-" in line for line in changes)
    assert {"river" in texts[p] for p in about(project) & set(rest)} == {True}
    assert len(about(project) & set(rest)) == sum("river" in texts[p] for p in rest)
    facets = project.view().snapshot.arrow("passages", columns=["id", "themes"]).to_pylist()
    assert {row["id"] for row in facets if THEME in row["themes"]} == about(project)
    assert project.refresh() == ()
    assert project.view().accuracy(THEME).model.startswith("reshoring-16-")
    project.label_all(
        [Verdict(theme=THEME, evidence=p, answer="withdrawn", who="Ann") for p in list(texts)[:16]]
    )
    assert any("the tagger alone" in line for line in project.refresh())
    assert about(project) == before


def test_what_is_learnt_holds_for_the_next_drop_and_corrections_stay_above_it(
    project: Project, tmp_path: Path
) -> None:
    rest = teach(project, 16)
    texts = passages(project)
    wrong = next(p for p in rest if "river" in texts[p])
    evidence = project.view().evidence_ids([project.view().passage(wrong)])[0]
    project.correct("theme", evidence=evidence, relation=THEME, value="not_about")
    project.refresh()
    assert wrong not in about(project)
    drop = tmp_path / "next.md"
    drop.write_text(
        "# Another county\n\nThe river flows past the mill; barges carry timber down the stream.\n",
        encoding="utf8",
    )
    project.ingest([drop], engine=Here())
    new = set(passages(project)) - set(texts)
    assert new
    assert new <= about(project)
    assert wrong not in about(project)
    project.undo("last")
    assert wrong in about(project)


def test_random_labels_never_teach(project: Project) -> None:
    items = project.view().label_queue(THEME, 20, who="Ann", mix={Reason.RANDOM: 1.0})
    project.label_all(
        [
            Verdict(
                theme=THEME, evidence=item.evidence, answer="yes" if "river" in item.text else "no",
                who="Ann", draw=item.draw,
            )
            for item in items
        ]
    )  # fmt: skip
    assert project.refresh() == ()
    found = project.view().accuracy(THEME)
    assert (found.accuracy.labels, found.taught) == (20, 0)
    assert found.accuracy.precision.value is None
    assert "not enough" in found.accuracy.precision.note


def test_coders_disagree_and_a_correction_settles_it(project: Project) -> None:
    ident = next(iter(passages(project)))
    project.label(THEME, ident, "yes", who="Ann")
    project.label(THEME, ident, "no", who="Bob")
    ((item, sides),) = project.view().disagreements(THEME)
    assert item.passage == ident
    assert {side.who: side.about for side in sides} == {"Ann": True, "Bob": False}
    project.correct("theme", evidence=item.evidence, relation=THEME, value="about", who="Cem")
    assert project.view().disagreements(THEME) == []
    assert len(project.view().labels()) == 2
    (found,) = project.view().agreement(THEME)
    assert found.people.units == 1
    assert {one.coders for one in found.with_machine} == {("Ann", "machine"), ("Bob", "machine")}


def test_the_queue_shows_the_passage_in_its_document(project: Project) -> None:
    items = project.view().label_queue(THEME, 8, who="Ann")
    assert len(items) == 8
    item = next(item for item in items if item.before and item.after)
    assert item.file == "ways.md"
    assert item.section
    assert item.hash
    again = project.view().label_queue(THEME, 8, who="Ann")
    assert again == items
