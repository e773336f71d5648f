"""How well the words that call a person are heard: `./handrail bench escalation`.

On public questions: how many of those that ask for a person call one (bitext27's intent
contact_human_agent), and how many of all others would wrongly call one, by cause. Then what one
message costs, short and as long as the protocol takes.

    ./handrail bench escalation [--data FOLDER] [--show] [--json FILE]
"""

from __future__ import annotations

import argparse
import csv
import json
import statistics
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from handoff_gateway.frames import MAX_TEXT
from handoff_gateway.wording import causes_in

ASKS = frozenset({"contact_human_agent", "CHAT_WITH_AGENT"})
# Intents that mean a cause themselves: calling a person there is right.
MEANS: dict[str, str] = {
    "report_fraud": "fraud",
    "report_lost_card": "fraud",
    "compromised_card": "fraud",
    "lost_or_stolen_card": "fraud",
    "card_payment_not_recognised": "fraud",
    "direct_debit_payment_not_recognised": "fraud",
    "cash_withdrawal_not_recognised": "fraud",
}
SETS = (
    *("bitext27_dev", "bitext27_train", "clinc150_oos_val", "clinc150_oos_train", "clinc150_val"),
    *("banking77_test", "hint3_curekart_test", "parakqc"),
)
LONG = "when will it come, I spoke to them and they said they would call me about that. "


@dataclass
class Heard:
    """What was heard in one set."""

    name: str
    asking: int = 0
    asking_heard: int = 0
    others: int = 0
    false_alarms: int = 0
    by_cause: dict[str, int] | None = None
    shown: list[str] | None = None


def rows(path: Path) -> Iterable[tuple[str, str]]:
    """Text and intent of each row; a set without intents has none."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            text = row.get("text") or row.get("sentence") or ""
            yield text, row.get("intent") or row.get("label") or ""


def measure(path: Path) -> Heard:
    """Every row of a set, judged by its intent."""
    heard = Heard(path.stem, shown=[])
    wrong: Counter[str] = Counter()
    for text, intent in rows(path):
        causes = causes_in(text)
        if intent in ASKS:
            heard.asking += 1
            heard.asking_heard += "asked" in causes
            if "asked" not in causes and heard.shown is not None:
                heard.shown.append(f"not heard: {text}")
            continue
        heard.others += 1
        if causes and MEANS.get(intent) not in causes:
            wrong[causes[0]] += 1
            heard.false_alarms += 1
            if heard.shown is not None:
                heard.shown.append(f"{causes[0]}, {intent or 'no intent'}: {text}")
    heard.by_cause = dict(wrong)
    return heard


def microseconds(text: str, times: int) -> float:
    """What reading one message takes at the median."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        causes_in(text)
        taken.append((time.perf_counter() - begun) * 1e6)
    return round(statistics.median(taken), 1)


def main() -> None:
    """Measure the sets that are there, and print."""
    parser = argparse.ArgumentParser(prog="./handrail bench escalation")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--show", action="store_true", help="print what was heard wrongly")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    found = [args.data / f"{name}.csv" for name in SETS]
    measured = [measure(path) for path in found if path.exists()]
    if not measured:
        print(f"no question sets in {args.data}: --data names the folder that has them")
    for one in measured:
        asked = f"{one.asking_heard} of {one.asking} heard" if one.asking else "nobody asks"
        causes = ", ".join(f"{cause} {count}" for cause, count in (one.by_cause or {}).items())
        alarms = f"{one.false_alarms} false alarms in {one.others}"
        print(f"{one.name:20} {asked:18} {alarms} {f'({causes})' if causes else ''}")
        if args.show:
            print(*(f"    {line}" for line in one.shown or []), sep="\n")
    cost = {
        "short": microseconds("how long does delivery take?", 2_000),
        "longest": microseconds((LONG * 100)[:MAX_TEXT], 20),
    }
    print(
        f"one message: {cost['short']} µs; {MAX_TEXT} characters: {cost['longest'] / 1000:.1f} ms"
    )
    if args.json:
        sets = [asdict(one) for one in measured]
        args.json.write_text(json.dumps({"sets": sets, "microseconds": cost}), encoding="utf-8")


if __name__ == "__main__":
    main()
