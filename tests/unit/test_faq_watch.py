"""Noticing that an editor saved, on a real file system."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from faq_index import watch
from faq_index.settings import Settings, SettingsError, Watch, settings
from tests.support.faq import write_content

PATIENCE_S = 20


@asynccontextmanager
async def watching(folder: Path, way: Watch) -> AsyncIterator[asyncio.Queue[None]]:
    """Yield a queue that gets one item a noticed change; the first look is taken off it."""
    noticed: asyncio.Queue[None] = asyncio.Queue()

    async def run() -> None:
        async for _ in watch.changes(folder, way):
            noticed.put_nowait(None)

    task = asyncio.create_task(run())
    try:
        await asyncio.wait_for(noticed.get(), PATIENCE_S)
        yield noticed
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@pytest.mark.parametrize("way", ["auto", "poll"])
async def test_a_save_is_noticed(tmp_path: Path, way: Watch) -> None:
    async with watching(write_content(tmp_path), way) as noticed:
        write_content(tmp_path, "new")
        await asyncio.wait_for(noticed.get(), PATIENCE_S)
        (tmp_path / "shop.yml").unlink()
        await asyncio.wait_for(noticed.get(), PATIENCE_S)


async def test_several_files_saved_together_are_one_change(tmp_path: Path) -> None:
    async with watching(write_content(tmp_path), "auto") as noticed:
        for number in range(5):
            write_content(tmp_path, "new", f"file{number}.yml")
        await asyncio.wait_for(noticed.get(), PATIENCE_S)
        await asyncio.sleep(0.5)
        assert noticed.empty()


async def test_hidden_and_other_files_are_nothing(tmp_path: Path) -> None:
    async with watching(write_content(tmp_path), "auto") as noticed:
        write_content(tmp_path, "new", ".shop.yml.swp")
        write_content(tmp_path, "new", "readme.md")
        await asyncio.sleep(1.5)
        assert noticed.empty()


async def test_a_folder_that_is_replaced_as_a_whole_is_watched_on(tmp_path: Path) -> None:
    folder = write_content(tmp_path / "content")
    async with watching(folder, "auto") as noticed:
        folder.rename(tmp_path / "old")
        await asyncio.wait_for(noticed.get(), PATIENCE_S)
        write_content(folder, "new")
        await asyncio.wait_for(noticed.get(), PATIENCE_S)
        write_content(folder, "newer still")
        await asyncio.wait_for(noticed.get(), PATIENCE_S)


async def test_off_means_off(tmp_path: Path) -> None:
    assert [one async for one in watch.changes(tmp_path, "off")] == []


def test_settings_have_defaults() -> None:
    plain = settings({})
    assert plain == Settings(Path("faq_index/content"), Path("var"), None)
    assert plain.database.startswith("sqlite:////")
    assert plain.thresholds.ask <= plain.thresholds.answer


def test_thresholds_are_settings() -> None:
    given = {"ANSWER_FROM": "0.8", "ASK_FROM": "0.4", "IN_SCOPE": "0.6"}
    told = settings({f"HANDRAIL_FAQ_{name}": share for name, share in given.items()}).thresholds
    assert (told.answer, told.ask, told.in_scope) == (0.8, 0.4, 0.6)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("HANDRAIL_FAQ_WATCH", "yes", "expected auto, poll or off"),
        ("HANDRAIL_FAQ_WORKERS", "0", "expected a whole number from 1 to 64"),
        ("HANDRAIL_FAQ_WORKERS", "two", "expected a whole number from 1 to 64"),
        ("HANDRAIL_FAQ_ANSWER_FROM", "60%", "expected a number from 0 to 1"),
        ("HANDRAIL_FAQ_ASK_FROM", "1.5", "expected a number from 0 to 1"),
        ("HANDRAIL_FAQ_ASK_FROM", "nan", "expected a number from 0 to 1"),
        ("HANDRAIL_FAQ_IN_SCOPE", "1", "expected a share between 0 and 1"),
        ("HANDRAIL_FAQ_ASK_FROM", "0.99", "must not be greater"),
        ("HANDRAIL_FAQ_LINK_HOSTS", "https://shop.example", "is no host"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, value: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said) as refused:
        _ = settings({name: value}).thresholds
    assert name in str(refused.value)
