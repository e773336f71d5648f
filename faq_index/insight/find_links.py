"""Where people are on the net: e-mail addresses, account names, and what links carry."""

import re

from faq_index.insight.finder import OPAQUE, Finder, any_case

_AT = r"(?:\s?[([{]\s?at\s?[)\]}]\s?|\s?골뱅이\s?)"
_DOT = r"(?:\s?[([{]\s?dot\s?[)\]}]\s?|\sdot\s|\s?\.\s?|\s?[닷점]\s?)"
_LATIN = r"(?:(?![가-힣])[\w-])"  # Korean goes on after an address without a space

LINKS = (
    Finder("link", re.compile(r"://(?P<x>[^\s/@]+)@")),
    Finder(
        "link",
        any_case(
            r"(?:https?://|www\.|(?<![\w.-])[\w-]+(?:\.[\w-]+)+(?::[0-9]+)?/)[^\s?#]*"
            rf"[?#](?P<x>(?!{OPAQUE})\S+)"
        ),
    ),
    Finder(
        "e-mail",
        re.compile(
            rf"(?<![\w.+%'-])[\w.+%'-]+(?:(?:@|\s@\s){_LATIN}+(?:\.{_LATIN}+)+"
            rf"|\s?@\s?{_LATIN}+(?:\.{_LATIN}+)*\.(?:com|net|org|kr|jp|uk|de)\b)"
        ),
    ),
    Finder("e-mail", re.compile(rf"(?<![\w.+%'-])[\w.+%'-]+@{_LATIN}+")),
    Finder(
        "e-mail",
        any_case(
            rf"(?<![a-z0-9._-])[a-z0-9._-]+(?:{_AT}[\w-]+(?:{_DOT}[a-z]{{2,}})*"
            r"|\sat\s[a-z0-9-]+\sdot\s[a-z]{2,}(?:\sdot\s[a-z]{2,})?)"
        ),
    ),
    Finder("account", re.compile(rf"(?<![\w@{OPAQUE}])@[\w.]{{2,}}")),
    Finder(
        "account",
        any_case(
            r"(?:(?:카톡|카카오톡?|인스타(?:그램)?|텔레그램|라인)\s?(?:아이디|id)?|아이디)"
            r"\s?(?:는|은|가|:)?\s?(?P<x>(?!id\b)[a-z][a-z0-9._-]{3,})"
        ),
    ),
    Finder(
        "account",
        any_case(
            r"(?:user ?name|login|screen name|handle|kakao ?(?:talk)? id|instagram|telegram)"
            r"\s{0,3}(?:is|:|=)\s{0,3}(?P<x>[a-z0-9._-]{3,})"
        ),
    ),
)
