"""The one sentence that the gateway itself says to customers, in each language."""

from __future__ import annotations

from typing import Final

from handoff_gateway.events import BotText, Locale, Source

BOT_UNAVAILABLE: Final = Source("abstain", "bot_unavailable")

_AWAY: Final[dict[Locale, str]] = {
    "en": "I can't look that up right now: something on our side isn't working. "
    "Your message is kept. You can talk to a person with the button below, "
    "or ask me again in a moment.",
    "ko": "지금은 저희 쪽 문제로 답을 찾아 드릴 수 없어요. 보내신 내용은 그대로 보관되어 있어요. "
    "아래 버튼으로 상담원에게 바로 요청하시거나, 잠시 후 다시 물어봐 주세요.",
}


def bot_unavailable(locale: Locale) -> BotText:
    """What the customer reads when the bot gave no answer."""
    return BotText(text=_AWAY[locale], source=BOT_UNAVAILABLE)
