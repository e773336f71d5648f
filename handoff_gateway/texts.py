"""The sentences that the gateway itself says to customers, in each language. Pure.

None promises more than the asking: who comes, and when, only the queue can say.
"""

from __future__ import annotations

from typing import Final

from handoff_gateway.causes import Cause
from handoff_gateway.events import BotText, Locale, Source
from handoff_gateway.outcomes import person_button
from handoff_gateway.rules import Texts

BOT_UNAVAILABLE: Final = Source("abstain", "bot_unavailable")
_OFFER: Final = "offer_"
_OURS: Final = Texts()

_AWAY: Final[dict[Locale, str]] = {
    "en": "I can't look that up right now: something on our side isn't working. "
    "Your message is kept. You can talk to a person with the button below, "
    "or ask me again in a moment.",
    "ko": "지금은 저희 쪽 문제로 답을 찾아 드릴 수 없어요. 보내신 내용은 그대로 보관되어 있어요. "
    "아래 버튼으로 상담원에게 바로 요청하시거나, 잠시 후 다시 물어봐 주세요.",
}

_PERSON: Final[dict[Locale, str]] = {"en": "Talk to a person", "ko": "상담원과 이야기하기"}

_CALLING: Final[dict[Locale, dict[Cause, str]]] = {
    "en": {
        Cause.ASKED: "Of course. I'm asking the team for a person now.",
        Cause.PEOPLE_FIRST: "You like to start with a person, so I'm asking the team for one now.",
        Cause.HARM: "I'm sorry, this needs a person, and I'm asking the team now. "
        "If anybody is hurt or in danger, please call your local emergency number first.",
        Cause.FRAUD: "This sounds serious, so I'm asking the team for a person now. "
        "Please don't write card numbers or passwords here.",
        Cause.LEGAL: "This is for a person on our team to answer. I'm asking for one now.",
        Cause.THREATENED_CANCELLATION: "I'm sorry it came to this. "
        "I'm asking the team for a person now, who can do more about it than I can.",
        Cause.UPSET: "I'm sorry. You shouldn't have to deal with a bot on top of it: "
        "I'm asking the team for a person now.",
        Cause.COMPLAINT: "I'm asking the team for a person now, so that somebody looks into it.",
        Cause.MISUNDERSTOOD_TWICE: "I keep missing your point, and I'm sorry. "
        "I'm asking the team for a person now.",
        Cause.SAME_QUESTION_AGAIN: "My answer isn't what you need, "
        "so I'm asking the team for a person now.",
        Cause.FAILED_JOB: "I can't get this done, so I'm asking the team for a person now.",
        Cause.TOPIC_NEEDS_PERSON: "A person does this best, so I'm asking the team for one now.",
        Cause.BOT_AWAY: "I still can't look anything up, so I'm asking the team for a person now.",
    },
    "ko": {
        Cause.ASKED: "네, 지금 상담팀에 요청할게요.",
        Cause.PEOPLE_FIRST: "상담원과 먼저 이야기하기를 원하셔서 지금 상담팀에 요청할게요.",
        Cause.HARM: "걱정되는 일이라 지금 상담팀에 바로 요청할게요. "
        "다치셨거나 위험한 상황이면 먼저 119나 112에 연락해 주세요.",
        Cause.FRAUD: "중요한 일이라 지금 상담팀에 바로 요청할게요. "
        "카드 번호나 비밀번호는 여기에 적지 말아 주세요.",
        Cause.LEGAL: "이 문제는 담당 직원이 직접 답해 드려야 해요. 지금 상담팀에 요청할게요.",
        Cause.THREATENED_CANCELLATION: "이렇게까지 불편을 드려 죄송해요. "
        "저보다 더 도와드릴 수 있는 상담팀에 지금 요청할게요.",
        Cause.UPSET: "정말 죄송해요. 챗봇과 더 씨름하지 않으시도록 지금 상담팀에 요청할게요.",
        Cause.COMPLAINT: "담당 직원이 살펴볼 수 있도록 지금 상담팀에 요청할게요.",
        Cause.MISUNDERSTOOD_TWICE: "자꾸 말씀을 못 알아들어서 죄송해요. 지금 상담팀에 요청할게요.",
        Cause.SAME_QUESTION_AGAIN: "제 답이 도움이 되지 않은 것 같아 지금 상담팀에 요청할게요.",
        Cause.FAILED_JOB: "제가 처리해 드리지 못해서 지금 상담팀에 요청할게요.",
        Cause.TOPIC_NEEDS_PERSON: "직원이 더 잘 도와드릴 수 있는 일이라 지금 상담팀에 요청할게요.",
        Cause.BOT_AWAY: "아직 답을 찾아 드릴 수 없어서 지금 상담팀에 요청할게요.",
    },
}

_OFFERING: Final[dict[Locale, dict[Cause, str]]] = {
    "en": {
        Cause.HARM: "If anybody is hurt or in danger, please call your local emergency number "
        "first. Shall I ask a person on our team?",
        Cause.FRAUD: "Please don't write card numbers or passwords here. "
        "Shall I ask a person to look into it?",
        Cause.LEGAL: "A person on our team can answer this. Shall I ask one?",
        Cause.THREATENED_CANCELLATION: "I'm sorry it came to this. "
        "A person can do more about it than I can. Shall I ask one?",
        Cause.UPSET: "I'm sorry. Would you rather talk to a person? I can ask one now.",
        Cause.COMPLAINT: "Shall I ask a person on our team to look into it?",
        Cause.MISUNDERSTOOD_TWICE: "I don't seem to understand. Shall I ask a person instead?",
        Cause.SAME_QUESTION_AGAIN: "If this doesn't answer it, a person can. Shall I ask one?",
        Cause.FAILED_JOB: "I couldn't get this done. Shall I ask a person to do it?",
        Cause.TOPIC_NEEDS_PERSON: "A person on our team does this best. Shall I ask one?",
        Cause.BOT_AWAY: "Shall I ask a person instead?",
    },
    "ko": {
        Cause.HARM: "다치셨거나 위험한 상황이면 먼저 119나 112에 연락해 주세요. "
        "상담원에게 요청할까요?",
        Cause.FRAUD: "카드 번호나 비밀번호는 여기에 적지 말아 주세요. "
        "담당 직원이 살펴보도록 요청할까요?",
        Cause.LEGAL: "이 문제는 담당 직원이 답해 드릴 수 있어요. 요청할까요?",
        Cause.THREATENED_CANCELLATION: "불편을 드려 죄송해요. "
        "저보다 상담원이 더 도와드릴 수 있어요. 요청할까요?",
        Cause.UPSET: "정말 죄송해요. 상담원과 이야기하시겠어요? 바로 요청할게요.",
        Cause.COMPLAINT: "담당 직원이 살펴보도록 요청할까요?",
        Cause.MISUNDERSTOOD_TWICE: "제가 말씀을 잘 이해하지 못한 것 같아요. 상담원에게 요청할까요?",
        Cause.SAME_QUESTION_AGAIN: "찾으시는 답이 아니라면 상담원이 도와드려요. 요청할까요?",
        Cause.FAILED_JOB: "제가 처리해 드리지 못했어요. 상담원에게 요청할까요?",
        Cause.TOPIC_NEEDS_PERSON: "이 일은 상담원이 더 잘 도와드릴 수 있어요. 요청할까요?",
        Cause.BOT_AWAY: "대신 상담원에게 요청할까요?",
    },
}


def bot_unavailable(locale: Locale, own: Texts = _OURS) -> BotText:
    """What the customer reads when the bot gave no answer; `own` are the operator's sentences."""
    return BotText(text=own.bot_unavailable.get(locale, _AWAY[locale]), source=BOT_UNAVAILABLE)


def calling_a_person(cause: Cause, locale: Locale, own: Texts = _OURS) -> BotText:
    """What the customer reads while a person is being asked for."""
    # A request is named as in the bot's own answer to one: it means the same.
    source_id = "contact_human_agent" if cause is Cause.ASKED else cause
    text = own.calling.get(cause, {}).get(locale, _CALLING[locale][cause])
    return BotText(text=text, source=Source("handoff", str(source_id)))


def offering_a_person(cause: Cause, locale: Locale, button_id: str, own: Texts = _OURS) -> BotText:
    """What the customer reads, and may press, when a person is offered."""
    return BotText(
        text=own.offering.get(cause, {}).get(locale, _OFFERING[locale][cause]),
        source=offer_source(cause),
        buttons=(person_button(button_id, _PERSON[locale]),),
    )


def offer_source(cause: Cause) -> Source:
    """Where an offer for this cause comes from."""
    return Source("handoff", f"{_OFFER}{cause}")


def is_offer(source: Source) -> bool:
    """Whether a text with this source is an offer of ours."""
    return source.kind == "handoff" and source.id.startswith(_OFFER)
