"""Editors' YAML: what is read, and how each mistake is told."""

from __future__ import annotations

import os
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from faq_index import content_file
from faq_index.content_file import ContentFile
from faq_index.entries import Entries
from faq_index.errors import ContentError, ContentErrors
from faq_index.link_hosts import ANY_HOST, LinkHosts
from faq_index.memory import FileMemory
from faq_index.reading import Spot, load_files, load_folder, read_files
from faq_index.settings import SettingsError, settings
from tests.support.faq import CONTENT, write_content

ENTRY = """\
- id: opening_hours
  question: {en: When are you open?}
  phrasings:
    en: [opening hours, are you open]
  answer:
    en: |
      From **9** to 18.
"""


def errors_of(folder: Path) -> list[ContentError]:
    with pytest.raises(ContentErrors) as raised:
        load_folder(folder)
    return raised.value.errors


def assert_told(errors: list[ContentError], line: int, column: int, message: str) -> None:
    at_place = [one.message for one in errors if (one.line, one.column) == (line, column)]
    assert any(message in one for one in at_place), errors


def the_error(tmp_path: Path, text: str) -> tuple[int, int, str]:
    """The one error of a file, as (line, column, message)."""
    (error,) = errors_of(write_content(tmp_path / "content", text))
    assert error.file.endswith("content/shop.yml")
    return error.line, error.column, error.message


def test_entries_are_read_with_both_languages_and_all_extras(tmp_path: Path) -> None:
    delivery, returns, dishwasher = load_folder(write_content(tmp_path))
    assert delivery.question == {
        "en": "How long does delivery take?",
        "ko": "배송은 얼마나 걸리나요?",
    }
    assert delivery.phrasings["ko"] == ("배송 며칠 걸려요", "언제 도착해요", "배송 기간")
    assert delivery.answer["en"] == "Two **business days**."
    assert delivery.links[0].url == "https://shop.example/delivery"
    assert delivery.follow_ups == ("returns",)
    assert returns.suggest_person
    assert not delivery.suggest_person
    assert list(dishwasher.question) == ["en"]


def test_files_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    write_content(tmp_path, ENTRY, "b.yml")
    write_content(tmp_path, CONTENT, "a.yml")
    assert [entry.id for entry in load_folder(tmp_path)][-1] == "opening_hours"


def test_plain_words_stay_what_the_editor_typed(tmp_path: Path) -> None:
    text = ENTRY.replace("[opening hours, are you open]", "[no, 12:30, 2024, on, 1e9]")
    (entry,) = load_folder(write_content(tmp_path, text))
    assert entry.phrasings["en"] == ("no", "12:30", "2024", "on", "1e9")


@pytest.mark.parametrize(
    ("was", "becomes", "line", "column", "message"),
    [
        ("answer:", "anser:", 5, 3, "unknown key 'anser', did you mean 'answer'?"),
        ("  question:", "  colour: red\n  question:", 2, 3, "unknown key 'colour', expected id,"),
        ("- id: opening_hours\n ", "-", 1, 3, "the key 'id' is missing"),
        ("opening_hours", "Opening Hours", 1, 7, "did you mean 'opening_hours'?"),
        ("{en: When", "{kr: Wann, en: When", 2, 14, "unknown language 'kr', did you mean 'ko'?"),
        ("{en: When are", "{en: Hi, when are", 2, 22, "a text with a comma in it needs quotes"),
        ("{en: When are you open?}", "When?", 2, 13, "expected a text for each language"),
        ("{en: When are you open?}", "{en: }", 2, 18, "expected text, found nothing"),
        ("{en: When are you open?}", '{en: ""}', 2, 18, "question.en is empty"),
        ("{en: When are you open?}", "{en: true}", 2, 18, "found 'true': put quotes around"),
        ("[opening hours, are you open]", "[]", 4, 9, "phrasings.en is empty"),
        ("[opening hours, are you open]", "open?", 4, 9, "expected a list (lines that start"),
        ("are you open]", "'  ']", 4, 25, "phrasings.en is empty"),
        ("are you open]", "{are: you}]", 4, 25, "expected text, found a group of keys"),
        ("are you open]", f"{'x' * 301}]", 4, 25, "has 301 characters, at most 300"),
        ("From **9** to 18.", "x" * 6_001, 6, 9, "has 6,001 characters, at most 6,000"),
        ("From **9** to 18.", "From <b>9</b> to 18.", 7, 12, "HTML such as '<b>' is not allowed"),
        ("From **9** to 18.", "Yes.\n\n      <p>No</p>", 9, 7, "HTML such as '<p>No</p>'"),
        ("From **9** to 18.", "[x](http://a.b)", 7, 11, "must start with https:, mailto: or"),
        ("From **9** to 18.", "[x](javascript:alert)", 7, 11, "must start with https:"),
        ("From **9** to 18.", "[x](/orders)", 7, 11, "the link '/orders' must start with https:"),
        ("From **9** to 18.", "![x](data:image/png;base64,)", 7, 12, "must start with https:"),
        ("  answer:", "  suggest_person: yes\n  answer:", 5, 19, "expected true or false"),
        ("  answer:", "  follow_ups: [nowhere]\n  answer:", 5, 16, "no entry has the id 'nowhere'"),
        ("  answer:", "  follow_ups: [opening_hour]\n  answer:", 5, 16, "mean 'opening_hours'?"),
        (
            "  answer:",
            "  id: again\n  answer:",
            5,
            3,
            "the key 'id' is here twice, first in line 1",
        ),
        ("    en: |", "    ko: |", 2, 14, "has a question but no answer in 'en'"),
    ],
)
def test_each_mistake_is_told_at_its_place_with_its_cure(
    tmp_path: Path, was: str, becomes: str, line: int, column: int, message: str
) -> None:
    assert was in ENTRY
    errors = errors_of(write_content(tmp_path, ENTRY.replace(was, becomes, 1)))
    assert_told(errors, line, column, message)


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("- id: a\n  b: c: d\n", 2, 7, "a text with ': ' in it needs quotes around it"),
        ("- id: 'a\n", 2, 1, "a quote that was opened is never closed"),
        ("- id: a\n\tb: c\n", 2, 1, "indent with spaces"),
        ("- &a id: x\n", 1, 3, "anchors (&name) are not allowed"),
        ("- id: !!python/name:os.system x\n", 1, 7, "tags (!name) are not allowed"),
        ("[]\n---\n[]\n", 2, 1, "a second document (---) is not allowed"),
        ("[" * 11 + "]" * 11, 1, 11, "nested more than 10 levels deep"),
        ("", 1, 1, "expected a list of entries, each starting with '- id: …', found nothing"),
        ("id: x\n", 1, 1, "expected a list of entries"),
        ("- 3\n", 1, 3, "an entry expected keys and values"),
        ("- ? [a]\n  : b\n", 1, 5, "expected a key"),
        ("- a\u0007b\n", 1, 4, "found the invisible character U+0007: delete it"),
        ("#" * 1_000_001, 1, 1, "has 1,000,001 characters, at most 1,000,000 are read"),
    ],
)
def test_a_file_that_is_no_list_of_entries_is_told_where_and_why(
    tmp_path: Path, text: str, line: int, column: int, message: str
) -> None:
    assert_told(errors_of(write_content(tmp_path, text)), line, column, message)


def test_aliases_are_refused_even_when_they_would_explode(tmp_path: Path) -> None:
    bomb = "- &a [x]\n" + "".join(
        f"- &{name} [*{last}, *{last}, *{last}]\n"
        for last, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    messages = [error.message for error in errors_of(write_content(tmp_path, bomb))]
    assert any("aliases (*name) are not allowed" in message for message in messages)


def test_a_misspelt_key_is_one_error_and_not_also_a_missing_one(tmp_path: Path) -> None:
    _, _, message = the_error(tmp_path, ENTRY.replace("answer:", "anser:"))
    assert message == "unknown key 'anser', did you mean 'answer'?"


def test_an_error_reads_as_file_line_column_and_cure(tmp_path: Path) -> None:
    folder = write_content(tmp_path, ENTRY.replace("answer:", "anser:"), "billing.yml")
    (error,) = errors_of(folder)
    assert str(error) == f"{folder}/billing.yml:5:3: unknown key 'anser', did you mean 'answer'?"


def test_an_unknown_key_in_a_link_is_compared_with_the_keys_of_links(tmp_path: Path) -> None:
    text = ENTRY + "  links:\n    - label: {en: Hours}\n      ulr: https://shop.example\n"
    assert the_error(tmp_path, text) == (10, 7, "unknown key 'ulr', did you mean 'url'?")


def test_all_errors_of_all_files_are_told_at_once_in_reading_order(tmp_path: Path) -> None:
    write_content(tmp_path, ENTRY.replace("opening_hours", "Hours"), "a.yml")
    write_content(tmp_path, "- id: [", "b.yml")
    write_content(tmp_path, CONTENT.replace("https://", "ftp://").replace("true", "1"), "c.yml")
    found = [(Path(error.file).name, error.line) for error in errors_of(tmp_path)]
    assert found == [("a.yml", 1), ("b.yml", 2), ("c.yml", 14), ("c.yml", 22)]


def test_an_id_may_be_used_once_over_all_files(tmp_path: Path) -> None:
    write_content(tmp_path, ENTRY, "a.yml")
    write_content(tmp_path, ENTRY.replace("opening hours, are you open", "hours?"), "b.yml")
    (error,) = errors_of(tmp_path)
    assert "the id 'opening_hours' is taken, by the entry at" in error.message
    assert error.message.endswith("a.yml:1")


def test_a_phrasing_may_lead_to_one_entry_only(tmp_path: Path) -> None:
    other = ENTRY.replace("opening_hours", "holidays").replace("are you open]", "closed]")
    other = other.replace("opening hours", "Opening  Hours!")
    _, _, message = the_error(tmp_path, ENTRY + other)
    assert "the phrasing 'Opening Hours!' also leads to the entry at" in message


def test_a_follow_up_is_not_blamed_while_the_file_it_may_be_in_is_unreadable(
    tmp_path: Path,
) -> None:
    write_content(tmp_path, ENTRY + "  follow_ups: [elsewhere]\n", "a.yml")
    write_content(tmp_path, "- id: [", "b.yml")
    assert [Path(error.file).name for error in errors_of(tmp_path)] == ["b.yml"]


def test_a_follow_up_to_an_entry_that_has_errors_of_its_own_is_no_error(tmp_path: Path) -> None:
    text = CONTENT.replace("suggest_person: true", "suggest_person: maybe")
    _, _, message = the_error(tmp_path, text)
    assert message == "suggest_person expected true or false, found 'maybe'"


def test_a_file_that_would_silently_not_be_read_is_named(tmp_path: Path) -> None:
    write_content(tmp_path, ENTRY, "a.yml")
    write_content(tmp_path, ENTRY, "b.yaml")
    (tmp_path / "more").mkdir()
    (tmp_path / "notes.md").write_text("not content, and nobody would think so")
    assert [(Path(error.file).name, error.message) for error in errors_of(tmp_path)] == [
        ("b.yaml", "is not read: only files here whose names end in .yml are"),
        ("more", "is not read: only files here whose names end in .yml are"),
    ]


def test_a_folder_without_content_is_an_error_and_not_an_empty_shop(tmp_path: Path) -> None:
    (error,) = errors_of(tmp_path)
    assert error.message == "no content here: expected at least one file ending in .yml"
    (error,) = errors_of(tmp_path / "nowhere")
    assert "cannot read this folder of content files: No such file" in error.message


def test_a_file_in_another_encoding_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "shop.yml").write_bytes(ENTRY.encode() + "# 배송".encode("euc-kr"))
    (error,) = errors_of(tmp_path)
    assert (error.line, error.message) == (8, "the text is not UTF-8: save the file as UTF-8")


def loaded_or_refused(raw: bytes) -> Entries | list[ContentError]:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "shop.yml").write_bytes(raw)
        try:
            return load_folder(Path(folder))
        except ContentErrors as broken:
            return broken.errors


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode()))
def test_any_file_is_read_or_refused_and_nothing_else_is_raised(raw: bytes) -> None:
    loaded_or_refused(raw)


@given(st.data())
def test_a_slip_of_the_keyboard_never_raises_anything_else(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(CONTENT)))
    end = data.draw(st.integers(start, min(start + 20, len(CONTENT))))
    typed = data.draw(st.text("-:{}[]'\"|>&*!%#?,\t\n aé한<b>()h", max_size=8))
    text = CONTENT[:start] + typed + CONTENT[end:]
    for error in loaded_or_refused(text.encode()):
        if isinstance(error, ContentError):
            assert 1 <= error.line <= text.count("\n") + 2
            assert error.column >= 1
            assert error.message


json_like: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "en", "ko", "[key]", "label", "url", "answer"])
            | st.text(max_size=5),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)
KEYS = ["id", "tags", "question", "phrasings", "answer", "links", "follow_ups", "suggest_person"]


@given(st.lists(st.dictionaries(st.sampled_from(KEYS), json_like), max_size=3))
def test_values_of_any_kind_in_any_place_are_read_or_refused(data: list[Any]) -> None:
    loaded_or_refused(yaml.safe_dump(data, allow_unicode=True).encode())


words = st.text(st.characters(categories=["Ll", "Lu", "Lo", "Nd"], codec="utf-8"), min_size=1)
lines = st.lists(words.map(lambda word: word[:9]), min_size=1, max_size=4).map(" ".join)


@given(
    st.fixed_dictionaries(
        {
            "id": st.just("an_id"),
            "question": st.fixed_dictionaries({"en": lines, "ko": lines}),
            "phrasings": st.fixed_dictionaries({"ko": st.lists(lines, min_size=1, max_size=5)}),
            "answer": st.fixed_dictionaries({"en": lines, "ko": lines}),
        },
        optional={"tags": st.lists(lines, max_size=3), "suggest_person": st.booleans()},
    )
)
def test_what_is_written_as_yaml_is_read_back_the_same(written: dict[str, Any]) -> None:
    read = loaded_or_refused(yaml.safe_dump([written], allow_unicode=True).encode())
    assert isinstance(read, tuple), read
    back = read[0].model_dump(mode="json", exclude_unset=True)
    assert back == written


days = st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(str)
by_language = st.fixed_dictionaries({}, optional={"en": lines, "ko": lines}).filter(bool)
urls = st.sampled_from(["https://shop.example/a?b=c#d", "mailto:help@shop.example", "tel:+82-2-1"])
links = st.fixed_dictionaries({"label": by_language, "url": urls})


@st.composite
def everything(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Entries with every key there is, or some of them."""
    ids = draw(st.lists(st.from_regex(r"[a-z][a-z0-9]{0,9}", fullmatch=True), unique=True))
    entries = []
    for number, name in enumerate(ids):
        texts = draw(st.fixed_dictionaries({"question": by_language}))
        own = [f"{line} {number}" for line in draw(st.lists(lines, min_size=1, max_size=4))]
        optional = {
            "tags": st.lists(lines, max_size=3),
            "links": st.lists(links, max_size=2),
            "follow_ups": st.lists(st.sampled_from(ids), max_size=3),
            "suggest_person": st.booleans(),
            "valid_from": days,
        }
        extra = draw(st.fixed_dictionaries({}, optional=optional))
        answer = {locale: draw(lines) for locale in texts["question"]}
        entries.append({"id": name, **texts, "phrasings": {"en": own}, "answer": answer, **extra})
    return entries


@given(everything())
def test_entries_with_everything_are_read_back_as_they_were_written(
    written: list[dict[str, Any]],
) -> None:
    raw = yaml.safe_dump(written, allow_unicode=True, sort_keys=False).encode()
    read = load_files({"shop.yml": raw})
    assert [one.model_dump(mode="json", exclude_unset=True) for one in read] == written


@given(st.dictionaries(st.text(max_size=12), st.binary(max_size=80), max_size=4))
def test_files_of_any_name_and_content_are_read_or_refused(files: dict[str, bytes]) -> None:
    try:
        load_files(files)
    except ContentErrors as broken:
        assert broken.errors


@given(st.data())
def test_bytes_put_into_good_content_never_raise_anything_else(data: st.DataObject) -> None:
    raw = CONTENT.encode()
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, min(start + 40, len(raw))))
    put = data.draw(st.binary(max_size=12))
    loaded_or_refused(raw[:start] + put + raw[end:])


def test_files_are_read_as_if_they_were_in_a_folder(tmp_path: Path) -> None:
    folder = write_content(tmp_path)
    assert load_files({"shop.yml": CONTENT.encode()}) == load_folder(folder)
    for name in ("shop.yaml", "../shop.yml", ".shop.yml", "a/b.yml", ".yml"):
        with pytest.raises(ContentErrors, match="is not read: only files here whose names end"):
            load_files({name: CONTENT.encode()})
    with pytest.raises(ContentErrors, match="no content here"):
        load_files({"golden.yml": b""})


def test_a_file_that_was_read_before_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[bytes] = []

    def counted(raw: bytes, hosts: LinkHosts) -> ContentFile:
        reads.append(raw)
        return read_file(raw, hosts)

    read_file = content_file.read
    monkeypatch.setattr(content_file, "read", counted)
    memory = FileMemory()
    first, second = CONTENT.encode(), ENTRY.encode()
    kept = memory.read([first, second], ANY_HOST)
    again = memory.read([first, second + b"# more"], ANY_HOST)
    assert reads == [first, second, second + b"# more"]
    assert again[0] is kept[0]


def test_the_memory_keeps_no_more_than_twice_what_was_read_last() -> None:
    memory = FileMemory()
    drafts = [ENTRY.encode() + b"# draft %d" % number for number in range(10)]
    for draft in drafts:
        memory.read([draft], ANY_HOST)
    assert memory.bytes_kept <= 2 * len(drafts[0])


def test_where_everything_stands_is_known_of_content_that_is_well() -> None:
    read = read_files({"shop.yml": CONTENT.encode()})
    assert read.spot("returns", "id") == Spot("content/shop.yml", 16, 7)
    assert read.spot("returns", "phrasings", "en", 1) == Spot("content/shop.yml", 19, 34)
    assert read.spot("returns", "valid_until").line == 16, "a key that is missing: its entry"


@pytest.mark.parametrize(
    ("line", "place", "message"),
    [
        ("valid_until: 24.12.2026", (8, 16), "expected a day such as 2026-12-24, found '24.12"),
        ("valid_until: 2026-02-30", (8, 16), "there is no day '2026-02-30' in the calendar"),
        ("valid_until: 2026-12-24 10:00", (8, 16), "expected a day such as 2026-12-24"),
        ("valid_until:", (8, 15), "valid_until is empty: write a day such as 2026-12-24"),
        ("valid_from: [2026-12-24]", (8, 15), "expected a day such as 2026-12-24, found a list"),
        ("valid_untill: 2026-12-24", (8, 3), "unknown key 'valid_untill', did you mean 'valid_u"),
        (
            "valid_from: 2026-12-24\n  valid_until: 2026-12-23",
            (9, 16),
            "valid_until is 2026-12-23, before valid_from (2026-12-24)",
        ),
    ],
)
def test_a_wrong_day_is_told(
    tmp_path: Path, line: str, place: tuple[int, int], message: str
) -> None:
    *found, told = the_error(tmp_path, f"{ENTRY}  {line}\n")
    assert message in told
    assert tuple(found) == place


def test_an_entry_is_served_from_its_first_to_its_last_day() -> None:
    days = "  valid_from: 2026-12-01\n  valid_until: 2026-12-24\n"
    (entry,) = load_files({"a.yml": (ENTRY + days).encode()})
    served = [entry.served_on(date(2026, *day)) for day in ((11, 30), (12, 1), (12, 24), (12, 25))]
    assert served == [False, True, True, False]
    (always,) = load_files({"a.yml": ENTRY.encode()})
    assert always.served_on(date(1999, 1, 1))


HOSTS = LinkHosts(("shop.example", "*.shop.example"))


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example/x",
        "https://SHOP.example:8443",
        "https://help.shop.example/?a=b#c",
        "mailto:a@elsewhere.example",
        "tel:+82-2-123",
    ],
)
def test_links_may_lead_to_the_operators_hosts(url: str) -> None:
    text = f"{ENTRY}  links: [{{label: {{en: More}}, url: '{url}'}}]\n"
    assert load_files({"a.yml": text.encode()}, hosts=HOSTS)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("https://shpo.example", "links may lead to shop.example or *.shop.example only, found"),
        ("https://shop.example.evil.example", "only, found 'shop.example.evil.example'"),
        ("https://notshop.example", "only, found 'notshop.example'"),
        ("https://shop.example@evil.example/", "has no plain website name after https://"),
        ("https://evil.example%5C.shop.example/", "has no plain website name"),
        ("https://evil.example\\\\.shop.example/", "has no plain website name"),
        ("http://shop.example", "must start with https:, mailto: or tel:, found http:"),
        ("www.shop.example", "must start with https:, mailto: or tel:, such as https://"),
        ("htps://shop.example", "did you mean 'https'?"),
        ("javascript:alert(1)", "must start with https:, mailto: or tel:"),
        ("https://shop.example:port/", "is not a web address"),
    ],
)
def test_a_link_to_anywhere_else_is_refused_in_buttons_and_answers(url: str, message: str) -> None:
    button = f'{ENTRY}  links: [{{label: {{en: More}}, url: "{url}"}}]\n'
    answer = ENTRY.replace(
        "From **9** to 18.", f"See <{url}> or [this]({url}).".replace("\\\\", "\\")
    )
    for text in (button, answer):
        with pytest.raises(ContentErrors) as raised:
            load_files({"a.yml": text.encode()}, hosts=HOSTS)
        assert all(message in str(error) for error in raised.value.errors), raised.value


@pytest.mark.parametrize(
    ("written", "patterns"),
    [
        ("", ()),
        ("shop.example", ("shop.example",)),
        (" Shop.Example , *.shop.example,", ("shop.example", "*.shop.example")),
    ],
)
def test_the_operators_list_of_hosts_is_read(written: str, patterns: tuple[str, ...]) -> None:
    assert settings({"HANDRAIL_FAQ_LINK_HOSTS": written}).link_hosts.patterns == patterns


@pytest.mark.parametrize("written", ["https://shop.example", "*", "a b", "*.*.example", "a/b"])
def test_a_list_of_hosts_that_cannot_be_read_is_named(written: str) -> None:
    with pytest.raises(SettingsError, match=r"HANDRAIL_FAQ_LINK_HOSTS: .* is no host: expected"):
        settings({"HANDRAIL_FAQ_LINK_HOSTS": written})


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("See [our page] (https://shop.example).", "is not read as a link: expected [words]"),
        ("See [our page](https://shop.example/a b).", "is not read as a link: expected [words]"),
        ("This is ** bold **.", "is not read as bold: put no space inside the **"),
        ("결제는 **원화(₩)**로 해요.", "is not read as bold: put no space inside the **"),
    ],
)
def test_markdown_that_customers_would_see_as_it_is_written_is_told(
    tmp_path: Path, answer: str, message: str
) -> None:
    line, _, told = the_error(tmp_path, ENTRY.replace("From **9** to 18.", answer))
    assert line == 7
    assert message in told


@pytest.mark.parametrize(
    "answer", ["`**` is code, and so is `[a](b c)`", "2 * 3 * 4", "**원화**(₩)로", "(see [9])"]
)
def test_sound_markdown_is_left_alone(answer: str) -> None:
    assert load_files({"a.yml": ENTRY.replace("From **9** to 18.", answer).encode()})


@pytest.mark.parametrize("character", ["\u200b", "\u2028", "\u202e", "\xad", "\u2066", "\x85"])
def test_characters_that_nobody_sees_are_named(tmp_path: Path, character: str) -> None:
    text = ENTRY.replace("opening hours", f"opening{character} hours")
    line, column, told = the_error(tmp_path, text)
    assert (line, column) == (4, 17)
    assert told == f"found the invisible character U+{ord(character):04X}: delete it"


def test_an_invisible_character_behind_an_escape_is_named_too(tmp_path: Path) -> None:
    text = ENTRY.replace("opening hours", '"opening\\u200bhours"')
    assert the_error(tmp_path, text) == (
        4,
        10,
        "found the invisible character U+200B: delete it",
    )


def test_lines_may_end_as_on_any_system(tmp_path: Path) -> None:
    for end in ("\r\n", "\r"):
        assert load_files({"a.yml": ENTRY.replace("\n", end).encode()})
        broken = ENTRY.replace("answer:", "anser:").replace("\n", end).encode()
        with pytest.raises(ContentErrors, match=r"a\.yml:5:3: unknown key 'anser'"):
            load_files({"a.yml": broken})


def test_a_pipe_in_the_folder_is_not_waited_for(tmp_path: Path) -> None:
    write_content(tmp_path, ENTRY)
    os.mkfifo(tmp_path / "pipe.yml")
    (error,) = errors_of(tmp_path)
    assert error.message.startswith("is not read")
