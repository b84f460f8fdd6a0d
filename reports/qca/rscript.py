"""The script that repeats an analysis in R, with the packages QCA and SetMethods."""

from __future__ import annotations

from collections.abc import Sequence

from workingregions.models.qca import KINDS, PRESENT, Anchors, Side, Solution, Study

HEAD = """\
# {title}
# Repeats the analysis of Working Regions, snapshot {snapshot}, with R's QCA and SetMethods.
# Written by a program and not run there: it needs R and install.packages(c("QCA", "SetMethods")).
# Run it in the folder of raw.csv and calibrated.csv.
library(QCA)
library(SetMethods)

# NA is the code of Namibia; only empty cells are missing.
raw <- read.csv("raw.csv", row.names = 1, na.strings = "")
data <- read.csv("calibrated.csv", row.names = 1, na.strings = "")
conditions <- c({conditions})

# Calibration by the direct method. R sets memberships below .0001 to 0 and above .9999 to 1.
same <- function(name, thresholds) {{
  made <- calibrate(raw[[name]], type = "fuzzy", thresholds = thresholds, logistic = TRUE, idm = 0.95)
  stopifnot(all(abs(made - data[[name]]) < 2e-4))
}}
"""
SIDE = """
# --- {outcome}
# Necessary conditions
print(QCAfit(data[, conditions], data[["{plain}"]], cond.lab = conditions,
  necessity = TRUE, neg.out = {negated}))
print(QCAfit(1 - data[, conditions], data[["{plain}"]], cond.lab = paste0("~", conditions),
  necessity = TRUE, neg.out = {negated}))

# Truth table
{table} <- truthTable(data, outcome = "{outcome}", conditions = conditions, incl.cut = {consistency},
  pri.cut = {pri}, n.cut = {frequency}, complete = TRUE, show.cases = TRUE)
print({table})
"""
SOLVED = """
# {kind} solution. Working Regions found:
{found}
{name} <- minimize({table}{arguments}, details = TRUE, show.cases = TRUE)
print({name})
"""
PLOT = """
# XY plot of the first model
XYplot("{expression}", "{outcome}", data = data, relation = "sufficiency", clabels = rownames(data))
"""


def r_script(study: Study) -> str:
    """Return the script; without solutions (fewer than ten regions) it only repeats the calibration."""
    spec = study.spec
    parts = [
        HEAD.format(
            title=" ".join(spec.title.split()),
            snapshot=study.snapshot,
            conditions=", ".join(f'"{name}"' for name in spec.names),
        )
    ]
    for variable in (*spec.conditions, spec.outcome):
        parts.append(f'same("{variable.name}", "{_thresholds(variable.anchors)}")\n')
    if not study.analysis.sides:
        parts.append(f"\n# Too few regions ({len(study.cases)}) to minimise.\nprint(data)\n")
    for side in study.analysis.sides:
        parts += _side(side, study)
    return "".join(parts)


def _thresholds(anchors: Anchors) -> str:
    return f"e={anchors.out!r}, c={anchors.crossover!r}, i={anchors.full!r}"


def _side(side: Side, study: Study) -> list[str]:
    limits = study.spec.thresholds
    table = "absent" if side.negated else "present"
    common = {"outcome": side.outcome, "table": table, "plain": study.spec.outcome.name}
    made = [
        SIDE.format(
            **common,
            negated="TRUE" if side.negated else "FALSE",
            consistency=repr(limits.consistency),
            pri=repr(limits.pri),
            frequency=limits.frequency,
        )
    ]
    expectations = _expectations(study, negated=side.negated)
    arguments = {
        "conservative": "",
        "parsimonious": ', include = "?"',
        "intermediate": f', include = "?", dir.exp = "{expectations}"',
    }
    for kind in KINDS:
        solution: Solution = getattr(side.solutions, kind)
        if solution.models and (kind != "intermediate" or study.spec.expected):
            made.append(
                SOLVED.format(
                    kind=kind.capitalize(),
                    found=_commented([model.expression for model in solution.models]),
                    name=f"{table}_{kind}",
                    table=table,
                    arguments=arguments[kind],
                )
            )
    kind = "intermediate" if study.spec.expected else "conservative"
    models = getattr(side.solutions, kind).models
    if models:
        made.append(PLOT.format(expression=models[0].expression, outcome=side.outcome))
    return made


def _commented(expressions: Sequence[str]) -> str:
    return "\n".join(f"#   M{n}: {text}" for n, text in enumerate(expressions, 1))


def _expectations(study: Study, *, negated: bool) -> str:
    """Return the directional expectations as R's QCA takes them: 1, 0 or - per condition."""
    said = []
    for condition in study.spec.conditions:
        present = condition.expected == PRESENT
        said.append("-" if not condition.expected else str(int(present != negated)))
    return ", ".join(said)
