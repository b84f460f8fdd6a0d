"""Data and results of published studies, typed from the publications and from what R's QCA 3.25 prints.

KROOK: Krook, M. L. (2010). Women's representation in parliament: a qualitative comparative analysis.
Political Studies 58(5), 886-908; results in Thiem & Dusa (2013), R Journal 5(1), 87-97.
LIPSET: Lipset (1959) as calibrated in Ragin, C. C. (2009), in Rihoux & Ragin, Configurational Comparative
Methods, chapters 3 and 5.
EMMENEGGER: the truth table of Emmenegger, P. (2011). Job security regulations in Western democracies.
European Journal of Political Research 50(3), 336-364.
CEBOTARI_VINK: the truth table of Cebotari, V. & Vink, M. P. (2013). A configurational analysis of ethnic
protest in Europe. International Journal of Comparative Sociology 54(4), 298-324.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Data:
    """Cases with memberships in conditions and in an outcome."""

    cases: tuple[str, ...]
    conditions: tuple[str, ...]
    outcome: str
    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]


def crisp(conditions: str, outcome: str, rows: dict[str, tuple[str, int]]) -> Data:
    """Crisp data from a row of the truth table ("01010") and the outcome for lists of cases."""
    cases = [(case, row, y) for named, (row, y) in rows.items() for case in named.split()]
    return Data(
        cases=tuple(case for case, _, _ in cases),
        conditions=tuple(conditions.split()),
        outcome=outcome,
        x=np.array([[int(digit) for digit in row] for _, row, _ in cases], dtype=float),
        y=np.array([y for _, _, y in cases], dtype=float),
    )


KROOK = crisp(
    "ES QU WS WM LP",
    "WNP",
    {
        "CA US": ("00010", 0),
        "NZ": ("00011", 1),
        "IT": ("01000", 0),
        "AU GB FR IE": ("01010", 0),
        "DE": ("01011", 1),
        "LU": ("10001", 0),
        "FI": ("10100", 1),
        "DK": ("10111", 1),
        "CH PT GR": ("11000", 0),
        "AT": ("11001", 1),
        "ES": ("11010", 1),
        "NL BE": ("11011", 1),
        "SE": ("11100", 1),
        "NO IS": ("11111", 1),
    },
)
"""22 countries: electoral system, quotas, women's status and movement, left parties; women in parliament."""

LIPSET_CRISP = crisp(
    "DEV URB LIT IND STB",
    "SURV",
    {
        "GR PT ES": ("00000", 0),
        "IT RO": ("00001", 0),
        "HU PL": ("00100", 0),
        "EE": ("00101", 0),
        "FI IE": ("10101", 1),
        "AU": ("10110", 0),
        "FR SE": ("10111", 1),
        "DE": ("11110", 0),
        "BE CZ NL UK": ("11111", 1),
    },
)

_FUZZY = """
AU .81 .12 .99 .73 .43 .05
BE .99 .89 .98 1.0 .98 .95
CZ .58 .98 .98 .90 .91 .89
EE .16 .07 .98 .01 .91 .12
FI .58 .03 .99 .08 .58 .77
FR .98 .03 .99 .81 .95 .95
DE .89 .79 .99 .96 .31 .05
GR .04 .09 .13 .36 .43 .06
HU .07 .16 .88 .07 .13 .42
IE .72 .05 .98 .01 .95 .92
IT .34 .10 .41 .47 .58 .05
NL .98 1.0 .99 .94 .99 .95
PL .02 .17 .59 .00 .00 .12
PT .01 .02 .01 .11 .01 .05
RO .01 .03 .17 .00 .84 .21
ES .03 .30 .09 .21 .20 .06
SE .95 .13 .99 .67 .91 .95
UK .98 .99 .99 1.0 .98 .95
"""
_ROWS = [line.split() for line in _FUZZY.split("\n") if line]
LIPSET = Data(
    cases=tuple(row[0] for row in _ROWS),
    conditions=("DEV", "URB", "LIT", "IND", "STB"),
    outcome="SURV",
    x=np.array([[float(v) for v in row[1:6]] for row in _ROWS]),
    y=np.array([float(row[6]) for row in _ROWS]),
)


@dataclass(frozen=True)
class Table:
    """A truth table: its conditions, the rows with the outcome, and the observed ones without it."""

    conditions: tuple[str, ...]
    sufficient: tuple[int, ...]
    insufficient: tuple[int, ...]

    @property
    def remainders(self) -> tuple[int, ...]:
        """The rows that no case has."""
        seen = {*self.sufficient, *self.insufficient}
        return tuple(row for row in range(1, 2 ** len(self.conditions) + 1) if row not in seen)


EMMENEGGER = Table(("S", "C", "L", "R", "P", "V"), (27, 37, 47, 48, 56, 64), (2, 5, 10, 20, 25, 33, 57))
"""19 countries at a consistency of .9."""
CEBOTARI_VINK = Table(
    ("DEMOC", "ETHFRACT", "GEOCON", "POLDIS", "NATPRIDE"),
    (5, 15, 16, 24, 27, 29, 30, 31, 32),
    (2, 6, 8, 10, 14, 20, 22, 28),
)
"""29 groups at a consistency of .8."""
