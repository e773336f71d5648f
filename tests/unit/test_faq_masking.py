"""Personal data never survives masking; ordinary questions stay word for word."""

from __future__ import annotations

import string
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq_index.insight.find_numbers import luhn
from faq_index.insight.masking import has_placeholder, mask, without_placeholders

DIGITS = "0123456789"


def digits(least: int, most: int | None = None) -> st.SearchStrategy[str]:
    return st.text(DIGITS, min_size=least, max_size=most or least)


def _grouped(number: str, sizes: tuple[int, ...], separator: str) -> str:
    groups, place = [], 0
    for size in sizes:
        groups.append(number[place : place + size])
        place += size
    return separator.join(groups)


@st.composite
def cards(draw: st.DrawFn) -> str:
    start = draw(st.sampled_from(["4", "51", "2221", "6011", "9410"]))
    body = start + draw(digits(15 - len(start)))
    number = next(body + last for last in DIGITS if luhn(body + last))
    return _grouped(number, (4, 4, 4, 4), draw(st.sampled_from(["", " ", "-", "\u2013"])))


@st.composite
def korean_phones(draw: st.DrawFn) -> str:
    start = draw(st.sampled_from(["010", "011", "02", "031", "070", "+82 10", "+82-2", "82 10"]))
    separator = draw(st.sampled_from(["", "-", " ", "."]))
    middle = draw(digits(4))
    return f"{start}{separator}{middle}{separator}{draw(digits(4))}"


@st.composite
def foreign_phones(draw: st.DrawFn) -> str:
    shape = draw(
        st.sampled_from(
            [
                "+44 20 #### ####",
                "+1 (4##) ###-####",
                "(4##) ###-####",
                "4##-###-####",
                "+49 170 #######",
                "020 7### ####",
                "07### ######",
                "+81-90-####-####",
                "0034 6########",
            ]
        )
    )
    return "".join(draw(digits(1)) if letter == "#" else letter for letter in shape)


@st.composite
def e_mails(draw: st.DrawFn) -> str:
    letters = string.ascii_lowercase + DIGITS
    name = draw(st.text(letters + "._+-", min_size=1, max_size=20).filter(lambda t: t[0].isalnum()))
    host = draw(st.text(letters, min_size=2, max_size=10))
    return f"{name}@{host}.{draw(st.sampled_from(['com', 'co.kr', 'example', 'io']))}"


@st.composite
def registrations(draw: st.DrawFn) -> str:
    year, month, day = draw(digits(2)), draw(st.integers(1, 12)), draw(st.integers(1, 28))
    kind = draw(st.sampled_from("12345678"))
    dash = draw(st.sampled_from(["-", "", " "]))
    return f"{year}{month:02}{day:02}{dash}{kind}{draw(digits(6))}"


@st.composite
def ibans(draw: st.DrawFn) -> str:
    country, body = draw(st.sampled_from([("DE", 18), ("GB", 18), ("NL", 14), ("FR", 23)]))
    account = draw(digits(body))
    check = 98 - int(account + "".join(str(int(c, 36)) for c in country) + "00") % 97
    plain = f"{country}{check:02}{account}"
    spaced = " ".join(plain[at : at + 4] for at in range(0, len(plain), 4))
    return draw(st.sampled_from([plain, spaced, plain.lower()]))


@st.composite
def order_numbers(draw: st.DrawFn) -> str:
    shape = draw(
        st.sampled_from(
            ["DB-######", "db-######", "ORD########", "#######-#######", "A-20##-######"]
        )
    )
    return "".join(draw(digits(1)) if letter == "#" else letter for letter in shape)


@st.composite
def accounts(draw: st.DrawFn) -> str:
    sizes = draw(st.sampled_from([(3, 3, 6), (6, 2, 6), (4, 2, 7), (3, 2, 6, 1)]))
    return _grouped(draw(digits(sum(sizes))), sizes, "-")


SECRET = st.one_of(
    cards(),
    korean_phones(),
    foreign_phones(),
    e_mails(),
    registrations(),
    ibans(),
    order_numbers(),
    accounts(),
)
BEFORE = st.sampled_from(
    ["", "where is ", "My order: ", "제 번호는 ", "연락처는", "please write to ", "안녕하세요 "]
)
AFTER = st.sampled_from(
    ["", " thanks", "입니다", "로 연락주세요", ", is it late?", "\nThanks", "!", " (both)"]
)


@settings(deadline=None)
@given(BEFORE, SECRET, AFTER)
def test_planted_data_never_survives(before: str, secret: str, after: str) -> None:
    masked = mask(before + secret + after)
    assert secret not in masked
    # Not even most of it: no run of four digits of it is left.
    kept = "".join(letter for letter in masked if letter.isdigit())
    planted = "".join(letter for letter in secret if letter.isdigit())
    assert not any(planted[at : at + 4] in kept for at in range(len(planted) - 3)), masked


@settings(deadline=None)
@given(BEFORE, SECRET, AFTER)
def test_data_in_full_width_letters_never_survives(before: str, secret: str, after: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if c in DIGITS + "@-" else c for c in secret)
    assert wide not in mask(before + wide + after)


@settings(deadline=None)
@given(st.lists(SECRET, min_size=2, max_size=4), st.sampled_from([" ", ", ", " and ", "\n", " / "]))
def test_none_of_several_survives(secrets: list[str], between: str) -> None:
    masked = mask(between.join(secrets))
    assert not any(secret in masked for secret in secrets), masked


PIECES = st.one_of(
    SECRET,
    st.text(max_size=12),
    st.text("0123456789-+. @#:/()가나다abcXYZ번호는\u200b?", max_size=20),
    st.sampled_from(
        [
            "my name is ",
            "제 이름은 ",
            "password ",
            "order number ",
            "주소는 ",
            "[e-mail]",
            "[이름]",
            "https://a.kr/?",
        ]
    ),
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=8))
def test_masking_twice_changes_nothing(pieces: list[str]) -> None:
    masked = mask("".join(pieces))
    assert mask(masked) == masked


ORDINARY = [
    "within 14 days",
    "2 items for 30,000 won",
    "size 240",
    "sizes 230 235 240 245 250",
    "can I order 100 mugs",
    "is shipping free from 50000 won?",
    "150000원 이상 무료인가요",
    "is 1,000,000 won the limit",
    "can it arrive by 2026-03-02?",
    "10:00-18:00 중에 방문해도 되나요",
    "2026년 3월 2일까지 받을 수 있나요?",
    "카드로 2개 결제하고 싶어요",
    "배송비로 3000원 냈어요",
    "무료로 3일 안에 오나요",
    "my name is wrong on the parcel",
    "my name is misspelled, can I change it?",
    "제 이름이 잘못 나왔어요",
    "제 이름은 어디서 바꾸나요",
    "저는 신규회원입니다",
    "고객님 센터 번호가 뭐예요",
    "비밀번호 10자리로 해야 하나요",
    "비밀번호를 3번 틀렸어요",
    "password must be 8 characters, why?",
    "I forgot my password",
    "does the RTX4090 fit",
    "is the WH-1000XM4 in stock",
    "iPhone 15 pro case",
    "Spring-2026 collection",
    "it was 2 days on the road",
    "we are 5 minutes from the high street",
    "I'm trying to order but my card is refused",
    "골뱅이 통조림 있나요",
    "3-5 business days?",
    "가격이 10000-20000원인 것",
    "I ordered at dalbit.example yesterday",
    "see https://dalbit.example/delivery",
    "아이디를 잊어버렸어요",
    "생일 쿠폰은 2026-03-02부터인가요",
    "is it ₩300000 or $250000",
    "영업일 1\u20133일",
    "Can you call me tomorrow?",
    "call me back please",
    "주문번호를 모르겠어요",
    "what is my order number",
    "track my order",
    "does it ship to Seoul or Busan",
    "👩\u200d🍳 모양 머그 있어요?",
    "I'm 30 and I want 2 cups, 1.5 kg",
    "is 4K 120 hz ok",
    "the code is SPRING",
]


@pytest.mark.parametrize("question", ORDINARY)
def test_ordinary_questions_stay_word_for_word(question: str) -> None:
    assert mask(question) == question


@pytest.mark.parametrize(
    ("said", "masked"),
    [
        ("my e-mail is mina.kim@example.com, ok?", "my e-mail is [e-mail], ok?"),
        ("메일은 mina@naver.com으로 보내줘", "메일은 [이메일]으로 보내줘"),
        ("write to mina (at) naver (dot) com", "write to [e-mail]"),
        ("mina at gmail dot com", "[e-mail]"),
        ("mina골뱅이naver.com", "[이메일]"),
        ("mi\u200bna@example.com", "[e-mail]"),
        ("insta @mina.makes.tea", "insta [account name]"),
        ("카톡 아이디는 mina88이에요", "카톡 아이디는 [아이디]이에요"),
        ("where is DB-204817?", "where is [order number]?"),
        ("order 20481 is late", "order [order number] is late"),
        ("주문번호는 20481이에요", "주문번호는 [주문번호]이에요"),
        ("tracking EE123456785KR", "tracking [order number]"),
        ("my name is Mina Kim and it is late", "my name is [name] and it is late"),
        ("my name is mina", "my name is [name]"),
        ("Hi, this is Mina Kim.", "Hi, this is [name]."),
        ("it is for Mrs. Park", "it is for Mrs. [name]"),
        ("제 이름은 김민아입니다", "제 이름은 [이름]입니다"),
        ("제 이름은 김민아, 주문했어요", "제 이름은 [이름], 주문했어요"),
        ("저는 김민아예요", "저는 [이름]예요"),
        ("김민아님 앞으로 보내 주세요", "[이름]님 앞으로 보내 주세요"),
        ("help\nThanks,\nMina Kim", "help\nThanks,\n[name]"),
        ("see https://x.kr/a?token=abc123#f now", "see https://x.kr/a?[link details] now"),
        ("https://mina:pass@x.kr/a", "https://[link details]@x.kr/a"),
        ("서울시 강남구 테헤란로 123, 101동 1203호로요", "[주소]로요"),
        ("역삼동 736-1로 보내 주세요", "[주소]로 보내 주세요"),
        ("send it to 221b Baker Street, Flat 2", "send it to [address]"),
        ("my address is 5 elm close, Leeds", "my address is [address]"),
        ("my password is hunter2", "my password is [password]"),
        ("비밀번호는 abc123!", "비밀번호는 [비밀번호]"),
        ("인증번호 482913 안 와요", "인증번호 [비밀번호] 안 와요"),
        ("call 010-1234-5678", "call [phone number]"),
        ("생년월일 1990.01.02", "생년월일 [생년월일]"),
        ("key 6f9a2b71c0d84e5fa1b2", "key [number]"),
        ("from 203.0.113.7", "from [number]"),
    ],
)
def test_personal_data_becomes_a_placeholder_in_the_language_of_the_text(
    said: str, masked: str
) -> None:
    assert mask(said) == masked


def test_letters_of_a_name_typed_apart_by_the_keyboard_are_composed_first() -> None:
    assert mask(unicodedata.normalize("NFD", "제 이름은 김민아입니다")) == "제 이름은 [이름]입니다"


def test_placeholders_can_be_told_and_taken_out() -> None:
    assert has_placeholder("where is [order number]")
    assert not has_placeholder("where is [it]")
    assert without_placeholders("where is [order number] now") == "where is now"
