"""What an answer's Markdown may hold: no raw HTML, and links that are safe to press."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from faq_index.errors import listed, shown

SCHEMES = ("https", "mailto", "tel")


@dataclass(frozen=True)
class Problem:
    """Something an answer may not hold: the line (from 0) in its text, and the text to look for."""

    line: int
    snippet: str
    message: str


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark").enable("table")
    # The library hides links it holds dangerous as plain text; we want to see and name them.
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    return reader


_READER = _reader()


def problems(text: str) -> list[Problem]:
    """Return what is wrong with an answer's Markdown, top to bottom."""
    return [problem for token in _READER.parse(text) for problem in _block_problems(token)]


def link_problem(url: str) -> str | None:
    """Return why a link may not be published, or None when it may."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return f"{shown(url)} is not a web address"
    if parts.scheme not in SCHEMES:
        return f"the link {shown(url)} must start with {listed(f'{name}:' for name in SCHEMES)}"
    if any(character.isspace() for character in url):
        return f"the link {shown(url)} must not have a space in it"
    if parts.scheme == "https" and not parts.netloc:
        return f"the link {shown(url)} names no website: expected https://…"
    if parts.scheme != "https" and not parts.path:
        return f"the link {shown(url)} names nobody after {parts.scheme}:"
    return None


def _block_problems(token: Token) -> Iterator[Problem]:
    line = token.map[0] if token.map else 0
    if token.type == "html_block":
        yield _html(line, token.content)
    for child in token.children or ():
        if child.type == "html_inline":
            yield _html(line, child.content)
        url = child.attrGet("href") if child.type == "link_open" else None
        url = child.attrGet("src") if child.type == "image" else url
        if isinstance(url, str) and (message := link_problem(url)):
            yield Problem(line, url, message)


def _html(line: int, content: str) -> Problem:
    tag = content.strip().split("\n")[0]
    return Problem(
        line, tag, f"HTML such as {shown(tag, 24)} is not allowed: use Markdown (**bold**, lists)"
    )
