"""Korean particles after words that are only known at run time.

The catalogue writes both forms the way Korean forms and letters do (`{number}이(가)`); `particles`
keeps the one that the last sound before it asks for.
"""

import re

# Particle after a final consonant, particle after a vowel.
_PAIRS = {
    "이(가)": ("이", "가"),
    "은(는)": ("은", "는"),
    "을(를)": ("을", "를"),
    "과(와)": ("과", "와"),
    "(으)로": ("으로", "로"),
    "(이)에요": ("이에요", "예요"),
}
_PATTERN = re.compile(r"(\S)(" + "|".join(re.escape(pair) for pair in _PAIRS) + ")")

# How digits and Latin letters end when read aloud: 영 일 이 삼 사 오 육 칠 팔 구, 엘 엠 엔 알.
_CLOSED_DIGITS = "013678"
_RIEUL_DIGITS = "178"
_CLOSED_LETTERS = "lmnr"
_RIEUL_LETTERS = "lr"


def particles(text: str) -> str:
    """The text with every double particle resolved after the character before it."""
    return _PATTERN.sub(lambda m: m[1] + _fitting(m[1], m[2]), text)


def _fitting(before: str, pair: str) -> str:
    after_consonant, after_vowel = _PAIRS[pair]
    closed, rieul = _ending(before.lower())
    if pair == "(으)로" and rieul:
        return after_vowel
    return after_consonant if closed else after_vowel


def _ending(character: str) -> tuple[bool, bool]:
    """Whether the character's reading ends in a consonant, and whether that one is ㄹ."""
    if "가" <= character <= "힣":
        final = (ord(character) - ord("가")) % 28
        return final != 0, final == 8
    if character.isdigit():
        return character in _CLOSED_DIGITS, character in _RIEUL_DIGITS
    return character in _CLOSED_LETTERS, character in _RIEUL_LETTERS
