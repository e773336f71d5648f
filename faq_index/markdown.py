"""What an answer's Markdown may hold: no raw HTML, and links that are safe to press."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from faq_index.errors import did_you_mean, listed, shown
from faq_index.link_hosts import ANY_HOST, LinkHosts

SCHEMES = ("https", "mailto", "tel")

_NOT_A_LINK = re.compile(r"\[[^\]\n]*\] ?\([^)\n]*\)?")
_NOT_BOLD = re.compile(r"\S*\*\*\S*")
_HOST = re.compile(r"[^\W_](?:[\w.-]*[^\W_])?\.?")


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


def problems(text: str, hosts: LinkHosts = ANY_HOST) -> list[Problem]:
    """Return what is wrong with an answer's Markdown, top to bottom."""
    return [one for token in _READER.parse(text) for one in _block_problems(token, hosts)]


def links(text: str) -> list[str]:
    """Return the addresses that an answer's Markdown leads to, in reading order."""
    return [
        url
        for token in _READER.parse(text)
        for child in token.children or ()
        for url in _urls(child)
    ]


def link_problem(url: str, hosts: LinkHosts = ANY_HOST) -> str | None:
    """Return why a link may not be published, or None when it may."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises when it is no number
    except ValueError:
        return f"{shown(url)} is not a web address"
    if parts.scheme not in SCHEMES:
        expected = listed(f"{name}:" for name in SCHEMES)
        return f"the link {shown(url)} must start with {expected}{_scheme_hint(parts)}"
    if any(character.isspace() for character in url):
        return f"the link {shown(url)} must not have a space in it"
    if parts.scheme == "https":
        return _website_problem(url, parts, hosts)
    if not parts.path:
        return f"the link {shown(url)} names nobody after {parts.scheme}:"
    return None


def _scheme_hint(parts: SplitResult) -> str:
    if parts.scheme == "http":
        return ", found http:"
    return did_you_mean(parts.scheme, SCHEMES) if parts.scheme else ", such as https://shop.example"


def _website_problem(url: str, parts: SplitResult, hosts: LinkHosts) -> str | None:
    host = parts.hostname
    if not host:
        return f"the link {shown(url)} names no website: expected https://…"
    # Browsers and this library must read the same host, or a link could lead elsewhere.
    if "@" in parts.netloc or "\\" in url or not _HOST.fullmatch(host):
        return f"the link {shown(url)} has no plain website name after https://"
    if not hosts.allow(host):
        allowed = listed(hosts.patterns)
        hint = did_you_mean(host, hosts.patterns)
        return f"links may lead to {allowed} only, found {shown(host)}{hint}"
    return None


def _block_problems(token: Token, hosts: LinkHosts) -> Iterator[Problem]:
    line = token.map[0] if token.map else 0
    if token.type == "html_block":
        yield _html(line, token.content)
    for child in token.children or ():
        if child.type == "html_inline":
            yield _html(line, child.content)
        if child.type == "text":
            yield from _half_read(line, child.content)
        for url in _urls(child):
            if message := link_problem(url, hosts):
                yield Problem(line, url, message)


def _half_read(line: int, text: str) -> Iterator[Problem]:
    """Yield signs that are left over in a text: customers would see them as they are."""
    if link := _NOT_A_LINK.search(text):
        message = (
            f"{shown(link.group())} is not read as a link:"
            " expected [words](https://…) without spaces between or inside the brackets"
        )
        yield Problem(line, link.group(), message)
    if bold := _NOT_BOLD.search(text):
        message = (
            f"the ** in {shown(bold.group())} is not read as bold: put no space inside the **,"
            " and move marks such as ( ) and quotes out of them"
        )
        yield Problem(line, bold.group(), message)


def _urls(child: Token) -> Iterator[str]:
    name = {"link_open": "href", "image": "src"}.get(child.type)
    url = child.attrGet(name) if name else None
    if isinstance(url, str):
        yield url


def _html(line: int, content: str) -> Problem:
    tag = content.strip().split("\n")[0]
    return Problem(
        line, tag, f"HTML such as {shown(tag, 24)} is not allowed: use Markdown (**bold**, lists)"
    )
