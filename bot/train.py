"""Train the model: `python -m bot.train --out PATH`, from the repository's root.

HANDRAIL_FAQ_URL must name a running FAQ service: it gives the embeddings of the examples.
"""

from bot import environment

environment.prepare()

import argparse  # noqa: E402
import contextlib  # noqa: E402
import io  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

import rasa.model_training  # noqa: E402
from rasa.engine.storage.local_model_storage import LocalModelStorage  # noqa: E402
from rasa.shared.data import TrainingType  # noqa: E402
from rasa.shared.exceptions import RasaException  # noqa: E402

from bot import logs  # noqa: E402
from bot.faq_client import FaqAwayError  # noqa: E402


def train(out: Path, data: str = "data") -> None:
    """Train on config.yml, domain.yml and `data`, and write the model to `out` (a .tar.gz).

    Raises:
        SystemExit: the training failed; what Rasa said comes before the message.
    """
    said = io.StringIO()
    try:
        # Rasa prints progress even when nothing is wrong; it is shown only when something is.
        with contextlib.redirect_stdout(said):
            result = rasa.model_training.train(
                domain="domain.yml",
                config="config.yml",
                training_files=[data],
                output=str(out.parent),
                fixed_model_name=out.name,
                force_training=True,
            )
    except (RasaException, FaqAwayError, ValueError) as error:
        sys.exit(f"{said.getvalue()}bot.train: {error}")
    if result.code != 0 or not result.model:
        sys.exit(f"{said.getvalue()}bot.train: Rasa wrote no model")
    # Without examples or without rules Rasa trains the other half and calls it done.
    if LocalModelStorage.metadata_from_archive(result.model).training_type != TrainingType.BOTH:
        sys.exit(f"{said.getvalue()}bot.train: {data} must hold both NLU examples and rules")


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(prog="bot.train", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the model file, ending in .tar.gz")
    parser.add_argument("--data", default="data", help="folder of NLU examples, rules and stories")
    arguments = parser.parse_args()
    if not os.environ.get("HANDRAIL_FAQ_URL"):
        sys.exit("bot.train: HANDRAIL_FAQ_URL must name the FAQ service, which embeds the examples")
    logs.configure()
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    train(arguments.out, arguments.data)


if __name__ == "__main__":
    main()
