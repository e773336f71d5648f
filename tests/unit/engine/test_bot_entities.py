"""Order numbers and e-mail addresses are found however people write them."""

import pytest

from bot.entities import emails, names_one_order, order_numbers, without_details


@pytest.mark.parametrize(
    "text",
    [
        "DB-204817",
        "db 204817",
        "DB204817",
        "204817",
        "it's db#204817, thanks",
        "D.B. 204817",
        "\uff24\uff22\uff0d\uff12\uff10\uff14\uff18\uff11\uff17",
        "DB- 204 817",
        "db–204817",  # noqa: RUF001
        "주문번호는 DB-204817이에요",
        "204817입니다",
        "where is order 204817?",
        "order no.: 204817.",
    ],
)
def test_an_order_number_is_written_as_the_shop_writes_it(text: str) -> None:
    assert order_numbers(text) == ["DB-204817"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2048",
        "2048171",
        "order 732201349959",
        "₩128000",
        "$350000",
        "128000원",
        "350000 won",
        "010-204817-1",
        "120.500000",
        "my db is slow",
    ],
)
def test_other_numbers_are_no_order_numbers(text: str) -> None:
    assert order_numbers(text) == []


def test_several_order_numbers_come_in_order_so_that_a_correction_is_last() -> None:
    assert order_numbers("not DB-111111 but 222222") == ["DB-111111", "DB-222222"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mina.Kim@Example.com", ["mina.kim@example.com"]),
        ("it's mina+x@mail.example.co.kr, ok?", ["mina+x@mail.example.co.kr"]),
        ("mina.kim@example.com이에요", ["mina.kim@example.com"]),
        ("mina @ example.com", ["mina@example.com"]),
        ("a@b.kr or c@d.kr.", ["a@b.kr", "c@d.kr"]),
        ("mina at example.com", []),
        ("@dalbit", []),
    ],
)
def test_addresses_are_found_in_lower_case(text: str, found: list[str]) -> None:
    assert emails(text) == found


@pytest.mark.parametrize(
    "text", ["order 732201349959", "purchase 00123842", "tracking ab123456789"]
)
def test_a_number_of_another_kind_still_names_one_order(text: str) -> None:
    assert names_one_order(text)


@pytest.mark.parametrize(
    "text", ["how long does it take", "₩128000", "1588-0417", "2 mugs", "50,000원"]
)
def test_prices_and_telephone_numbers_name_no_order(text: str) -> None:
    assert not names_one_order(text)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("cancel my order DB-204817 please", "cancel my order please"),
        ("DB-204817 취소해 주세요", "취소해 주세요"),
        ("it's mina.kim@example.com", "it's"),
        ("DB-204817", "DB-204817"),
        ("Do you wrap gifts?", "do you wrap gifts?"),
    ],
)
def test_what_is_left_of_a_text_without_its_details_is_its_topic(text: str, topic: str) -> None:
    assert without_details(text) == topic
