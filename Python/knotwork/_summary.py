"""Summaries of fits as text, in the form that statsmodels prints."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence, Tuple

__all__: List[str] = []

_WIDTH = 78


def _heading(title: str, entries: Sequence[Tuple[str, str]]) -> List[str]:
    """A title, and what is known as a whole in two columns."""
    half = (len(entries) + 1) // 2
    lines = [title.center(_WIDTH).rstrip(), "=" * _WIDTH]
    for index in range(half):
        pairs = entries[index :: half]
        cells = [f"{name}:".ljust(20) + value.rjust(_WIDTH // 2 - 22) for name, value in pairs]
        lines.append("   ".join(cells).rstrip())
    return lines


def _rows(heads: Sequence[str], rows: Sequence[Tuple[str, Sequence[Optional[float]]]]) -> List[str]:
    """A table of figures, with a name in front of each row."""
    lines = ["=" * _WIDTH, " " * 18 + "".join(head.rjust(12) for head in heads), "-" * _WIDTH]
    for name, figures in rows:
        texts = ("–" if figure is None else f"{figure:.6g}" for figure in figures)
        lines.append(name[:18].ljust(18) + "".join(text.rjust(12) for text in texts))
    return [*lines, "=" * _WIDTH]


def p_value(p: Optional[float]) -> str:
    """A p-value as texts show it."""
    return "–" if p is None else "p < 1e-12" if p < 1e-12 else f"p = {p:.6g}"


def broken_line(answer: Dict[str, Any]) -> str:
    """The summary of a broken line, from the document of ``knots``."""
    knots, pieces = answer["knots"], answer["pieces"]
    entries = [
        ("Target", str(answer["target"])),
        ("Feature", str(answer["feature"])),
        ("Rows", f"{answer['rows']:,}"),
        ("Knots", str(len(knots))),
        ("R-squared", f"{answer['r_squared']:.6g}"),
        ("Residual sum", f"{answer['sse']:.6g}"),
        ("BIC", f"{answer['bic']:.6g}"),
        ("Df residuals", str(answer["degrees_of_freedom"])),
    ]
    tail = (100 - 100 * answer["confidence"]) / 200
    rows: List[Tuple[str, Sequence[Optional[float]]]] = []
    for kind, estimates in (
        ("knot", knots),
        ("bend", [knot["bend_estimate"] for knot in knots]),
        ("slope", [piece["slope"] for piece in pieces]),
    ):
        for number, entry in enumerate(estimates, start=1):
            rows.append((f"{kind} {number}", [entry[key] for key in ("value", "standard_error", "lower", "upper")]))
    lines = _heading("Broken line, least squares", entries)
    lines += _rows(["value", "std err", f"[{tail:.3g}", f"{1 - tail:.4g}]"], rows)
    if answer.get("test"):
        lines.append(f"Is there a knot at all? Davies' test: {p_value(answer['test']['p_value'])}")
    if answer.get("certificate"):
        lines.append("Proved: no other knots do better.")
    return "\n".join([*lines, *(f"Note: {note}" for note in answer["notes"])])


def additive(answer: Dict[str, Any]) -> str:
    """The summary of a sum of broken lines, from the document of ``fit --additive``."""
    curves = answer["curves"]
    entries = [
        ("Target", str(answer["target"])),
        ("Rows", f"{answer['rows']:,}"),
        ("Inputs used", f"{len(curves)} of {len(answer['inputs'])}"),
        ("Knots", str(sum(len(curve["hinges"]) for curve in curves))),
        ("R-squared", "–" if answer["r_squared"] is None else f"{answer['r_squared']:.6g}"),
        ("Residual sum", f"{answer['sse']:.6g}"),
        ("Constant", f"{answer['constant']:.6g}"),
        ("Df residuals", str(answer["degrees_of_freedom"])),
    ]
    tail = (100 - 100 * answer["confidence"]) / 200
    rows: List[Tuple[str, Sequence[Optional[float]]]] = []
    for curve in curves:
        parts = [("knot", [hinge["knot"] for hinge in curve["hinges"]]), ("slope", [piece["slope"] for piece in curve["pieces"]])]
        for kind, estimates in parts:
            for number, entry in enumerate(estimates, start=1):
                what = f"{curve['input']} {kind}" + (f" {number}" if len(estimates) > 1 else "")
                rows.append((what, [entry[key] for key in ("value", "standard_error", "lower", "upper")]))
    lines = _heading("Sum of broken lines, least squares", entries)
    lines += _rows(["value", "std err", f"[{tail:.3g}", f"{1 - tail:.4g}]"], rows)
    for curve in curves:
        tests = [("matters", curve["effect_test"]), ("bends", curve["linearity_test"])]
        told = [f"{what}: F = {test['statistic']:.4g}, {p_value(test['p_value'])}" for what, test in tests if test]
        lines.append(f"{curve['input']} " + "; ".join(told or ["is not tested"]))
    for pair in answer["pairs"]:
        lines.append(f"{' and '.join(pair['inputs'])} together: {len(pair['hinges'])} hinges")
    if answer["unused"]:
        lines.append(f"Not used: {', '.join(answer['unused'])}")
    return "\n".join([*lines, *(f"Note: {note}" for note in answer["notes"])])


def network(answer: Dict[str, Any]) -> str:
    """The summary of a trained network, from the document of ``fit``, with the coefficients of linear regression beside it."""
    entries = [
        ("Target", str(answer["target"])),
        ("Rows", f"{answer['rows']:,}"),
        ("ReLU units", ", ".join(map(str, answer["hidden"]))),
        ("Pieces with rows", str(answer["regions_with_rows"])),
    ]
    lines = _heading("Network of ReLU units", entries)
    scores = [
        (name, [answer[key]["rmse"], answer[key]["mae"], answer[key]["r_squared"]])
        for name, key in (("network", "train"), ("linear regression", "linear"))
    ]
    lines += _rows(["RMSE", "MAE", "R-squared"], scores)
    return "\n".join([*lines, *(f"Note: {warning}" for warning in answer["warnings"])])
