"""When a person is called, and how: at once, or by an offer the customer may take. Pure.

`assess` judges the customer's words before the bot is asked, so it holds with the bot dead;
`assess_answer` judges what came of asking. Both go by what the log says and nothing else. What a
cause means and which are `now` or `offer` stands in `causes`, or in the desk's rules where they say
something else; the words stand in `wording_en` and `wording_ko`. `respond` is `decide` with this
policy: one command, one append, and the person is called in it.

What the customer declined is not brought up again in the same conversation. Their own wish is no
escalation that could be declined for good: asked for again, the person is called again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from handoff_gateway.causes import Cause, Manner
from handoff_gateway.commands import BotReply, Command, RequestHandoff, Say, SetPreference
from handoff_gateway.conversation import Conversation, Exchange, decide, replay
from handoff_gateway.events import BotText, Button, Event
from handoff_gateway.outcomes import ASK_BACK, asks_for_person, offers_person
from handoff_gateway.rules import DEFAULTS, Rules
from handoff_gateway.texts import (
    BOT_UNAVAILABLE,
    calling_a_person,
    is_offer,
    offer_source,
    offering_a_person,
)
from handoff_gateway.wording import ORDER, agrees, causes_in, gist

_NOT_UNDERSTOOD: Final = frozenset({ASK_BACK, "out_of_scope"})
_COMPLAINT: Final = "complaint"


@dataclass(frozen=True, slots=True)
class Escalation:
    """A reason to bring in a person. `manner` says whether at once or by an offer."""

    cause: Cause
    manner: Manner


def assess(conversation: Conversation, said: Say, rules: Rules = DEFAULTS) -> Escalation | None:
    """Whether what the customer says calls a person, whatever the bot would say to it.

    Where the rules only offer one for it, the bot is asked first, and `assess_answer` offers.

    Args:
        conversation: as it stands before the words.
        said: the words, or the pressed button.
    """
    if not conversation.with_bot:
        return None
    for cause in _causes_said(conversation, said):
        if rules.manners[cause] == "now" and not _declined(conversation, cause):
            return Escalation(cause, "now")
    return None


def assess_answer(
    conversation: Conversation, answer: BotReply, rules: Rules = DEFAULTS
) -> Escalation | None:
    """Whether the bot's answer calls a person: what the bot itself asks for comes first.

    Args:
        conversation: as it stands before the answer.
        answer: what the bot is about to say.
    """
    if not conversation.with_bot:
        return None
    if answer.handoff_cause is not None:
        cause = _known(answer.handoff_cause)
        return None if _declined(conversation, cause) else Escalation(cause, "now")
    asked = next((turn for turn in conversation.owed if turn.seq == answer.turn), None)
    if asked is None:
        return None
    words = None if asked.payload else asked.text
    history = (*conversation.exchanges, Exchange(words, answer.replies))
    found = [
        Escalation(cause, "now" if again else manner)
        for cause, again in _shortcomings(history, conversation, rules)
        if (manner := rules.manners[cause]) != "off" and not _declined(conversation, cause)
    ]
    return next((one for one in found if one.manner == "now"), found[0] if found else None)


def respond(conversation: Conversation, command: Command, rules: Rules = DEFAULTS) -> list[Event]:
    """The events that answer a command, with a person called or offered where the rules say so.

    Raises:
        Refused: when the conversation's state does not allow the command.
    """
    match command:
        case Say():
            return _say(conversation, command, rules)
        case BotReply():
            return decide(conversation, _answer(conversation, command, rules))
        case _:
            return decide(conversation, command)


# --- before the bot is asked --------------------------------------------------------------------


def _causes_said(conversation: Conversation, said: Say) -> Iterator[Cause]:
    if said.choice is not None:
        # A button's label is not the customer's words; what it does counts.
        pressed = conversation.button(said.choice)
        if pressed is not None and asks_for_person(pressed):
            yield Cause.ASKED
        return
    yield from causes_in(said.text)
    if _was_just_offered(conversation) and agrees(said.text):
        yield Cause.ASKED
    if conversation.people_first and conversation.last_from == "none":
        yield Cause.PEOPLE_FIRST


def _was_just_offered(conversation: Conversation) -> bool:
    """Our own offer; a yes to one that the bot made in its own words is the bot's to hear."""
    last = conversation.exchanges[-1:]
    return any(is_offer(reply.source) for exchange in last for reply in exchange.replies)


def _say(conversation: Conversation, command: Say, rules: Rules) -> list[Event]:
    """The words; and where they call a person, the sentence that says so and the request."""
    events = decide(conversation, command)
    escalation = assess(conversation, command, rules) if events else None
    if escalation is None:
        return events
    state = replay(events, conversation)
    turn = state.version
    if escalation.cause is Cause.PEOPLE_FIRST and not state.people_first:
        wish = SetPreference(at=command.at, id=f"said-{turn}", people_first=True)
        events += decide(state, wish)
        state = replay(events, conversation)
    told = BotReply(
        at=command.at,
        turn=turn,
        epoch=state.epoch,
        replies=(calling_a_person(escalation.cause, state.locale, rules.texts),),
        open_form=state.form,
    )
    events += decide(state, told)
    state = replay(events, conversation)
    request = RequestHandoff(at=command.at, id=f"turn-{state.epoch}-{turn}", cause=escalation.cause)
    return [*events, *decide(state, request)]


# --- after the bot's answer ---------------------------------------------------------------------


def _answer(conversation: Conversation, command: BotReply, rules: Rules) -> BotReply:
    """The bot's answer with the person called, offered, or left out because that was declined."""
    escalation = assess_answer(conversation, command, rules)
    if escalation is None:
        return replace(command, handoff_cause=None, form=None)
    cause, locale = escalation.cause, conversation.locale
    if command.handoff_cause is not None:
        return replace(command, handoff_cause=cause)
    if escalation.manner == "now":
        replies = (*_without_door(command.replies), calling_a_person(cause, locale, rules.texts))
        return replace(command, replies=replies, handoff_cause=cause)
    if _offers_clearly(command.replies):
        return command
    # Its id is made of the turn's number, so that the same answer always offers the same button.
    offer = offering_a_person(cause, locale, f"person-{command.turn}", rules.texts)
    return replace(command, replies=(*_without_door(command.replies), offer))


def _shortcomings(
    history: tuple[Exchange, ...], conversation: Conversation, rules: Rules
) -> Iterator[tuple[Cause, bool]]:
    """What went wrong with the newest exchange, and whether it happens again.

    Args:
        history: every exchange with the bot, the newest last.
        conversation: for what the customer rated.
    """
    now, before = history[-1], history[:-1]
    if streak := _streak(history, _is_bot_away):
        yield Cause.BOT_AWAY, streak > 1
        return
    for cause in _said_for_an_offer(now, rules):
        yield cause, any(cause in _said_for_an_offer(exchange, rules) for exchange in before)
    if _is_failed_job(now):
        yield Cause.FAILED_JOB, any(_is_failed_job(exchange) for exchange in before)
    if _is_complaint(now):
        yield Cause.COMPLAINT, any(_is_complaint(exchange) for exchange in before)
    streak = _streak(history, _is_misunderstanding)
    if streak >= rules.misunderstandings:
        yield Cause.MISUNDERSTOOD_TWICE, streak > rules.misunderstandings
    asked = [exchange for exchange in before if _asks_the_same(now, exchange)]
    if len(asked) >= rules.repeats and not _found_helpful(now, conversation):
        # Several questions may have one answer: only the very words show that it is no answer.
        often = sum(_same_words(now, one) for one in asked)
        yield Cause.SAME_QUESTION_AGAIN, often > rules.repeats
    if topics := _topics_for_people(now):
        again = any(topics & _topics_for_people(exchange) for exchange in before)
        yield Cause.TOPIC_NEEDS_PERSON, again


def _said_for_an_offer(exchange: Exchange, rules: Rules) -> list[Cause]:
    """What the words mean for which the rules offer a person; called for, none would be offered."""
    if not any(rules.manners[cause] == "offer" for cause in ORDER):
        return []
    return [cause for cause in causes_in(exchange.words or "") if rules.manners[cause] == "offer"]


def _streak(history: tuple[Exchange, ...], holds: Callable[[Exchange], bool]) -> int:
    """How many of the newest exchanges in a row have it."""
    count = 0
    for exchange in reversed(history):
        if not holds(exchange):
            break
        count += 1
    return count


def _is_bot_away(exchange: Exchange) -> bool:
    return any(reply.source == BOT_UNAVAILABLE for reply in exchange.replies)


def _is_failed_job(exchange: Exchange) -> bool:
    return any(reply.failed for reply in exchange.replies)


def _is_complaint(exchange: Exchange) -> bool:
    return any((r.source.kind, r.source.id) == ("job", _COMPLAINT) for r in exchange.replies)


def _is_misunderstanding(exchange: Exchange) -> bool:
    """Asked back or declined, and answered nothing beside it."""
    kinds = {reply.source.kind for reply in exchange.replies}
    abstained = {r.source.id for r in exchange.replies if r.source.kind == "abstain"}
    return not kinds & {"faq", "job"} and bool(abstained & _NOT_UNDERSTOOD)


def _asks_the_same(now: Exchange, before: Exchange) -> bool:
    """The same words with no job or talk in reply, or other words that led to the same entries."""
    if now.words is None or before.words is None:
        return False
    if not (_is_question(now) and _is_question(before)):
        return False
    entries = _entries(now)
    return _same_words(now, before) or bool(entries and entries == _entries(before))


def _same_words(now: Exchange, before: Exchange) -> bool:
    return gist(now.words or "") == gist(before.words or "")


def _is_question(exchange: Exchange) -> bool:
    """To the FAQ; greetings, jobs and handoffs may well be said twice."""
    kinds = {reply.source.kind for reply in exchange.replies}
    return bool(kinds & {"faq", "abstain"}) and not _is_bot_away(exchange)


def _entries(exchange: Exchange) -> frozenset[str]:
    return frozenset(r.source.id for r in exchange.replies if r.source.kind == "faq")


def _topics_for_people(exchange: Exchange) -> frozenset[str]:
    """Entries whose editors want a person offered.

    The bot shows that as a button under them, in whose place the log has our offer.
    """
    ours = offer_source(Cause.TOPIC_NEEDS_PERSON)
    offered = any(reply.source == ours for reply in exchange.replies)
    faq = [reply for reply in exchange.replies if reply.source.kind == "faq"]
    return frozenset(reply.source.id for reply in faq if offered or offers_person(reply))


def _found_helpful(now: Exchange, conversation: Conversation) -> bool:
    """The customer said that these entries help: then they want to read them once more."""
    entries = _entries(now)
    helped = {entry for (_, entry), helpful in conversation.ratings.items() if helpful}
    return bool(entries) and entries <= helped


def _offers_clearly(replies: tuple[BotText, ...]) -> bool:
    """The last thing said offers the person first of all, in words of its own."""
    last = replies[-1]
    if last.source == BOT_UNAVAILABLE:
        return True  # names the door, which stands right under it
    return last.source.kind != "faq" and bool(last.buttons) and asks_for_person(last.buttons[0])


def _without_door(replies: tuple[BotText, ...]) -> tuple[BotText, ...]:
    """The same replies without their own buttons to a person: ours is the one that counts."""
    return tuple(replace(reply, buttons=_others(reply.buttons)) for reply in replies)


def _others(buttons: tuple[Button, ...]) -> tuple[Button, ...]:
    return tuple(button for button in buttons if not asks_for_person(button))


def _known(cause: str) -> Cause:
    """The bot's word for a cause; one that we do not know counts as asked for, to lose nobody."""
    return next((known for known in Cause if known == cause), Cause.ASKED)


def _declined(conversation: Conversation, cause: Cause) -> bool:
    return cause is not Cause.ASKED and cause in conversation.declined
