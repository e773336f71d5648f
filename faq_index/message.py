"""What a customer means to ask, out of what they wrote. Pure.

People quote whole e-mails, tell a long story before the question, ask two things at once, and
write with tears and laughter. `plain` leaves the customer's own words, `sentences` and `halves` the
parts of them that may be questions of their own.
"""

import re
import unicodedata

LONG = 240
"""Letters from which a message is a story: its sentences count, not the whole."""
_MOST_SENTENCES = 8

_QUOTED_FROM = re.compile(
    r"^\s*(?:-{2,}\s*(?:original message|forwarded message|원본 메시지|전달된 메시지)"
    r"|(?:on|am) .{5,120} wrote:|.{4,80}(?:님이|이\(가\)|께서) ?.{0,12}(?:작성|썼|보낸).{0,6}:?\s*$"
    r"|(?:from|보낸 ?사람)\s*:.+@|_{5,})",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTED_LINE = re.compile(r"^\s*(?:>|\|).*$", re.MULTILINE)
_SIGNATURE = re.compile(
    r"^\s*(?:--\s*$|(?:sent from my|get outlook for|나의 ?\w{2,12}에서 보냄)"
    r"|(?:best|kind|warm)? ?(?:regards|wishes)[,.]?\s*$|(?:sincerely|cheers|yours),?\s*$"
    r"|.{0,12}(?:드림|올림)\.?\s*$)",
    re.IGNORECASE | re.MULTILINE,
)
_HEADER = re.compile(
    r"^\s*(?:subject|re|fwd?|to|cc|date|sent|제목|받는 ?사람|날짜)\s*:.*$",
    re.IGNORECASE | re.MULTILINE,
)
_FEELINGS = re.compile("[ㅋㅎ]{2,}|[ㅠㅜ]{2,}|ㅡㅡ+|ㅇㅇ+|ㄷㄷ+|ㄱㄱ+|ㅅㅅ+|ㄴㄴ+")
"""Laughter, tears and nods, as Korean chats write them."""
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_STRETCHED_MARKS = re.compile(r"([^\w\s])\1+")
_END = re.compile(r"(?<=[.!?…])\s+|\n+|(?<=[.!?])(?=[가-힣A-Za-z])")
_WIDE_MARKS = {0xFF01: "!", 0xFF1F: "?", 0x3002: "."}
_AND = re.compile(
    r"\s*(?:[,;]\s*)?\b(?:and(?: also)?|also|plus|but)\b\s+|,\s+|\s+(?:그리고|또는|또|근데)\s+"
    r"|(?<=고)\s+|(?<=는데)\s+|(?<=구요)\s+|(?<=고요)\s+|(?<=나요)\s+|(?<=까요)\s+|(?<=어요)\s+",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^(?:(?:oh|ah|ok|so|well|and|but|also|plus|besides|then|one more (?:thing|question)"
    r"|another (?:thing|question)|by the way|btw)\b[\s,:.-]*"
    r"|(?:아|저기|그리고|그런데|근데|또|그럼|하나 더요?|또 궁금한 게|참)(?=[\s,:.])[\s,:.]*)+",
    re.IGNORECASE,
)
"""How a further question begins: words that join it to the first and mean nothing alone."""
_WORD = re.compile(r"\w+")
_KOREAN_MARK = re.compile("[가-힣]")


def plain(text: str) -> str:
    """Return the customer's own words: no quoted mail, signature, emoji or stretched letters.

    The text itself comes back when nothing would be left.
    """
    text = unicodedata.normalize("NFC", text).translate(_WIDE_MARKS).strip()
    own = _own_words(text)
    calm = "".join(" " if _is_picture(letter) else letter for letter in own)
    calm = _FEELINGS.sub(" ", calm)
    calm = _STRETCHED.sub(r"\1\1", calm)
    calm = _STRETCHED_MARKS.sub(r"\1", calm)
    calm = "\n".join(" ".join(line.split()) for line in calm.splitlines() if line.strip())
    return calm if _WORD.search(calm) else text


def _own_words(text: str) -> str:
    quoted = _QUOTED_FROM.search(text)
    # What stands above a quote is the customer's; with nothing above, the quote is what they sent.
    if quoted and _WORD.search(text[: quoted.start()]):
        text = text[: quoted.start()]
    kept = _HEADER.sub("", _QUOTED_LINE.sub("", text))
    signature = _SIGNATURE.search(kept)
    if signature and _WORD.search(kept[: signature.start()]):
        kept = kept[: signature.start()]
    return kept if _WORD.search(kept) else text


def _is_picture(letter: str) -> bool:
    return unicodedata.category(letter) in ("So", "Sk", "Cf", "Co", "Cn") and letter != "^"


def sentences(text: str) -> list[str]:
    """Return the sentences of a plain text that say something, the questions among them first.

    Of a story, only the first few and the last few.
    """
    found = [_OPENING.sub("", part.strip()) for part in _END.split(text)]
    found = [part for part in found if _says_something(part)]
    if len(found) > _MOST_SENTENCES:
        asked = [part for part in found[:-4] if part.endswith("?")]
        found = [*asked[-(_MOST_SENTENCES - 4) :], *found[-4:]]
    return found


def halves(sentence: str) -> list[tuple[str, str]]:
    """Return the ways to read one sentence as two questions: at most three."""
    ways = []
    for joint in _AND.finditer(sentence):
        first = sentence[: joint.start()].strip()
        second = _OPENING.sub("", sentence[joint.end() :].strip())
        if _says_something(first) and _says_something(second):
            ways.append((first, second))
    return ways[:3]


def _says_something(text: str) -> bool:
    words = _WORD.findall(text)
    return len(words) >= (2 if _KOREAN_MARK.search(text) else 3)
