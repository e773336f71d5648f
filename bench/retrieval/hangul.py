"""Hangul as it is typed on the two-set keyboard, and as it is spelt in Latin letters."""

from __future__ import annotations

import re


def _spaced(names: str) -> list[str]:
    return names.split(" ")


_INITIALS = _spaced("r R s e E f a q Q t T d w W c z x v g")
_VOWELS = _spaced("k o i O j p u P h hk ho hl y n nj np nl b m ml l")
_FINALS = _spaced(" r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g")
_LONE = dict(
    zip(
        "ㄱㄲㄳㄴㄵㄶㄷㄸㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅃㅄㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ",
        _spaced("r R rt s sw sg e E f fr fa fq ft fx fv fg a q Q qt t T d w W c z x v g") + _VOWELS,
        strict=True,
    )
)
_KEYS = {key: letter for letter, key in _LONE.items()}

_FIRST, _COUNT, _PER_INITIAL, _PER_VOWEL = 0xAC00, 11_172, 588, 28

_ANY_VOWEL = "hk|ho|hl|nj|np|nl|ml|[koiOjpuPhynbml]"
_ANY_FINAL = "rt|sw|sg|fr|fa|fq|ft|fx|fv|fg|qt|[rRseftaqTdwczxvg]"
_TYPED = re.compile(
    f"([rRseEfaqQtTdwWczxvg])({_ANY_VOWEL})((?:{_ANY_FINAL})(?![koiOjpuPhynbml]))?"
    f"|({_ANY_VOWEL}|[rRseEfaqQtTdwWczxvg])"
)

_LATIN_INITIALS = _spaced("g kk n d tt r m b pp s ss  j jj ch k t p h")
_LATIN_VOWELS = _spaced("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i")
_LATIN_FINALS = _spaced(" k k k n n n t l k m l l l p l m p p t t ng t t k t p t")


def keys(text: str) -> str:
    """Return what is typed for a text; what is not Hangul stays as it is."""
    return "".join(_LONE.get(letter) or _syllable_keys(letter) for letter in text)


def _syllable_keys(letter: str) -> str:
    parts = _parts(letter)
    if parts is None:
        return letter
    initial, vowel, final = parts
    return _INITIALS[initial] + _VOWELS[vowel] + _FINALS[final]


def typed(pressed: str) -> str:
    """Return what the two-set keyboard makes of keys, as an input method puts them together."""
    # Shift changes only some keys; with the others it is as if it were not pressed.
    known = (key.lower() if key not in _KEYS and key.lower() in _KEYS else key for key in pressed)
    return _TYPED.sub(_compose, "".join(known))


def _compose(found: re.Match[str]) -> str:
    initial, vowel, final, lone = found.groups()
    if lone:
        return _KEYS[lone]
    return chr(
        _FIRST
        + _INITIALS.index(initial) * _PER_INITIAL
        + _VOWELS.index(vowel) * _PER_VOWEL
        + _FINALS.index(final or "")
    )


def romanised(text: str) -> str:
    """Return a text with each syllable spelt as Koreans do in a hurry, without sound changes."""
    return "".join(_latin(letter) for letter in text)


def _latin(letter: str) -> str:
    parts = _parts(letter)
    if parts is None:
        return letter
    initial, vowel, final = parts
    return _LATIN_INITIALS[initial] + _LATIN_VOWELS[vowel] + _LATIN_FINALS[final]


def _parts(letter: str) -> tuple[int, int, int] | None:
    """Return the numbers of a syllable's initial, vowel and final, None when it is none."""
    place = ord(letter) - _FIRST
    if not 0 <= place < _COUNT:
        return None
    return place // _PER_INITIAL, place % _PER_INITIAL // _PER_VOWEL, place % _PER_VOWEL
