"""Which models turn texts into vectors, as the operator chose them.

`minilm` and `use` come with their packages. Anything else is a sentence-transformers model, by
folder or by its name on the model hub if it is on this machine: nothing is ever downloaded.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from faq_index.encoders import (
    Absent,
    MiniLm,
    MultilingualUse,
    Prompts,
    SentenceTransformerModel,
)
from faq_index.settings import SettingsError

ENGLISH, MULTILINGUAL = "HANDRAIL_FAQ_ENGLISH_MODEL", "HANDRAIL_FAQ_MULTILINGUAL_MODEL"
QUERY_PROMPT, PASSAGE_PROMPT = "HANDRAIL_FAQ_QUERY_PROMPT", "HANDRAIL_FAQ_PASSAGE_PROMPT"
MINILM, USE, NONE = "minilm", "use", "none"

Model = Absent | MiniLm | MultilingualUse | SentenceTransformerModel


def chosen(exports: Path, environment: Mapping[str, str] = os.environ) -> tuple[Model, Model]:
    """Return the English and the multilingual model that the settings name.

    Raises `SettingsError` for a model that is not on this machine, and for prompts that no chosen
    model takes.
    """
    prompts = {
        name: environment[name] for name in (QUERY_PROMPT, PASSAGE_PROMPT) if name in environment
    }
    english = _model(ENGLISH, environment.get(ENGLISH) or MINILM, exports, prompts)
    multilingual = _model(MULTILINGUAL, environment.get(MULTILINGUAL) or USE, exports, prompts)
    if isinstance(multilingual, Absent):
        raise SettingsError(
            f"{MULTILINGUAL} is '{NONE}', but only the English model can be left out"
        )
    own = any(isinstance(one, SentenceTransformerModel) for one in (english, multilingual))
    if any(prompts.values()) and not own:
        raise SettingsError(
            f"{' and '.join(prompts)} is set, but '{MINILM}' and '{USE}' take no prompts:"
            f" leave it out, or name another model in {ENGLISH} or {MULTILINGUAL}"
        )
    return english, multilingual


def _model(setting: str, choice: str, exports: Path, prompts: Mapping[str, str]) -> Model:
    if choice == NONE:
        return Absent()
    if choice == MINILM:
        return MiniLm(exports)
    if choice == USE:
        return MultilingualUse(exports)
    folder = _folder(setting, choice)
    own = _own_prompts(folder)
    return SentenceTransformerModel(
        folder,
        exports,
        Prompts(prompts.get(QUERY_PROMPT, own.query), prompts.get(PASSAGE_PROMPT, own.passage)),
    )


def _folder(setting: str, choice: str) -> Path:
    """Return the folder of a model given by path, or by a hub name whose files are here."""
    folder = Path(choice).expanduser()
    if not folder.is_dir():
        folder = _downloaded(choice) or folder
    if any((folder / name).is_file() for name in ("modules.json", "config.json")):
        return folder
    if folder.is_dir():
        raise SettingsError(
            f"{setting} is '{choice}', but that folder holds no sentence-transformers model"
            " (no modules.json or config.json)"
        )
    raise SettingsError(
        f"{setting} is '{choice}': there is no such folder, and no model of that name on this"
        " machine. Nothing is downloaded by itself: where there is internet, run"
        f" `hf download {choice} --local-dir FOLDER`, bring the folder here and name its path;"
        f" or use '{MINILM}' or '{USE}', which are built in"
    )


def _downloaded(name: str) -> Path | None:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    # sentence-transformers' own models are often named without their organisation.
    for full in (name, f"sentence-transformers/{name}"):
        try:
            return Path(snapshot_download(full, local_files_only=True))
        except (HFValidationError, LocalEntryNotFoundError):
            continue
    return None


def _own_prompts(folder: Path) -> Prompts:
    """Return the prompts that a model asks for in its own settings."""
    try:
        told = json.loads((folder / "config_sentence_transformers.json").read_bytes())
    except FileNotFoundError:
        return Prompts()
    prompts = told.get("prompts") or {}
    usual = prompts.get(told.get("default_prompt_name")) or ""
    passage = (prompts.get(name) for name in ("passage", "document", "corpus"))
    return Prompts(prompts.get("query") or usual, next(filter(None, passage), usual))
