"""The figures of an evaluation for people: tables for a terminal, and the curve as a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from math import ceil

from faq_index.evaluate import CERTAIN_BIN, Calibration, Metrics, Point, Rate
from faq_index.search import Thresholds

_WIDTH, _HEIGHT, _MARGIN = 640, 400, 56
_STEPS = 5


def table(told: Metrics) -> Iterator[str]:
    """Yield the lines of the whole report."""
    yield f"Questions: {told.in_scope:,} in scope, {told.out_of_scope:,} out of scope."
    yield ""
    yield f"right first                           {_percent(told.accuracy_1)}"
    yield f"right among the first three           {_percent(told.accuracy_3)}"
    yield f"in scope answered or rightly asked    {_percent(told.helped)}"
    yield f"AUROC of confidence, in or out        {_percent(told.auroc)}"
    yield ""
    yield f"{'':12}{'in scope':>10}{'out of scope':>15}{'right':>10}{'right in scope':>17}"
    for name, rate in (("answered", told.answer), ("asked back", told.ask)):
        yield _rate_line(name, rate)
    yield _rate_line("declined", told.decline)
    yield ""
    yield from _calibration(told.calibration)
    if told.calibration_even:
        yield _even(told.calibration_even)
    if told.latency:
        yield ""
        yield f"milliseconds a question: p50 {told.latency.p50:.1f}, p95 {told.latency.p95:.1f}"


def _rate_line(name: str, rate: Rate) -> str:
    return (
        f"{name:12}{_percent(rate.in_scope):>10}{_percent(rate.out_of_scope):>15}"
        f"{_percent(rate.precision):>10}{_percent(rate.precision_in_scope):>17}"
    )


def _calibration(told: Calibration) -> Iterator[str]:
    yield f"{'confidence':12}{'questions':>10}{'mean':>10}{'right':>10}{'gap':>9}"
    for one in told.bins:
        few = "  few" if 0 < one.count < CERTAIN_BIN else ""
        gap = _percent(one.gap) if one.count else ""
        yield (
            f"{one.low:.1f} to {one.high:.1f}  {one.count:>10,}{_percent(one.confidence):>10}"
            f"{_percent(one.right):>10}{gap:>9}{few}"
        ).rstrip()
    yield (
        f"calibration error {_percent(told.ece)}, largest gap {_percent(told.largest_gap)}"
        f" (of bins with {CERTAIN_BIN} questions or more)"
    )


def _even(told: Calibration) -> str:
    return (
        f"if half of them were in scope: {_percent(told.ece)},"
        f" largest gap {_percent(told.largest_gap)}"
    )


def curve_lines(points: Sequence[Point], thresholds: Thresholds) -> Iterator[str]:
    """Yield what each threshold would let through; those in use are marked."""
    yield f"{'answer from':>11}{'answered':>10}{'right':>10}{'wrong':>10}{'out of scope':>15}"
    for at in points:
        yield (
            f"{at.threshold:>11.2f}{_percent(at.answered):>10}{_percent(at.right):>10}"
            f"{_percent(at.wrong):>10}{_percent(at.out_of_scope):>15}{_mark(at, thresholds)}"
        )


def _mark(at: Point, thresholds: Thresholds) -> str:
    marks = {thresholds.answer: "  <- answered", thresholds.ask: "  <- asked back"}
    return marks.get(at.threshold, "")


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


def svg(points: Sequence[Point], thresholds: Thresholds) -> str:
    """Return the risk-coverage curve as an SVG picture.

    To the right: the share of the questions in scope that are answered. Upwards: the share of
    them answered wrong, and the share of the questions out of scope that get an answer. What lies
    far above the threshold for asking back is cut off: there everything is answered.
    """
    marks = {thresholds.answer: "answered", thresholds.ask: "asked back"}
    marked = [at for at in points if at.threshold in marks]
    risks = [risk for at in marked for risk in (at.wrong, at.out_of_scope) if risk is not None]
    top = min(1.0, ceil(max([1.5 * risk for risk in risks], default=1.0) * 20 + 0.5) / 20)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}"'
        ' font-family="sans-serif" font-size="12">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        *_axes(top),
    ]
    for row, at in enumerate(marked):
        if at.answered is not None:
            label = f"{marks[at.threshold]} from {at.threshold:g}"
            parts += _mark_line(_x(at.answered), 8 + 14 * row, label)
    wrong = [(at.answered, at.wrong) for at in points]
    strange = [(at.answered, at.out_of_scope) for at in points]
    for place, (line, label, colour) in enumerate(
        (
            (wrong, "in scope, answered wrong", "#b3261e"),
            (strange, "out of scope, answered", "#1a5fb4"),
        )
    ):
        parts += _line(line, top, colour)
        parts.append(_text(_MARGIN + 12, _y(1) + 20 + 18 * place, label, colour=colour))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _axes(top: float) -> Iterator[str]:
    left, right, bottom = _x(0), _x(1), _y(0)
    for step in range(_STEPS + 1):
        share = step / _STEPS
        yield f'<path d="M{left:.1f} {_y(share):.1f}H{right:.1f}" stroke="#dddddd"/>'
        yield _text(_x(share), bottom + 18, f"{share:.0%}", anchor="middle")
        yield _text(left - 6, _y(share) + 4, f"{share * top:.1%}", anchor="end")
    yield _text((left + right) / 2, bottom + 40, "share of questions in scope", anchor="middle")


def _mark_line(x: float, above: float, label: str) -> Iterator[str]:
    yield (
        f'<path d="M{x:.1f} {_y(0):.1f}V{_y(1):.1f}" stroke="#666666" stroke-dasharray="4 4"'
        ' class="threshold"/>'
    )
    yield _text(x, _y(1) - above, label, anchor="middle")


def _line(
    points: Sequence[tuple[float | None, float | None]], top: float, colour: str
) -> Iterator[str]:
    way = " ".join(
        f"{_x(answered):.1f},{_y(risk / top):.1f}"
        for answered, risk in points
        if answered is not None and risk is not None and risk <= top
    )
    if way:
        yield f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"/>'


def _text(x: float, y: float, text: str, anchor: str = "start", colour: str = "#333333") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">'
        f"{escape(text)}</text>"
    )


def _x(share: float) -> float:
    return _MARGIN + share * (_WIDTH - 2 * _MARGIN)


def _y(share: float) -> float:
    return _HEIGHT - _MARGIN - share * (_HEIGHT - 1.75 * _MARGIN)
