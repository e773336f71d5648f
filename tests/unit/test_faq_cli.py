"""The editor's commands, as an editor sees them."""

from __future__ import annotations

from pathlib import Path

import pytest

from faq_index.cli import main
from faq_index.settings import SettingsError, settings
from tests.support.faq import CONTENT, write_content


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = write_content(tmp_path / "content")
    monkeypatch.setenv("HANDRAIL_FAQ_CONTENT", str(folder))
    monkeypatch.setenv("HANDRAIL_VAR", str(tmp_path / "var"))
    monkeypatch.delenv("HANDRAIL_FAQ_URL", raising=False)
    return folder


Printed = pytest.CaptureFixture[str]


@pytest.mark.usefixtures("content")
def test_check_counts_what_is_well(capsys: Printed) -> None:
    assert main(["check"]) == 0
    assert capsys.readouterr().out == "All is well: 3 entries, phrasings: 9 (en), 6 (ko).\n"


def test_check_prints_every_error_with_its_line_and_counts_them(
    content: Path, capsys: Printed
) -> None:
    write_content(content, CONTENT.replace("answer:", "anser:"))
    assert main(["check"]) == 1
    *errors, _, count = capsys.readouterr().out.splitlines()
    assert errors == [
        f"{content}/shop.yml:{line}:3: unknown key 'anser', did you mean 'answer'?"
        for line in (7, 21, 27)
    ]
    assert (
        count == "3 errors in 1 file. Until they are mended, customers keep the last good content."
    )


def test_check_of_one_file_knows_the_ids_of_the_others(content: Path, capsys: Printed) -> None:
    more = "- id: more\n  question: {en: More?}\n  phrasings: {en: [more]}\n  answer: {en: No.}\n"
    write_content(content, more + "  follow_ups: [returns]\n", "more.yml")
    assert main(["check", str(content / "more.yml")]) == 0
    write_content(content, more + "  follow_ups: [return]\n", "more.yml")
    assert main(["check", str(content / "more.yml")]) == 1
    assert "more.yml:5:16: follow_ups: no entry has the id 'return', did you mean 'returns'?" in (
        capsys.readouterr().out
    )
    assert main(["check", str(content / "shop.yml")]) == 1
    assert "This file is well, but others are not" in capsys.readouterr().out


@pytest.mark.usefixtures("content")
def test_list_shows_ids_questions_and_counts(capsys: Printed) -> None:
    assert main(["list", "--locale", "ko"]) == 0
    first, _, third = capsys.readouterr().out.splitlines()
    assert first.split(maxsplit=5) == [
        "en",
        "3",
        "ko",
        "3",
        "delivery_time",
        "배송은 얼마나 걸리나요?",
    ]
    assert third.split(maxsplit=5) == ["en", "3", "ko", "0", "dishwasher", "Is it dishwasher safe?"]
    assert main(["list", "--tag", "delivery"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


@pytest.mark.usefixtures("content")
def test_reload_without_a_running_desk_says_what_to_do(
    capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["reload"]) == 2
    assert "HANDRAIL_FAQ_URL is not set" in capsys.readouterr().err
    monkeypatch.setenv("HANDRAIL_FAQ_URL", "http://127.0.0.1:1")
    assert main(["reload"]) == 2
    assert "start the desk with ./handrail up" in capsys.readouterr().err


def test_help_speaks_to_editors(capsys: Printed) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "An editor's day: change a file, `check` it" in capsys.readouterr().out


@pytest.mark.parametrize(
    "url", ["127.0.0.1:8710", "https://127.0.0.1:8710", "http://faq", "http://a:b"]
)
def test_an_address_the_service_cannot_bind_is_named(url: str) -> None:
    with pytest.raises(SettingsError, match="expected an address such as"):
        _ = settings({"HANDRAIL_FAQ_URL": url}).address


def test_the_service_binds_exactly_the_address_it_is_given() -> None:
    assert settings({"HANDRAIL_FAQ_URL": "http://127.0.0.1:41235"}).address == ("127.0.0.1", 41235)
