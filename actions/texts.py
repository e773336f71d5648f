"""What the actions say, by language: the catalogues in texts/*.yml."""

import string
from pathlib import Path

import yaml

from actions.korean import particles

LOCALES = ("en", "ko")
_FOLDER = Path(__file__).parent / "texts"


class CatalogueError(Exception):
    """The catalogues do not match; the message says which key of which file."""


class Texts:
    """The catalogues, checked against each other when they are read."""

    def __init__(self, catalogues: dict[str, dict[str, str]]) -> None:
        """Texts by language and key.

        Raises:
            CatalogueError: a key or a placeholder is in one language only.
        """
        _check(catalogues)
        self._catalogues = catalogues

    def get(self, locale: str, key: str, **values: str) -> str:
        """The text of `key` in the customer's language, with its placeholders filled.

        Raises:
            KeyError: no such key, or a placeholder without a value.
        """
        text = self._catalogues[locale][key].format(**values)
        return particles(text) if locale == "ko" else text


def load(folder: Path = _FOLDER) -> Texts:
    """Read en.yml and ko.yml.

    Raises:
        CatalogueError: they do not match.
    """
    return Texts(
        {
            locale: yaml.safe_load((folder / f"{locale}.yml").read_text(encoding="utf-8"))
            for locale in LOCALES
        }
    )


def _check(catalogues: dict[str, dict[str, str]]) -> None:
    reference = catalogues[LOCALES[0]]
    for locale in LOCALES[1:]:
        other = catalogues[locale]
        for key in sorted(reference.keys() ^ other.keys()):
            missing = locale if key in reference else LOCALES[0]
            raise CatalogueError(f"actions/texts/{missing}.yml: the key {key!r} is missing")
        for key, text in reference.items():
            if _placeholders(text) != _placeholders(other[key]):
                raise CatalogueError(
                    f"actions/texts/{locale}.yml: {key!r} has the placeholders "
                    f"{sorted(_placeholders(other[key]))}, {LOCALES[0]}.yml has "
                    f"{sorted(_placeholders(text))}"
                )


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
