"""How content becomes what customers read, with encoders that need no model."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from faq_index import content_folder
from faq_index.content_folder import NotWritable, revision_of
from faq_index.errors import ContentErrors
from faq_index.gate import Refused
from faq_index.history import HistoryUnavailable, UnknownPublication
from faq_index.publications import Conflict, NothingToServe
from tests.support.faq import CONTENT, write_content
from tests.support.publishing import Room, room

BROKEN = CONTENT.replace("answer:", "anser:", 1)
NEWER = CONTENT.replace("Two **business", "Three **business")
GOLDEN = "delivery_time: [how many days until delivery]\n"


@pytest.fixture
def desk(tmp_path: Path) -> Room:
    return room(write_content(tmp_path / "content"), tmp_path / "var")


def answers(desk: Room) -> str:
    return desk.publications.index().entries[0].answer["en"]


def numbers(desk: Room) -> list[int]:
    return [one.number for one in desk.publications.history.publications()]


def base_of(desk: Room, *names: str) -> dict[str, str | None]:
    sources = desk.publications.sources()
    return {name: revision_of(sources[name]) if name in sources else None for name in names}


def test_a_good_save_is_published_and_recorded(desk: Room) -> None:
    first = desk.publications.look()
    desk.save(NEWER)
    second = desk.publications.look()
    assert (first.number, second.number) == (1, 2)
    assert first.version != second.version
    assert answers(desk) == "Three **business days**."
    assert desk.publications.history.sources(1) == {"shop.yml": CONTENT.encode()}
    assert desk.publications.history.publication(2).changed == (
        {"name": "shop.yml", "added": 1, "removed": 1},
    )


def test_looking_again_at_the_same_folder_does_nothing(desk: Room) -> None:
    state = desk.publications.look()
    assert desk.publications.look() == state
    assert numbers(desk) == [1]


def test_a_bad_save_changes_nothing_and_is_told(desk: Room) -> None:
    good = desk.publications.look()
    desk.save(BROKEN)
    state = desk.publications.look()
    assert (state.version, state.number, state.at) == (good.version, 1, good.at)
    assert [error.message for error in state.errors] == [
        "unknown key 'anser', did you mean 'answer'?"
    ]
    assert answers(desk) == "Two **business days**."


def test_a_bad_save_that_is_taken_back_is_forgotten(desk: Room) -> None:
    good = desk.publications.look()
    desk.save(BROKEN)
    desk.publications.look()
    desk.save(CONTENT)
    assert desk.publications.look() == good


def test_a_folder_that_is_gone_is_told_and_the_last_good_content_stays(desk: Room) -> None:
    good = desk.publications.look()
    desk.content.rename(desk.content.with_name("elsewhere"))
    state = desk.publications.look()
    assert state.version == good.version
    assert "cannot read this folder" in state.errors[0].message


def test_only_changed_texts_are_embedded_again(desk: Room) -> None:
    desk.publications.look()
    words = desk.encoder.multilingual
    words.encoded.clear()  # type: ignore[attr-defined]
    desk.save(CONTENT.replace("delivery time,", "delivery days,"))
    desk.publications.look()
    assert words.encoded == ["delivery days"]  # type: ignore[attr-defined]


def test_new_words_are_found_at_once_and_the_version_stays_when_they_are_learnt(
    desk: Room,
) -> None:
    state = desk.publications.look()
    assert not state.fitted
    index = desk.publications.index()
    assert desk.publications.fitted(state.version) == state  # nothing is on disk yet
    from faq_index.build import refit

    desk.publications.publisher.storage.save(refit(index))
    fitted = desk.publications.fitted(state.version)
    assert fitted.fitted
    assert fitted.version == state.version
    assert desk.publications.index().fitted


def test_a_change_that_breaks_an_old_answer_is_refused(desk: Room) -> None:
    desk.save(GOLDEN, "golden.yml")
    good = desk.publications.look()
    assert good.golden_failed == 0
    moved = CONTENT.replace(
        "when will my parcel arrive, delivery time, how many days until", "post"
    )
    moved = moved.replace("How long does delivery take?", "Parcels?")
    moved = moved.replace("return policy", "delivery until days, how many days until delivery is")
    desk.save(moved)
    state = desk.publications.look()
    assert state.version == good.version
    assert "breaks a golden question" in state.errors[0].message
    assert state.errors[0].file.endswith("golden.yml")
    with pytest.raises(Refused) as refused:
        desk.publications.publish(
            {"shop.yml": moved.encode()}, base_of(desk, "shop.yml"), "mina", ""
        )
    assert [one.question.expected for one in refused.value.results] == ["delivery_time"]


def test_a_golden_question_that_never_passed_is_counted_and_not_in_the_way(desk: Room) -> None:
    desk.publications.look()
    desk.save("dishwasher: [wholly unlike anything]\n", "golden.yml")
    state = desk.publications.look()
    assert (state.number, state.golden_failed, state.errors) == (2, 1, ())


def test_the_page_publishes_all_files_or_none(desk: Room) -> None:
    desk.publications.look()
    extra = "- id: hours\n  question: {en: When are you open}\n  phrasings: {en: [opening hours]}\n"
    changes = {
        "shop.yml": NEWER.encode(),
        "hours.yml": f"{extra}  answer: {{en: Nine.}}\n".encode(),
    }
    state = desk.publications.publish(changes, base_of(desk, *changes), "Mina", "hours")
    assert (state.number, state.entries, state.by) == (2, 4, "Mina")
    assert desk.texts() == {name: raw.decode() for name, raw in changes.items()}
    assert desk.publications.look() == state  # the watch has nothing left to do
    gone = desk.publications.publish({"hours.yml": None}, base_of(desk, "hours.yml"), "Mina", "")
    assert gone.entries == 3
    assert list(desk.texts()) == ["shop.yml"]


def test_comments_and_formatting_stay_as_the_editor_wrote_them(desk: Room) -> None:
    desk.publications.look()
    text = "# ours\n\n" + CONTENT.replace("tags: [delivery]", "tags:   [ delivery ]  # why")
    desk.publications.publish({"shop.yml": text.encode()}, base_of(desk, "shop.yml"), "Mina", "")
    assert desk.texts()["shop.yml"] == text


def test_a_file_that_changed_since_it_was_read_is_a_conflict(desk: Room) -> None:
    desk.publications.look()
    base = base_of(desk, "shop.yml")
    desk.save(NEWER)
    with pytest.raises(Conflict) as conflict:
        desk.publications.publish({"shop.yml": CONTENT.encode() + b"\n"}, base, "Mina", "")
    assert conflict.value.current == {"shop.yml": NEWER.encode()}
    with pytest.raises(Conflict):
        desk.publications.publish({"shop.yml": b""}, {"shop.yml": None}, "Mina", "")
    assert desk.texts() == {"shop.yml": NEWER}


def test_a_broken_draft_is_not_written(desk: Room) -> None:
    state = desk.publications.look()
    with pytest.raises(ContentErrors):
        desk.publications.publish(
            {"shop.yml": BROKEN.encode()}, base_of(desk, "shop.yml"), "Mina", ""
        )
    assert desk.texts() == {"shop.yml": CONTENT}
    assert desk.publications.look() == state


def test_the_page_mends_a_folder_that_is_broken_on_disk(desk: Room) -> None:
    desk.publications.look()
    desk.save(BROKEN)
    desk.publications.look()
    state = desk.publications.publish(
        {"shop.yml": NEWER.encode()}, base_of(desk, "shop.yml"), "Mina", ""
    )
    assert (state.number, state.errors) == (2, ())


def test_rollback_brings_the_old_files_back_as_a_new_publication(desk: Room) -> None:
    first = desk.publications.look()
    desk.save(NEWER)
    desk.save("none: [do you sell cars]\n", "golden.yml")
    desk.publications.look()
    state = desk.publications.roll_back(1, "mina")
    assert (state.number, state.version, state.by) == (3, first.version, "mina")
    assert desk.texts() == {"shop.yml": CONTENT}
    assert desk.publications.history.publication(3).message == "rolled back to 1"
    assert desk.publications.look() == state
    assert not (desk.var / "faq_index" / "set_aside").exists()  # every file is in the history


def test_rollback_mends_a_broken_folder_and_keeps_what_was_in_it(desk: Room) -> None:
    desk.publications.look()
    desk.save(BROKEN)
    desk.save("- id: stray\n", "stray.yaml")
    (desk.content / "folder.yml").mkdir()
    desk.publications.look()
    state = desk.publications.roll_back(1, "mina")
    assert state.errors == ()
    assert sorted(path.name for path in desk.content.iterdir()) == ["shop.yml"]
    kept = next((desk.var / "faq_index" / "set_aside").iterdir())
    assert (kept / "shop.yml").read_text("utf-8") == BROKEN
    assert (kept / "stray.yaml").exists()
    assert (kept / "folder.yml").is_dir()


def test_rollback_to_what_never_was_is_refused(desk: Room) -> None:
    desk.publications.look()
    with pytest.raises(UnknownPublication, match="no publication 7"):
        desk.publications.roll_back(7, "mina")


def test_a_folder_that_cannot_be_written_is_said_so_and_nothing_changes(
    desk: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = desk.publications.look()

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "shop.yml")

    monkeypatch.setattr(content_folder, "_put", refuse)
    with pytest.raises(NotWritable, match="Permission denied"):
        desk.publications.publish(
            {"shop.yml": NEWER.encode()}, base_of(desk, "shop.yml"), "Mina", ""
        )
    monkeypatch.undo()
    assert desk.texts() == {"shop.yml": CONTENT}
    assert [path.name for path in desk.content.iterdir()] == ["shop.yml"]
    assert desk.publications.look() == state


def test_a_write_that_fails_half_way_is_taken_back(tmp_path: Path) -> None:
    folder = write_content(tmp_path, "old", "a.yml")
    (folder / "b.yml").mkdir()  # a file cannot take its place
    with pytest.raises(NotWritable):
        content_folder.write(folder, {"a.yml": b"new", "b.yml": b"new", "c.yml": b"new"})
    assert (folder / "a.yml").read_bytes() == b"old"
    assert sorted(path.name for path in folder.iterdir()) == ["a.yml", "b.yml"]


class Killed(BaseException):
    """What a killed process would do: nothing more."""


@pytest.mark.parametrize("files_written", [0, 1, 2])
def test_a_publication_that_was_killed_half_way_is_finished_by_the_next_process(
    desk: Room, monkeypatch: pytest.MonkeyPatch, files_written: int
) -> None:
    desk.publications.look()
    extra = "- id: hours\n  question: {en: When are you open}\n  phrasings: {en: [opening hours]}\n"
    changes = {
        "hours.yml": f"{extra}  answer: {{en: Nine.}}\n".encode(),
        "shop.yml": NEWER.encode(),
    }
    really, left = content_folder._put, [files_written]

    def put(target: Path, draft: Path | None) -> None:
        if not left[0]:
            raise Killed
        left[0] -= 1
        really(target, draft)

    monkeypatch.setattr(content_folder, "_put", put)
    monkeypatch.setattr(desk.publications, "_install", _die)
    with pytest.raises(Killed):
        desk.publications.publish(changes, base_of(desk, *changes), "Mina", "hours")
    monkeypatch.undo()
    next_one = desk.again()
    state = next_one.publications.look()
    assert (state.number, state.entries, state.by) == (2, 4, "Mina")
    assert desk.texts() == {name: raw.decode() for name, raw in changes.items()}


def _die(*_: object) -> None:
    raise Killed


def test_files_saved_after_a_killed_publication_are_not_overwritten(
    desk: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.publications.look()
    monkeypatch.setattr(desk.publications, "_install", _die)
    with pytest.raises(Killed):
        desk.publications.publish(
            {"shop.yml": NEWER.encode()}, base_of(desk, "shop.yml"), "Mina", ""
        )
    later = CONTENT.replace("Two **business", "Nine **business")
    desk.save(later)
    again = desk.again()
    assert again.publications.look().errors == ()
    assert answers(again) == "Nine **business days**."
    assert desk.texts() == {"shop.yml": later}


def test_processes_that_share_var_build_once_and_both_load(desk: Room) -> None:
    rooms = [desk, desk.again(), desk.again()]
    states = []
    threads = [
        threading.Thread(target=lambda one=one: states.append(one.publications.look()))  # type: ignore[misc]
        for one in rooms
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({state.version for state in states}) == 1
    embedded = [bool(one.encoder.multilingual.encoded) for one in rooms]  # type: ignore[attr-defined]
    assert sorted(embedded) == [False, False, True]
    assert numbers(desk) == [1]


def test_processes_with_a_var_each_come_to_the_same_version_and_one_record(
    desk: Room, tmp_path: Path
) -> None:
    other = desk.again(tmp_path / "other")
    assert desk.publications.look().version == other.publications.look().version
    assert numbers(desk) == [1]


def test_an_empty_var_and_a_broken_folder_serve_the_last_publication(
    desk: Room, tmp_path: Path
) -> None:
    good = desk.publications.look()
    desk.save(BROKEN)
    other = desk.again(tmp_path / "other")
    state = other.publications.look()
    assert (state.version, state.number) == (good.version, 1)
    assert len(state.errors) == 1


def test_nothing_good_at_all_is_nothing_to_serve(tmp_path: Path) -> None:
    desk = room(write_content(tmp_path / "content", BROKEN), tmp_path / "var")
    assert desk.publications.look().version == ""
    with pytest.raises(NothingToServe):
        desk.publications.index()


def test_a_save_is_served_while_the_database_is_away_and_recorded_later(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/history/handrail.db"
    desk = room(write_content(tmp_path / "content"), tmp_path / "var", database=database)
    folder = tmp_path / "history"
    folder.rmdir()
    state = desk.publications.look()
    assert (state.number, bool(state.version)) == (None, True)
    with pytest.raises(HistoryUnavailable):
        desk.publications.publish(
            {"shop.yml": NEWER.encode()}, base_of(desk, "shop.yml"), "Mina", ""
        )
    assert desk.texts() == {"shop.yml": CONTENT}
    folder.mkdir()
    desk.publications.record_missed()
    assert desk.publications.state.number == 1
    assert desk.publications.history.sources(1) == {"shop.yml": CONTENT.encode()}


def test_a_damaged_index_is_built_anew(desk: Room) -> None:
    state = desk.publications.look()
    for file in (desk.var / "faq_index").glob(f"{state.version}*/*.npy"):
        os.truncate(file, 10)
    again = desk.again()
    assert again.publications.look().version == state.version
    assert answers(again) == "Two **business days**."
    assert numbers(desk) == [1]
