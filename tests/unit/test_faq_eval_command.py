"""`./handrail faq eval`, as whoever types it sees it."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faq_index import embed
from faq_index.cli import main
from faq_index.errors import ContentErrors
from faq_index.evaluate_questions import read_questions
from tests.support.faq import fake_encoder, write_content

IDS = {"delivery_time", "returns", "dishwasher"}
GOOD = """text,id
delivery time,delivery_time
"return policy, please",returns
who is the president,oos
"""

Printed = pytest.CaptureFixture[str]


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = write_content(tmp_path / "content")
    monkeypatch.setenv("HANDRAIL_FAQ_CONTENT", str(folder))
    monkeypatch.setenv("HANDRAIL_VAR", str(tmp_path / "var"))
    monkeypatch.setattr(embed, "default_encoder", lambda _var: fake_encoder())
    return folder


def csv_file(folder: Path, text: str = GOOD) -> str:
    path = folder / "questions.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def complaints(folder: Path, text: str) -> list[str]:
    path = csv_file(folder, text)
    with pytest.raises(ContentErrors) as broken:
        read_questions(Path(path), IDS)
    return [str(error).removeprefix(f"{path}:") for error in broken.value.errors]


def test_questions_are_read_with_oos_as_none(tmp_path: Path) -> None:
    assert read_questions(Path(csv_file(tmp_path)), IDS) == [
        ("delivery time", "delivery_time"),
        ("return policy, please", "returns"),
        ("who is the president", None),
    ]


def test_other_columns_and_their_order_do_not_matter(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "\ufeffwho,ID,Text\r\nme,returns,send it back\r\n\r\n")
    assert read_questions(Path(path), IDS) == [("send it back", "returns")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "1:1: expected the columns 'text' and 'id' in the first line, found nothing"),
        ("text,intent\na,b\n", "1:1: expected the columns 'text' and 'id' in the first line"),
        ("text,id\n", "1:1: no questions here"),
        (
            "text,id\nback,retuns\n",
            "2:1: the content has no entry 'retuns', did you mean 'returns'",
        ),
        ("text,id\nback,zzzzzzzz\n", "2:1: the content has no entry 'zzzzzzzz', nor is it 'oos'"),
        ("text,id\n,returns\n", "2:1: the text is empty"),
        ("text,id\nback,\n", "2:1: the id is empty: write 'oos'"),
        ("text,id\nback, please,returns\n", "2:1: 3 columns where the first line has 2"),
        ('text,id\n"two\nlines",returns\nx,y,z\n', "4:1: 3 columns where the first line has 2"),
        ('text,id\n"never closed,returns\n', "2:1: this is not CSV"),
        (f"text,id\n{'x' * 4001},returns\n", "2:1: the text has 4,001 characters"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(tmp_path: Path, text: str, expected: str) -> None:
    (message,) = complaints(tmp_path, text)
    assert message.startswith(expected)


def test_all_errors_are_told_at_once(tmp_path: Path) -> None:
    assert len(complaints(tmp_path, "text,id\n,returns\nback,retuns\nok,returns\n,\n")) == 4


def test_a_file_of_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "questions.csv"
    path.write_bytes("text,id\nok,oos\n배송,oos\n".encode("cp949"))
    with pytest.raises(ContentErrors, match=r":3:1: not UTF-8"):
        read_questions(path, IDS)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContentErrors, match=r"cannot read this file: No such file"):
        read_questions(tmp_path / "nowhere.csv", IDS)


@given(junk=st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_reading_raises_nothing_but_its_own_error(tmp_path: Path, junk: bytes) -> None:
    path = tmp_path / "questions.csv"
    for start in (b"", b"text,id\n"):
        path.write_bytes(start + junk)
        try:
            read_questions(path, IDS)
        except ContentErrors as broken:
            assert broken.errors


@pytest.mark.usefixtures("content")
def test_nothing_is_asked_when_the_questions_are_bad(tmp_path: Path, capsys: Printed) -> None:
    path = csv_file(tmp_path, "text,id\nback,retuns\n")
    picture = tmp_path / "curve.svg"
    assert main(["eval", "--questions", path, "--svg", str(picture)]) == 1
    printed = capsys.readouterr().out
    assert f"{path}:2:1: the content has no entry 'retuns'" in printed
    assert "No question was asked." in printed
    assert not picture.exists()
    assert not (tmp_path / "var").exists()


@pytest.mark.usefixtures("content")
def test_broken_content_is_told_as_always(tmp_path: Path, content: Path, capsys: Printed) -> None:
    write_content(content, "- id: A\n", "broken.yml")
    assert main(["eval", "--questions", csv_file(tmp_path)]) == 1
    assert "broken.yml:1" in capsys.readouterr().out


@pytest.mark.usefixtures("content")
def test_json_has_every_figure(tmp_path: Path, capsys: Printed) -> None:
    assert main(["eval", "--questions", csv_file(tmp_path), "--json", "--curve"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["entries"], told["in_scope"], told["out_of_scope"]) == (3, 2, 1)
    assert told["accuracy_1"] == 1
    assert told["auroc"] == 1
    assert len(told["calibration"]["bins"]) == 10
    assert told["latency"]["p50"] <= told["latency"]["p95"]
    assert told["curve"][0]["answered"] == 1
    shown = {point["threshold"] for point in told["curve"]}
    assert set(told["thresholds"].values()) <= shown


@pytest.mark.usefixtures("content")
def test_the_table_marks_the_thresholds_in_use(tmp_path: Path, capsys: Printed) -> None:
    assert main(["eval", "--questions", csv_file(tmp_path), "--curve"]) == 0
    printed = capsys.readouterr().out
    assert "Questions: 2 in scope, 1 out of scope." in printed
    assert printed.count("<- answered") == printed.count("<- asked back") == 1


@pytest.mark.usefixtures("content")
def test_the_curve_is_drawn(tmp_path: Path) -> None:
    picture = tmp_path / "curve.svg"
    assert main(["eval", "--questions", csv_file(tmp_path), "--svg", str(picture)]) == 0
    drawn = ElementTree.fromstring(picture.read_text(encoding="utf-8"))
    kinds = [part.tag.split("}")[1] for part in drawn]
    assert kinds.count("polyline") == 2
    assert sum(part.get("class") == "threshold" for part in drawn) == 2


def test_another_content_folder_can_be_measured(
    tmp_path: Path, content: Path, capsys: Printed
) -> None:
    other = write_content(tmp_path / "other")
    write_content(content, "- broken", "broken.yml")
    path = csv_file(tmp_path)
    assert main(["eval", "--content", str(other), "--questions", path, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["entries"] == 3
    assert not (tmp_path / "var" / "faq_index" / "current").exists()
