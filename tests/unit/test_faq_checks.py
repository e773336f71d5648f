"""What `faq check` finds that no schema can, and how it says it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pytest

from faq_index.checks import quick_warnings, warnings
from faq_index.errors import ContentWarning
from faq_index.reading import Content, read_files
from faq_index.search import Matrix
from tests.support.faq import CONTENT

TODAY = date(2026, 11, 21)

# Directions in which the texts of the tests below point.
ABOUT = {"red": [1.0, 0, 0, 0], "빨강": [1.0, 0, 0, 0], "green": [0, 1.0, 0, 0]}


def content(text: str) -> Content:
    return read_files({"shop.yml": text.encode()})


def entry(name: str, english: Sequence[str], **more: str) -> str:
    extra = "".join(f"  {key}: {value}\n" for key, value in more.items())
    return (
        f"- id: {name}\n  question: {{en: {english[0]}}}\n"
        f"  phrasings: {{en: [{', '.join(english[1:])}]}}\n  answer: {{en: Yes.}}\n{extra}"
    )


def pointing(nudge: float = 0.2) -> Callable[[Sequence[str]], Matrix]:
    """An encoder: a text points where its first word says, and a little where it has none."""

    def embed(texts: Sequence[str]) -> Matrix:
        rows = []
        for number, text in enumerate(texts):
            row = np.zeros(4 + len(texts), np.float32)
            row[:4] = ABOUT[text.split()[0]]
            row[4 + number] = nudge
            rows.append(row)
        return np.array(rows)

    return embed


def of_kind(kind: str, found: list[ContentWarning]) -> list[ContentWarning]:
    return [one for one in found if one.kind == kind]


SIX = ["one", "two", "three", "four", "five", "six"]


def six(colour: str) -> list[str]:
    return [f"{colour} question", *(f"{colour} {word}" for word in SIX)]


def test_content_that_is_well_has_no_warnings() -> None:
    text = entry("red", six("red")) + entry("green", six("green"))
    assert warnings(content(text), pointing(), TODAY) == []


def test_two_entries_that_sound_the_same_collide() -> None:
    text = entry("red", six("red")) + entry("rose", [*six("green"), "red as well"])
    (found,) = of_kind("collision", warnings(content(text), pointing(), TODAY))
    assert (found.entry, found.other, found.line) == ("red", "rose", 2)
    assert "'red question' and 'red as well' of 'rose' (shop.yml:7)" in found.message
    assert "say in each what tells them apart" in found.message


def test_two_entries_mistaken_for_each_other_are_told_once_with_an_example() -> None:
    both = [*six("red")[:3], "green a", "green b", "green c", "red z"]
    others = [*six("green")[:3], "red a", "red b", "red c", "green z"]
    text = entry("red", both) + entry("green", others)
    (found,) = of_kind("collision", warnings(content(text), pointing(0.5), TODAY))
    assert {found.entry, found.other} == {"red", "green"}
    assert "'red' and 'green' are mistaken for each other" in found.message or (
        "'green' and 'red' are mistaken for each other" in found.message
    )


def test_a_phrasing_that_finds_another_entry_without_itself_is_told_at_its_place() -> None:
    text = entry("red", six("red")) + entry("green", [*six("green"), "red stray"])
    (found,) = of_kind("stray", warnings(content(text), pointing(0.5), TODAY))
    assert (found.entry, found.other) == ("green", "red")
    assert (found.line, found.column) == (7, 90)
    assert found.message.startswith("'red stray' finds 'red' (")


def test_texts_are_compared_within_their_script_only() -> None:
    text = entry("red", six("red")) + entry("rose", six("빨강"))
    assert warnings(content(text), pointing(), TODAY) == []


def test_an_entry_with_a_single_text_of_a_script_cannot_stray() -> None:
    text = entry("red", six("red")) + entry("rose", [*six("빨강"), "red rose"])
    assert of_kind("stray", warnings(content(text), pointing(0.5), TODAY)) == []


def test_an_entry_without_a_language_that_others_have_is_told() -> None:
    (found,) = of_kind("language", quick_warnings(content(CONTENT), TODAY))
    assert (found.entry, found.line) == ("dishwasher", 23)
    assert "'dishwasher' has no Korean (ko), 2 other entries have" in found.message


def test_no_language_is_missing_when_nobody_writes_it() -> None:
    text = entry("red", six("red"))
    assert quick_warnings(content(text), TODAY) == []


def test_too_few_phrasings_are_counted_by_language_and_a_repeated_one_once() -> None:
    text = entry("red", ["question", "one", "two", "Two"])
    (found,) = quick_warnings(content(text), TODAY)
    assert (found.kind, found.line) == ("few", 3)
    assert "'red' has 2 phrasings in 'en': write at least 6" in found.message


@pytest.mark.parametrize(
    ("more", "line", "message"),
    [
        ({"valid_until": "2026-11-20"}, 5, "'red' ended on 2026-11-20, customers do not get it"),
        ({"valid_from": "2026-11-22"}, 5, "'red' starts on 2026-11-22"),
        ({"valid_until": "2026-11-21"}, 5, "'red' ends soon, customers get it until 2026-11-21"),
        ({"valid_until": "2026-12-21"}, 5, "'red' ends soon"),
    ],
)
def test_entries_out_of_their_time_or_soon_are_told(
    more: dict[str, str], line: int, message: str
) -> None:
    (found,) = quick_warnings(content(entry("red", six("red"), **more)), TODAY)
    assert (found.kind, found.line) == ("expired", line)
    assert message in found.message


@pytest.mark.parametrize("more", [{"valid_until": "2026-12-22"}, {"valid_from": "2026-11-21"}, {}])
def test_entries_in_their_time_are_not_told(more: dict[str, str]) -> None:
    assert quick_warnings(content(entry("red", six("red"), **more)), TODAY) == []


def test_a_follow_up_that_is_not_served_today_leads_nowhere() -> None:
    text = entry("red", six("red"), follow_ups="[green, red]")
    text += entry("green", six("green"), valid_until="2026-01-01")
    links = of_kind("link", quick_warnings(content(text), TODAY))
    assert [(one.line, one.column, one.other) for one in links] == [
        (5, 16, "green"),
        (5, 23, "red"),
    ]
    assert "'green' is not served today" in links[0].message
    assert "'red' follows itself" in links[1].message


def link(url: str) -> str:
    return f"[{{label: {{en: More}}, url: {url}}}]"


def test_an_address_that_looks_like_a_slip_of_a_usual_one_is_told() -> None:
    usual = "https://shop.example/returns"
    text = "".join(entry(f"e{n}", [f"q{n}", f"p{n}"], links=link(usual)) for n in range(3))
    text += entry("typo", ["q", "p"], links=link("https://shop.example/return"))
    text += entry("host", ["r", "s"], links=link("https://shpo.example/returns"))
    text += entry("help", ["t", "u"], links=link("https://help.shop.example/contact"))
    links = of_kind("link", quick_warnings(content(text), TODAY))
    assert [one.entry for one in links] == ["host", "typo"]
    assert "leads to 'shpo.example', but 5 entries lead to 'shop.example'" in links[0].message
    assert "is in this entry only, but 3 entries have '/returns': is it a slip?" in (
        links[1].message
    )


def test_the_gravest_comes_first() -> None:
    text = entry("red", ["red question", "red one"], valid_until="2026-01-01")
    text += entry("rose", ["red other", "red two"])
    kinds = [one.kind for one in warnings(content(text), pointing(), TODAY)]
    assert kinds == ["collision", "expired", "few", "few"]


def test_a_warning_is_the_json_that_the_editor_page_reads() -> None:
    (found,) = quick_warnings(content(entry("red", ["q", "a"])), TODAY)
    assert found.problem() == {
        "file": "content/shop.yml",
        "line": 3,
        "column": 19,
        "message": found.message,
        "severity": "warning",
        "kind": "few",
        "entry": "red",
    }
