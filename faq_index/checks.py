"""What no schema can find: content that can be read, but serves customers badly.

`warnings` is pure; `embed` and `today` come from outside. The gravest come first.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, get_args

from faq_index.checks_links import link_warnings
from faq_index.entries import LOCALES, Entry
from faq_index.errors import ContentWarning, Kind
from faq_index.reading import Content

if TYPE_CHECKING:
    from faq_index.search import Matrix

Embed = Callable[[Sequence[str]], "Matrix"]

FEWEST_PHRASINGS = 6
SOON_DAYS = 30
KINDS: tuple[Kind, ...] = get_args(Kind)
LANGUAGES = {"en": "English", "ko": "Korean"}


def warnings(content: Content, embed: Embed, today: date) -> list[ContentWarning]:
    """Return everything that should be mended, the gravest first.

    `embed` returns one row of any length for each text; what is near is decided by their cosines.
    """
    from faq_index.checks_confusion import confusions  # the models' libraries with it

    return _sorted([*confusions(content, embed), *_quick(content, today)])


def quick_warnings(content: Content, today: date) -> list[ContentWarning]:
    """Return what needs no language model: all but collisions and strays, the gravest first."""
    return _sorted(_quick(content, today))


def _quick(content: Content, today: date) -> Iterator[ContentWarning]:
    yield from link_warnings(content, today)
    yield from _times(content, today)
    yield from _missing_languages(content)
    yield from _few_phrasings(content)


def _sorted(found: Iterable[ContentWarning]) -> list[ContentWarning]:
    return sorted(found, key=lambda one: (KINDS.index(one.kind), -one.weight, one.file, one.line))


def _times(content: Content, today: date) -> Iterator[ContentWarning]:
    for entry in content.entries:
        start, until = entry.valid_from, entry.valid_until
        if until and until < today:
            message = (
                f"'{entry.id}' ended on {until}, customers do not get it any more:"
                " delete the entry, or change or remove valid_until"
            )
            yield _about(content, entry, message, "expired", "valid_until", weight=2)
        elif start and today < start:
            message = f"'{entry.id}' starts on {start}: customers do not get it before"
            yield _about(content, entry, message, "expired", "valid_from")
        elif until and (until - today).days <= SOON_DAYS:
            message = (
                f"'{entry.id}' ends soon, customers get it until {until}:"
                " see that its successor is written"
            )
            yield _about(content, entry, message, "expired", "valid_until", weight=1)


def _missing_languages(content: Content) -> Iterator[ContentWarning]:
    written = Counter(locale for entry in content.entries for locale in entry.question)
    for entry in content.entries:
        for locale in LOCALES:
            others = written[locale]
            if locale not in entry.question and others:
                language = LANGUAGES[locale]
                message = (
                    f"'{entry.id}' has no {language} ({locale}), {others} other"
                    f" {'entry has' if others == 1 else 'entries have'}: customers who read"
                    f" {language} get it in another language"
                )
                yield _about(content, entry, message, "language", "id", weight=others)


def _few_phrasings(content: Content) -> Iterator[ContentWarning]:
    for entry in content.entries:
        for locale in entry.question:
            written = len({text.casefold() for text in entry.phrasings.get(locale, ())})
            if written < FEWEST_PHRASINGS:
                count = f"{written or 'no'} {'phrasing' if written == 1 else 'phrasings'}"
                message = (
                    f"'{entry.id}' has {count} in '{locale}': write at least {FEWEST_PHRASINGS}"
                    " that differ in words, as customers would ask"
                )
                missing = FEWEST_PHRASINGS - written
                path = ("phrasings", locale)
                yield _about(content, entry, message, "few", *path, weight=missing)


def _about(
    content: Content, entry: Entry, message: str, kind: Kind, *path: str, weight: float = 0
) -> ContentWarning:
    spot = content.spot(entry.id, *path)
    return ContentWarning(spot.file, spot.line, spot.column, message, kind, entry.id, weight=weight)
