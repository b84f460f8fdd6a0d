"""Typst within the process and in one of its own."""

from __future__ import annotations

import pytest

from workingregions.reports import typesetting
from workingregions.reports.typesetting import TypesettingError, typeset

TEMPLATE = '#set document(title: "T")\n#set text(lang: "en")\n#sys.inputs.words'


@pytest.mark.parametrize("most", [0, typesetting.SMALL])
def test_large_jobs_give_what_small_ones_give(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "SMALL", most)
    assert b"#panic() \\ &lt;b> \xc3\xa9" in typeset(TEMPLATE, {"words": "#panic() \\ <b> é"}, output="html")
    made = typeset(TEMPLATE, {"words": "é"}, output="pdf")
    assert made.startswith(b"%PDF-1.7")
    assert b"pdfuaid:part" in made


@pytest.mark.parametrize("most", [0, typesetting.SMALL])
def test_what_typst_refuses_is_an_error(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "SMALL", most)
    with pytest.raises(TypesettingError, match="unknown variable: nothing"):
        typeset("#nothing", {"words": "x"}, output="html")
    with pytest.raises(TypesettingError, match="missing document title"):
        typeset("#sys.inputs.words", {"words": "x"}, output="pdf")
