"""People's names, where the words around them say that they are names."""

import re

from faq_index.insight.finder import Finder, any_case

_AFTER_NAMES = (
    r"(?!(?:and|but|or|i|i'm|im|i've|can|could|please|pls|how|what|where|when|why|who|is|was|are|not"
    r"|wrong|wrongly|incorrect(?:ly)?|mis\w+|missing|still|on|in|at|to|for|from|with|the|a|an|my|your"
    r"|you|we|it|its|it's|that|this|has|have|will|would|do|does|did|don't|need|want|order(?:ed|s)?"
    r"|here|there|different|printed|show(?:n|ing|s)?|too|already|spel\w+|written|long|short|changed"
    r"|cut|hard|also|only|now|just|so|no|never|required|visible|listed|used|public|being|correct"
    r"|right|as|if|because|after|before|of|by|calling|writing|looking|asking|again|out|up)\b)"
)
_WORD = r"[^\W\d_][^\W\d_'-]*(?:['-][^\W\d_]+)*\.?"
_CAPITAL = r"[A-Z][^\W\d_]+(?:['-][^\W\d_]+)*"
_SURNAME = (
    r"(?:남궁|황보|제갈|선우|독고|사공|[김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진나지"
    r"엄채원천방공현함변염여추도소석선설마길])"
)
_NO_NAME = (
    r"(?!어디|어떻|언제|무엇|뭐|왜|바꿀|바꾸|변경|그대로|한글|영문|영어|등록|표시|공개|고객|회원|구매|판매|담당|관리|이용자"
    r"|주문|신청자|전문가|정회원|우수|주부|임산부|한국|외국|성인|신규|유학생|학생|선생|사장|이미|아직|안\s|나오|수정|정확|조금"
    r"|지금|여기|저기|하나|주소|전화|배송|문의|공동|이거|이것|이건|지역|선물|도움|신입|남자|남성|여자|여성|강사|지점|원래|서울)"
)
_LABEL = (
    r"(?:이름|성함|성명|예금주|수령인|수취인|주문자|입금자|받는\s?(?:사람|분)|보내는\s?(?:사람|분))"
    r"(?:명|\s이름)?"
)
_IS_KO = r"(?:입니다|이에요|예요|이예요|에요|이고|이며|인데|이라고|라고|이요|이구요)"

PEOPLE = (
    Finder(
        "name",
        any_case(
            r"\b(?:(?:my|the)\s(?:full\s|first\s|last\s|family\s|sur)?name(?:\sis|'s|\s?:)"
            r"|(?:full\s|first\s|last\s|customer\s|recipient\s)?name\s?:|i am called|i'm called"
            r"|recipient\s?:|card ?holder\s?:|signed:)\s{1,3}"
            rf"(?P<x>{_AFTER_NAMES}{_WORD}(?:\s{_AFTER_NAMES}{_WORD}){{0,3}})"
        ),
    ),
    Finder(
        "name",
        re.compile(
            r"\b(?:[Tt]his is|[Ii]'?m|[Ii] am|[Ii]t's)\s"
            rf"(?P<x>{_CAPITAL}(?:\s{_CAPITAL})+)"
        ),
    ),
    Finder("name", re.compile(rf"\b[Cc]all me (?P<x>{_CAPITAL}(?:\s{_CAPITAL})*)")),
    Finder(
        "name",
        re.compile(
            r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|mr|mrs|ms|dr)\.?\s"
            rf"(?P<x>{_CAPITAL}(?:\s{_CAPITAL})?)"
        ),
    ),
    Finder(
        "name",  # under a letter
        re.compile(
            r"(?i:regards|sincerely|cheers|thanks|thank you|yours|wishes|감사합니다|드림|올림)"
            r"[,.! ]{0,5}"
            rf"\n\s{{0,3}}(?P<x>{_CAPITAL}(?:\s{_CAPITAL}){{0,3}}|{_SURNAME}[가-힣]{{1,2}})\s{{0,3}}$"
        ),
    ),
    Finder(
        "name",
        re.compile(
            rf"{_LABEL}\s?(?:은|는|이|가|:)?\s?(?P<x>{_NO_NAME}[가-힣]{{2,4}}?)(?=\s?{_IS_KO})"
        ),
    ),
    Finder(
        "name",
        re.compile(
            rf"{_LABEL}\s?(?:은|는|:)\s?(?P<x>{_NO_NAME}{_SURNAME}[가-힣]{{1,3}}|"
            rf"{_CAPITAL}(?:\s{_CAPITAL}){{0,3}})(?=$|[\s,.!?~])"
        ),
    ),
    Finder(
        "name",
        re.compile(
            rf"(?<![가-힣])(?:저는|나는|전|난|제가)\s?(?P<x>{_NO_NAME}{_SURNAME}[가-힣]{{2}})(?={_IS_KO})"
        ),
    ),
    Finder(
        "name",
        re.compile(
            rf"(?<![가-힣])(?P<x>{_NO_NAME}{_SURNAME}[가-힣]{{2}})"
            r"(?=\s?(?:님|씨)(?:[\s,.!?~]|께|에게|이|은|는|의|한테|앞|$))"
        ),
    ),
)
