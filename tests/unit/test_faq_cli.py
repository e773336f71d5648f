"""The editor's commands, as an editor sees them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from faq_index.cli import main
from faq_index.settings import SettingsError, settings
from tests.support.faq import CONTENT, fake_encoder, write_content


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = write_content(tmp_path / "content")
    monkeypatch.setenv("HANDRAIL_FAQ_CONTENT", str(folder))
    monkeypatch.setenv("HANDRAIL_VAR", str(tmp_path / "var"))
    monkeypatch.delenv("HANDRAIL_FAQ_URL", raising=False)
    monkeypatch.setattr("faq_index.embed.default_encoder", lambda var: fake_encoder())
    return folder


Printed = pytest.CaptureFixture[str]


@pytest.mark.usefixtures("content")
def test_quick_check_counts_what_is_well(capsys: Printed) -> None:
    assert main(["check", "--quick"]) == 0
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


def without_progress(printed: str) -> str:
    return "".join(line for line in printed.splitlines(True) if not line.startswith("Learning"))


def test_check_tells_what_could_be_better_and_passes_unless_it_is_strict(
    content: Path, capsys: Printed
) -> None:
    assert main(["check"]) == 0
    out = without_progress(capsys.readouterr().out)
    assert "Languages missing (1)\n  " in out
    assert f"{content}/shop.yml:23:7: 'dishwasher' has no Korean (ko), 2 other entries" in out
    assert "warnings: it can be published. 3 entries, phrasings: 9 (en), 6 (ko).\n" in out
    assert main(["check", "--strict"]) == 1
    assert main(["check", "--quick", "--strict"]) == 0


def test_check_shows_the_worst_and_all_when_asked(content: Path, capsys: Printed) -> None:
    for number in range(12):
        name = f"extra_{number}"
        text = CONTENT.split("- id: dishwasher")[1].replace("dishwasher", name)
        write_content(content, f"- id: {name}{text}".replace("machine", name), f"{name}.yml")
    main(["check"])
    assert "  … and 5 more, see them with --all\n" in capsys.readouterr().out
    main(["check", "--all"])
    out = capsys.readouterr().out
    assert "see them with --all" not in out
    assert out.count("has no Korean") == 13


def test_check_of_one_file_tells_its_own_warnings_only(content: Path, capsys: Printed) -> None:
    more = "- id: more\n  question: {en: More?}\n  phrasings: {en: [more]}\n  answer: {en: No.}\n"
    write_content(content, more, "more.yml")
    assert main(["check", str(content / "more.yml")]) == 0
    out = capsys.readouterr().out
    assert "'more' has 1 phrasing in 'en'" in out
    assert "dishwasher" not in out


def test_check_speaks_json_to_programs(content: Path, capsys: Printed) -> None:
    assert main(["check", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["entries"], told["errors"]) == (3, [])
    assert {one["severity"] for one in told["warnings"]} == {"warning"}
    write_content(content, CONTENT.replace("answer:", "anser:"))
    assert main(["check", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["errors"][0] == {
        "file": f"{content}/shop.yml",
        "line": 7,
        "column": 3,
        "message": "unknown key 'anser', did you mean 'answer'?",
        "severity": "error",
    }


def test_check_tells_mistakes_of_the_golden_questions(content: Path, capsys: Printed) -> None:
    write_content(content, "return: [q]", "golden.yml")
    assert main(["check", "--quick"]) == 1
    assert "golden.yml:1:1: no entry has the id 'return', did you mean 'returns'?" in (
        capsys.readouterr().out
    )


def test_golden_questions_that_fail_are_told_with_what_was_found(
    content: Path, capsys: Printed
) -> None:
    golden = "returns: [can I give back the mug, gibberish blah]\nnone: [weather tomorrow]\n"
    write_content(content, golden, "golden.yml")
    assert main(["test"]) == 1
    *failed, _, count = without_progress(capsys.readouterr().out).splitlines()
    assert [line.split(": ")[:2] for line in failed] == [
        [f"{content}/golden.yml:1:36", "'gibberish blah'"]
    ]
    assert "expected 'returns', " in failed[0]
    assert "confidence" in failed[0]
    assert count == "1 of 3 golden questions failed."
    assert main(["test", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["asked"] == 3
    assert [one["question"] for one in told["failed"]] == ["gibberish blah"]


def test_golden_questions_that_pass_are_counted(content: Path, capsys: Printed) -> None:
    write_content(content, "returns: [can I give back the mug]\n", "golden.yml")
    assert main(["test", str(content)]) == 0
    assert without_progress(capsys.readouterr().out) == "All 1 golden question passed.\n"


@pytest.mark.usefixtures("content")
def test_without_golden_questions_test_says_where_to_write_some(capsys: Printed) -> None:
    assert main(["test"]) == 0
    assert "There are no golden questions: write some into" in capsys.readouterr().out


@pytest.mark.usefixtures("content")
def test_schema_is_printed(capsys: Printed) -> None:
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["items"] == {"$ref": "#/$defs/Entry"}


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
