"""Whether somebody asks for a person, by their words alone.

This needs neither model nor service, so it holds when everything else is away. It only adds: what
it does not recognise, the classifier still may.
"""

import re
import unicodedata

_PERSON = (
    r"(?:human(?: being)?s?|persons?|people|agents?|operators?|representatives?|reps?|somebody|"
    r"someone|anybody|anyone|assistants?|advis[eo]rs?|manager|supervisor|staff|employee|colleague)"
)
_SURELY_PERSON = (
    r"(?:human(?: being)?|agent|operator|representative|rep|supervisor|"
    r"(?:real|actual|live|physical) (?:\w+ )?(?:person|people|assistant|someone|somebody))"
)
_BARE = r"(?:an?|the|real|actual|live|human|please|pls|plz|now|get|me|to|some|\W)*"

_ENGLISH = [
    # talk to a person; chatting with somebody; put me through to your manager
    rf"\b(?:talk|speak|chat)\w*\b(?:\W+\w+){{0,6}}?\W+{_PERSON}\b",
    rf"\b(?:contact|connect|transfer|reach|put (?:me|us))\w*\b(?:\W+\w+){{0,4}}?\W+{_PERSON}\b",
    rf"\bcall(?:ing)? (?:an?|the|your|some) (?:\w+ )?{_PERSON}\b",
    # is there anyone I can talk to
    rf"\b{_PERSON}\b(?:\W+\w+){{0,4}}?\W+(?:talk|speak|chat)(?:ing)? (?:to|with)\b",
    # I need a human; get me an operator; give me an agent
    rf"\b(?:need|want|get|give|bring|find|like|have)\b(?:\W+\w+){{0,3}}?\W+{_SURELY_PERSON}\b",
    # human, please; a real person
    rf"^{_BARE}{_PERSON}{_BARE}$",
    r"\blive (?:chat|agent|support|help)\b",
]
# The same nouns, but the question is about the bot, or the answer is no.
_NOT_ENGLISH = (
    r"\b(?:are|r) (?:you|u|ya)\b|\bam i (?:\w+ )?(?:talk|speak|chat)|\bis (?:this|it|that)\b|"
    r"\b(?:don'?t|do not|no need to|rather not) (?:want |need |have )?(?:to )?(?:talk|speak|chat)"
)

_KOREAN = [
    r"(?:상담원|상담사|상담\s?직원|직원|담당자|매니저|책임자|사람|인간|분)(?:이랑|하고|과|와|을|를|이|한테|에게|분)?"
    r"[^.?!]{0,12}?(?:연결|바꿔|바꾸|불러|대화|통화|얘기|이야기|말하고|상담하|상담 좀|상담받|"
    r"문의하|나와|데려)",
    r"(?:상담원|상담사|상담\s?직원)(?:분)?(?:을|를|이|좀|만)?\s?"
    r"(?:주세요|줘|필요|원해|원합|부탁|있나|있어|좀|요)?\s*[.!?~ㅠㅜ]*$",
    r"(?:진짜|실제)\s?(?:사람|상담|직원)",
    r"(?:상담|채팅 상담)\s?(?:연결|좀 연결|바로 연결)|실시간\s?상담|(?:전화|상담) ?연결",
    r"^\W*(?:사람|직원|인간|담당자)(?:이?요|\s?불러\w*|\s?나와\w*)?\W*$",
]
_NOT_KOREAN = (
    r"(?:너|넌|당신|지금|혹시|그쪽|여기)[^.?!]{0,10}(?:사람|인간)(?:이야|이에요|인가요|이세요|이니|맞|입니까)|"
    r"불친절|무례|연결 ?시간|상담 ?시간"
)

_ASKS = re.compile("|".join(_ENGLISH + _KOREAN))
_ASKS_NOT = re.compile(f"{_NOT_ENGLISH}|{_NOT_KOREAN}")


def asks_for_person(text: str) -> bool:
    """Whether these words ask, in English or Korean, to be put through to a person."""
    folded = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).lower().replace("\u2019", "'"))
    return bool(_ASKS.search(folded)) and not _ASKS_NOT.search(folded)
