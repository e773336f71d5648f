"""Which questions the content does not answer, gathered and biggest first. Pure."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from faq_index.embed import has_hangul
from faq_index.entries import LOCALES, Locale
from faq_index.insight.clusters import Space, central, clusters, distinct
from faq_index.insight.masking import has_placeholder
from faq_index.insight.records import KINDS, Kind, Unanswered

MOST_WORDINGS = 20_000
"""Only the newest so many different questions are gathered: time and memory stay bounded."""

COMES_BACK_AFTER = 5
"""A dismissed cluster comes back after so many new questions, or as many as it had then."""

_SHOWN_QUESTIONS = 10
_COMPARED = 300


@dataclass(frozen=True)
class Nearest:
    """An entry near a question, and how likely it is the right one (0 to 1)."""

    id: str
    question: str
    confidence: float


@dataclass(frozen=True)
class Asked:
    """What the content as it is now makes of a question; `answer` names the answer, or is ''."""

    answer: str
    nearest: tuple[Nearest, ...]


Ask = Callable[[int], Asked]
"""Asks the content about a wording, by its row."""


@dataclass(frozen=True)
class Wording:
    """Equal words, and everyone who asked so, oldest first."""

    key: str
    text: str
    asked: tuple[Unanswered, ...]

    @property
    def locale(self) -> Locale:
        """The language of the words, which need not be that of the page they were typed on."""
        return "ko" if has_hangul(self.text) else "en"


@dataclass(frozen=True)
class Said:
    """A question in customers' words, and how often it was asked in these or nearly these."""

    text: str
    locale: Locale
    times: int


@dataclass(frozen=True)
class Gap:
    """Questions that belong together and are not answered; times are Unix milliseconds.

    `members` are the ids of all its questions, also of those that are answered by now; `said` has
    the most central wordings first, `asked` is for the first of them.
    """

    id: str
    members: tuple[str, ...]
    questions: tuple[Unanswered, ...]
    said: tuple[Said, ...]
    asked: Asked

    @property
    def nearest(self) -> tuple[Nearest, ...]:
        """The entries nearest to the most central question, nearest first."""
        return self.asked.nearest

    @property
    def size(self) -> int:
        """How many questions there are."""
        return len(self.questions)

    @property
    def conversations(self) -> int:
        """In how many conversations they were asked."""
        return len({one.conversation for one in self.questions})

    @property
    def since(self) -> int:
        """When the first was asked."""
        return min(one.at for one in self.questions)

    @property
    def latest(self) -> int:
        """When the last was asked."""
        return max(one.at for one in self.questions)

    @property
    def kinds(self) -> dict[Kind, int]:
        """How many questions there are of each kind."""
        counted = Counter(one.kind for one in self.questions)
        return {kind: counted[kind] for kind in KINDS}

    @property
    def most_asked(self) -> list[Said]:
        """At most ten wordings, the most frequent first."""
        return sorted(self.said, key=lambda one: -one.times)[:_SHOWN_QUESTIONS]

    @property
    def languages(self) -> dict[Locale, int]:
        """How many questions there are in each language."""
        counted: Counter[Locale] = Counter()
        for one in self.said:
            counted[one.locale] += one.times
        return {locale: counted[locale] for locale in LOCALES}


def wordings(questions: Sequence[Unanswered]) -> list[Wording]:
    """Return the different words among questions (oldest first), those first asked first."""
    by_key: dict[str, list[Unanswered]] = {}
    for one in questions:
        by_key.setdefault(one.key, []).append(one)
    found = [
        Wording(key, Counter(one.text for one in asked).most_common(1)[0][0], tuple(asked))
        for key, asked in by_key.items()
    ]
    return found[-MOST_WORDINGS:]


def gathered(words: Sequence[Wording], space: Space, ask: Ask) -> list[Gap]:
    """Return the gaps among wordings, biggest first; `space` has a row for each."""
    weights = [len(one.asked) for one in words]
    gaps = (_gap(words, space, weights, rows, ask) for rows in clusters(space, weights))
    return sorted(
        (gap for gap in gaps if gap),
        key=lambda gap: (-gap.conversations, -gap.size, gap.since, gap.id),
    )


def _gap(
    words: Sequence[Wording], space: Space, weights: Sequence[int], rows: Sequence[int], ask: Ask
) -> Gap | None:
    everyone = [one for row in rows for one in words[row].asked]
    if _put_aside(everyone):
        return None
    asked = {row: ask(row) for row in rows}
    left = {row: tuple(_open(words[row].asked, asked[row])) for row in rows}
    open_rows = [row for row in rows if left[row]]
    if not open_rows:
        return None  # the content answers them all by now
    order = central(space, open_rows, weights)
    # Words with something masked say less than others, and make worse phrasings.
    order.sort(key=lambda row: has_placeholder(words[row].text))
    oldest = min(everyone, key=lambda one: (one.at, one.id))
    return Gap(
        id=oldest.id[:12],
        members=tuple(one.id for one in everyone),
        questions=tuple(one for row in open_rows for one in left[row]),
        said=tuple(
            Said(
                words[group[0]].text,
                words[group[0]].locale,
                sum(len(left[row]) for row in group),
            )
            for group in _same(space, order, words)
        ),
        asked=asked[order[0]],
    )


def _put_aside(questions: Sequence[Unanswered]) -> bool:
    dismissed = sum(bool(one.dismissed) for one in questions)
    new = len(questions) - dismissed
    return dismissed > 0 and new < max(COMES_BACK_AFTER, dismissed)


def _open(questions: Sequence[Unanswered], asked: Asked) -> list[Unanswered]:
    """Return the questions that the content does not answer well as it is now.

    Where an answer was given and did not help, another answer gets the benefit of the doubt.
    """
    if not asked.answer:
        return list(questions)
    return [one for one in questions if one.answer == asked.answer]


def _same(space: Space, rows: Sequence[int], words: Sequence[Wording]) -> list[list[int]]:
    """Return rows that are nearly the same in one group; of many, only the first are compared."""
    first, rest = rows[:_COMPARED], rows[_COMPARED:]
    groups = [
        group
        for locale in ("en", "ko")
        for group in distinct(space, [row for row in first if words[row].locale == locale])
    ]
    place = {row: number for number, row in enumerate(rows)}
    groups.sort(key=lambda group: place[group[0]])
    return [*groups, *([row] for row in rest)]
