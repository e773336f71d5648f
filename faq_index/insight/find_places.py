"""Where people live, as far as a pattern can tell."""

import re

from faq_index.insight.finder import UNIT, Finder, any_case

_COUNTED = (
    r"(?!\s?(?:원|개|일|번(?!지|길)|시|명|월|주|회|%|만|천|분|박|년|kg|cm|층에|가지|건|통|장|잔))"
)
_PROVINCE = (
    r"(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충청?[북남]|전라?[북남]|경상?[북남]|제주)"
    r"(?:특별자치|특별|광역)?(?:시|도)?"
)
_DISTRICT = r"[가-힣]{1,6}(?:시|군|구|읍|면|동|리|가)"
_HOUSE = (
    r"(?:\s?,?\s?(?:지하\s?)?[0-9a-z]{1,5}(?:동|호|층)"
    r"|\s?,?\s?[가-힣a-z]{1,20}(?:아파트|빌라|오피스텔|빌딩|타워|맨션)){0,5}"
)
_NOT_IN_STREETS = (
    r"(?!(?:in|on|of|for|to|at|by|from|the|a|an|my|your|this|that|and|or|is|are|was|per|each|days?"
    r"|items?|hours?|minutes?|weeks?|months?|years?|pieces?|cups?|mugs?|sets?|people|times?|more"
    r"|different|won|dollars?|percent|pm|am|o'clock|business|working|euros?|pounds?)\b)"
)

PLACES = (
    Finder(
        "address",  # 서울시 강남구 테헤란로 123, 101동 1203호
        any_case(
            rf"(?<![가-힣])(?:{_PROVINCE}\s?)?(?:{_DISTRICT}\s){{1,4}}\s?"
            r"[가-힣0-9]{1,12}(?:로|길)\s?[0-9]{1,4}(?:번?길\s?[0-9]{1,4})?(?:-[0-9]{1,4})?"
            rf"(?![0-9]){_COUNTED}{_HOUSE}"
        ),
    ),
    Finder(
        "address",  # 테헤란로12길 34, 세종대로 110
        any_case(
            r"(?<![가-힣0-9])[가-힣0-9]{2,10}(?:로\s?[0-9]{1,4}번?길\s?[0-9]{0,4}|대로\s?[0-9]{1,4}"
            rf"(?![0-9,]){_COUNTED})(?:-[0-9]{{1,4}})?{_HOUSE}"
        ),
    ),
    Finder(
        "address",  # 역삼동 736-1 (번지)
        any_case(
            rf"(?<![가-힣])(?:{_PROVINCE}\s)?(?:{_DISTRICT}\s){{0,3}}[가-힣]{{1,4}}[0-9]?(?:동|읍|면|리)\s"
            rf"(?:산\s?)?[0-9]{{1,4}}(?:-[0-9]{{1,4}}(?:번지)?|번지){_HOUSE}"
        ),
    ),
    Finder("address", any_case(r"(?<![0-9a-z])[0-9]{1,4}동\s?[0-9]{2,4}호")),
    Finder(
        "address",  # whatever stands after "my address is"
        any_case(
            r"(?:(?:my|new|home|billing|delivery|shipping|our)\s)?address\s?(?:is|:)\s?(?!not\b|wrong\b)"
            r"(?P<x>(?=[^\n.?!]{0,80}[0-9])[^\n.?!]{5,100})"
        ),
    ),
    Finder(
        "address",
        any_case(
            r"(?:주소|주소지|배송지)\s?(?:는|은|:)\s?(?P<x>(?=[^\n.?!]{0,60}[0-9])[^\n.?!]{5,80})"
        ),
    ),
    Finder(
        "address",  # 221b Baker Street, Apt 4
        any_case(
            rf"(?<![0-9a-z-])[0-9]{{1,5}}[a-z]?,?\s(?:{_NOT_IN_STREETS}[a-z][a-z'.-]*\s){{1,3}}"
            r"(?:street|str?|road|rd|avenue|ave|boulevard|blvd)\b\.?"
            r"(?:,?\s?(?:apt|apartment|unit|flat|suite|floor|#)\.?\s?[0-9a-z-]+)?"
        ),
    ),
    Finder(
        "address",  # these words have other uses, so a name before them begins with a capital
        re.compile(
            r"(?<![0-9A-Za-z-])[0-9]{1,5}[A-Za-z]?,?\s(?:[A-Z][a-z'.-]+\s){1,3}"
            r"(?:Lane|Ln|Drive|Dr|Way|Court|Ct|Place|Pl|Square|Sq|Terrace|Close|Crescent|Gardens"
            r"|Park|Hill|Row|Mews|Parkway|Highway|Hwy)\b\.?"
        ),
    ),
    Finder("address", re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}\b")),
    Finder("address", re.compile(r"\b[A-Z]{2}\s[0-9]{5}(?:-[0-9]{4})?\b" + UNIT)),
)
