"""Particles follow the last sound of what stands before them."""

import pytest

from actions.korean import particles


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("달 머그이(가)", "달 머그가"),
        ("달항아리 화병이(가)", "달항아리 화병이"),
        ("화병은(는)", "화병은"),
        ("머그은(는)", "머그는"),
        ("화병을(를)", "화병을"),
        ("머그을(를)", "머그를"),
        ("화병과(와) 머그", "화병과 머그"),
        ("머그과(와) 화병", "머그와 화병"),
        ("서울(으)로", "서울로"),
        ("부산(으)로", "부산으로"),
        ("제주(으)로", "제주로"),
        ("CJ대한통운(으)로", "CJ대한통운으로"),
        ("DHL(으)로", "DHL로"),
        ("화병(이)에요", "화병이에요"),
        ("머그(이)에요", "머그예요"),
    ],
)
def test_particle_fits_the_word_before_it(written: str, spoken: str) -> None:
    assert particles(written) == spoken


@pytest.mark.parametrize(
    ("number", "subject"),
    [(f"DB-20481{digit}", subject) for digit, subject in enumerate("이이가이가가이이이가")],
)
def test_particle_after_an_order_number_follows_how_the_digit_is_read(
    number: str, subject: str
) -> None:
    assert particles(f"{number}이(가)") == number + subject


def test_text_without_double_particles_stays_as_it_is() -> None:
    assert particles("배송 중이에요. (평일 기준)") == "배송 중이에요. (평일 기준)"
