"""Files change at random, half of them broken, while a thousand questions a second come in.

Not one may fail, and every answer must be one that the version it names would give.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from faq_index.database import open_engine
from faq_index.history import History
from faq_index.reading import load_files
from tests.support.faq_service import Faq
from tests.support.processes import ROOT, wait_until

SECONDS, RATE, CONNECTIONS = 10, 1_000, 64
TOPICS = {
    "delivery": ["when will my parcel arrive", "how long does delivery take", "delivery time"],
    "returns": ["can I send it back", "how do I return a mug", "return policy"],
    "dishwasher": ["is it dishwasher safe", "can the bowls go in the machine"],
    "gifts": ["do you wrap presents", "gift wrapping please", "can you pack it as a gift"],
    "payment": ["which cards do you take", "can I pay with paypal", "how do I pay"],
    "account": ["I forgot my password", "how do I sign in", "delete my account"],
}
FILES = {"one.yml": ("delivery", "returns"), "two.yml": ("dishwasher", "gifts", "payment")}
FILES |= {"three.yml": ("account",)}
FRAMES = ("{}", "hello, {}", "{}?", "please tell me: {}", "{} thanks", "um {}", "{} today", "{}!!")


def text_of(name: str, marker: int) -> str:
    """A file's text; the marker is in every answer."""
    return "".join(
        f"- id: {topic}\n  question: {{en: {TOPICS[topic][0]} exactly}}\n"
        f"  phrasings: {{en: {json.dumps(TOPICS[topic])}}}\n"
        f"  answer: {{en: About {topic} as of {marker}.}}\n"
        for topic in FILES[name]
    )


def broken(text: str, how: int) -> str:
    return [
        text.replace("answer", "anser"),
        text[: len(text) // 2],
        text.replace("- id", "id", 1),
        text + "- id: delivery\n",
        "\0",
    ][how]


def storm(content: Path, ends: float, chance: random.Random) -> tuple[int, int]:
    """Save files at random until it is time; return how many saves were good and bad."""
    good = bad = 0
    ill = ""
    while time.monotonic() < ends:
        # One broken file at a time, else the folder as a whole would hardly ever be good.
        name = ill or chance.choice(list(FILES))
        text = text_of(name, 1_000 + good)
        if chance.random() < 0.5:
            text, bad, ill = broken(text, chance.randrange(5)), bad + 1, name
        else:
            good, ill = good + 1, ""
        if chance.random() < 0.5:
            (content / name).write_text(text, "utf-8")  # as some editors do: in two steps
        else:
            draft = content / f".{name}.tmp"
            draft.write_text(text, "utf-8")
            draft.replace(content / name)
        time.sleep(chance.uniform(0.02, 0.5))
    return good, bad


def expected(var: Path) -> dict[str, dict[str, str]]:
    """What each version that was ever published answers, by entry."""
    history = History(open_engine(f"sqlite:///{var / 'handrail.db'}"))
    return {
        one.version: {
            entry.id: entry.answer["en"] for entry in load_files(history.sources(one.number))
        }
        for one in history.publications()
    }


@pytest.mark.parametrize("workers", [1, 2])
def test_no_question_fails_or_gets_a_mixed_answer_in_a_reload_storm(
    tmp_path: Path, workers: int
) -> None:
    content = tmp_path / "content"
    content.mkdir()
    for name in FILES:
        (content / name).write_text(text_of(name, 0), "utf-8")
    questions = tmp_path / "questions.json"
    asked = [frame.format(text) for texts in TOPICS.values() for text in texts for frame in FRAMES]
    asked += ["what is the weather", "who won the match", "write me a poem"]
    questions.write_text(json.dumps([{"text": text, "locale": "en"} for text in asked]))
    faq = Faq(tmp_path, content, HANDRAIL_FAQ_WORKERS=str(workers))
    faq.start()
    try:
        host, port = faq.url.removeprefix("http://").split(":")
        load = subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.support.faq_load", host, port),
                *(str(SECONDS), str(RATE), str(CONNECTIONS), str(questions)),
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            env=os.environ | {"OMP_NUM_THREADS": "1"},
        )
        good, bad = storm(content, time.monotonic() + SECONDS, random.Random(workers))
        told = json.loads(load.communicate(timeout=120)[0])
        for name in FILES:
            (content / name).write_text(text_of(name, 9_999), "utf-8")
        faq.until(lambda health: health["status"] == "ok", "the last save")
        wait_until(lambda: "9999" in faq.get("/entries/returns")["answer"], "the last save")
        last = faq.get("/entries/returns")["answer"]
    finally:
        faq.stop()
    served = expected(faq.var)
    answers = {key: told[key] for key in ("asked", "seconds", "p50", "p95", "p99")}
    print(f"{answers}, {good} good and {bad} bad saves, {len(served)} publications")
    assert told["failures"] == {}
    assert told["asked"] == SECONDS * RATE
    mixed = [
        one
        for one in told["answers"]
        if one[0] not in served or (one[1] == "answer" and served[one[0]][one[2]] != one[3])
    ]
    assert mixed == []
    assert len({version for version, *_ in told["answers"]}) > 1
    assert sum(times for _, outcome, *_, times in told["answers"] if outcome == "answer") > 1_000
    assert last == "About returns as of 9999."
