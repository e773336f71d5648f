"""From signals to records: words masked, ids hashed. Pure, and all that is ever stored."""

import re
from collections.abc import Callable, Iterable
from hashlib import blake2b, sha256
from unicodedata import normalize

from faq_index.entries import Entry
from faq_index.insight.masking import mask
from faq_index.insight.records import ReactionRecord, TurnRecord
from faq_index.insight.signals import Person, Signal, Turn

_NOT_WORDS = re.compile(r"[\W_]+")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""What no keyboard types: it would move the cursor of whoever reads it in a terminal."""


class Hashing:
    """Turns ids into keyed hashes: equal ids stay equal, and nobody without the secret can tell."""

    def __init__(self, secret: bytes) -> None:
        self._key = blake2b(secret, digest_size=32, person=b"faq signals").digest()

    def __call__(self, text: str) -> str:
        return blake2b(text.encode(), digest_size=16, key=self._key).hexdigest()


def same_words(text: str) -> str:
    """Return a key that is equal for texts of equal words, whatever their case and marks."""
    folded = normalize("NFKC", text).casefold()
    plain = _NOT_WORDS.sub(" ", folded).strip() or folded
    return sha256(plain.encode()).hexdigest()[:32]


def answer_name(entry: Entry) -> str:
    """Return a name for an entry's answer: another one when an editor changes its words."""
    texts = [entry.id, *(f"{locale}\0{entry.answer[locale]}" for locale in sorted(entry.answer))]
    return sha256("\0".join(texts).encode()).hexdigest()[:16]


def taken(
    signals: Iterable[Signal],
    hashing: Hashing,
    answer_of: Callable[[str], str],
    oldest: int,
    now: int,
) -> tuple[list[TurnRecord], list[ReactionRecord]]:
    """Return what is to be kept of signals; those from before `oldest` (ms) are left out.

    `answer_of` returns the name of an entry's answer as it is now, or the empty string. Clocks of
    other machines may be ahead: nothing is kept as being later than `now`.
    """
    turns: list[TurnRecord] = []
    reactions: list[ReactionRecord] = []
    for signal in signals:
        at = min(signal.at, now)
        if at < oldest:
            continue
        own, conversation = hashing(signal.id), hashing(signal.conversation)
        if isinstance(signal, Turn):
            text = mask(_CONTROLS.sub(" ", signal.text)).strip()
            answered = signal.outcome == "answer" and signal.entries
            turns.append(
                TurnRecord(
                    id=own,
                    conversation=conversation,
                    at=at,
                    locale=signal.locale,
                    text=text,
                    key=same_words(text),
                    outcome=signal.outcome,
                    entries=tuple(dict.fromkeys(signal.entries)),
                    answer=answer_of(signal.entries[0]) if answered else "",
                )
            )
        elif isinstance(signal, Person):
            # Its cause is another room's text, and nothing here needs it.
            turn = hashing(signal.turn) if signal.turn else ""
            reactions.append(ReactionRecord(own, "person", conversation, at, turn))
        else:
            turn = hashing(signal.turn)
            reactions.append(ReactionRecord(own, signal.kind, conversation, at, turn, signal.entry))
    return turns, reactions
