"""Rasa's ResponseSelector on the same phrasings and questions. Runs in the engine environment.

    engine-python bench/retrieval/rasa_selector.py FOLDER

FOLDER holds `phrasings.json`, a list of [text, id], and `questions.json`, a list of texts. Writes
`answers.json` there: {"train_seconds", "questions": [{id: confidence, …}, …]}.
"""

import asyncio
import json
import re
import sys
import time
from pathlib import Path

import yaml

RETRIEVAL_INTENT = "faq"
PIPELINE = """\
recipe: default.v1
assistant_id: bench
language: en
pipeline:
  - name: WhitespaceTokenizer
  - name: CountVectorsFeaturizer
  - name: CountVectorsFeaturizer
    analyzer: char_wb
    min_ngram: 1
    max_ngram: 4
  - name: ResponseSelector
    epochs: 100
    random_seed: 1
    ranking_length: 20
    constrain_similarities: true
policies: []
"""


def write_training_data(folder: Path, phrasings: list[list[str]]) -> None:
    """Write config, domain and examples as Rasa reads them."""
    by_id: dict[str, list[str]] = {}
    for text, name in phrasings:
        by_id.setdefault(name, []).append(_plain(text))
    examples = [
        {
            "intent": f"{RETRIEVAL_INTENT}/{name}",
            "examples": "".join(f"- {text}\n" for text in texts),
        }
        for name, texts in by_id.items()
    ]
    responses = {f"utter_{RETRIEVAL_INTENT}/{name}": [{"text": name}] for name in by_id}
    (folder / "config.yml").write_text(PIPELINE, encoding="utf-8")
    domain = {"version": "3.1", "intents": [RETRIEVAL_INTENT], "responses": responses}
    (folder / "domain.yml").write_text(yaml.safe_dump(domain), encoding="utf-8")
    nlu = {"version": "3.1", "nlu": examples}
    (folder / "nlu.yml").write_text(yaml.safe_dump(nlu, allow_unicode=True), encoding="utf-8")


def _plain(text: str) -> str:
    """Return a text on one line, without what Rasa reads as an entity or a command."""
    return " ".join(re.sub(r"[\[\](){}]", " ", text).split()).lstrip("/- ") or "?"


async def answers(model: str, questions: list[str]) -> list[dict[str, float]]:
    """Return the confidences of the best entries for each question."""
    from rasa.core.agent import Agent  # type: ignore[import-not-found]

    agent = Agent.load(model)
    found = []
    for text in questions:
        parsed = await agent.parse_message(_plain(text))
        ranking = parsed["response_selector"]["default"]["ranking"]
        found.append(
            {one["intent_response_key"].split("/", 1)[1]: one["confidence"] for one in ranking}
        )
    return found


def main() -> None:
    """Train and ask."""
    from rasa.model_training import train_nlu  # type: ignore[import-not-found]

    folder = Path(sys.argv[1])
    write_training_data(folder, json.loads((folder / "phrasings.json").read_text("utf-8")))
    began = time.perf_counter()
    model = train_nlu(
        config=str(folder / "config.yml"),
        nlu_data=str(folder / "nlu.yml"),
        output=str(folder / "models"),
        domain=str(folder / "domain.yml"),
    )
    train_seconds = time.perf_counter() - began
    if model is None:
        sys.exit("Rasa trained no model")
    questions = json.loads((folder / "questions.json").read_text("utf-8"))
    told = {
        "train_seconds": train_seconds,
        "questions": asyncio.run(answers(model, questions)),
    }
    (folder / "answers.json").write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main()
