"""Answers, questions back and abstentions."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import turn
from actions.faq_client import FaqAwayError, FaqClient
from actions.replies import (
    MOST_BUTTONS,
    Button,
    button,
    entry_button,
    person_button,
    say,
    track_button,
)
from actions.texts import Texts
from actions.turn import Turn

# From here on a question may well have been about the customer's own order.
SUSPECT_TRACKING_FROM = 0.3


class AnswerFaq(Action):  # type: ignore[misc]
    """Gives the editor's answer, word for word: the one found, or the one behind a button."""

    def __init__(self, texts: Texts, faq: FaqClient) -> None:
        """`faq` gives the entry that a button named; otherwise the search brought one."""
        self._texts = texts
        self._faq = faq

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_faq_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Say the answer, its links, and what may be asked next; both, where two were asked for."""
        now = turn.read(tracker)
        entry_id = now.entities.get("entry")
        confidence = None
        more: list[dict[str, Any]] = []
        unsure: list[dict[str, str]] = []
        try:
            if entry_id:
                entry = await self._faq.entry(entry_id, now.locale)
            else:
                found = now.found or {}
                entry, confidence = found.get("entry"), found.get("confidence")
                more, unsure = found.get("more", []), found.get("choices", [])
                if entry is None and found.get("nearest"):
                    # The search was unsure, and the bot's own ear made it sure.
                    entry = await self._faq.entry(found["nearest"][0]["id"], now.locale)
                    unsure = []
        except FaqAwayError:
            self._abstain(dispatcher, now, "faq_unavailable")
            return []
        if entry is None:
            self._abstain(dispatcher, now, "entry_gone")
            return []
        answers = [(entry, confidence), *((one["entry"], one["confidence"]) for one in more)]
        for place, (each, likely) in enumerate(answers, 1):
            # What may be asked next stands under the last answer: older buttons are not shown.
            buttons = self._buttons(each, now) if place == len(answers) else []
            self._answer(dispatcher, each, likely, [] if unsure else buttons)
        if unsure:
            _ask_which(self._texts, dispatcher, now, "ask_back_other", unsure, confidence=None)
        return []

    def _answer(
        self,
        dispatcher: CollectingDispatcher,
        entry: dict[str, Any],
        confidence: float | None,
        buttons: list[Button],
    ) -> None:
        source = ("faq", entry["id"])
        # A link that the answer holds already would only be said twice.
        others = [link for link in entry["links"] if link["url"] not in entry["answer"]]
        links = "\n".join(f"- [{link['label']}]({link['url']})" for link in others)
        # The answer stands alone, word for word; its links follow in a message of their own.
        say(
            dispatcher,
            entry["answer"],
            source,
            buttons=() if links else buttons,
            confidence=confidence,
        )
        if links:
            say(dispatcher, links, source, buttons=buttons, confidence=confidence)

    def _buttons(self, entry: dict[str, Any], now: Turn) -> list[Button]:
        person = [person_button(self._texts, now.locale)] if entry["suggest_person"] else []
        more = _suspected_track(self._texts, now) + [entry_button(e) for e in entry["follow_ups"]]
        return more[: MOST_BUTTONS - len(person)] + person

    def _abstain(self, dispatcher: CollectingDispatcher, now: Turn, key: str) -> None:
        say(
            dispatcher,
            self._texts.get(now.locale, key),
            ("abstain", key),
            buttons=[person_button(self._texts, now.locale)],
            offers_person=True,
        )


class AskBack(Action):  # type: ignore[misc]
    """Asks which of at most three questions was meant."""

    def __init__(self, texts: Texts) -> None:
        """The choices come with the message."""
        self._texts = texts

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_ask_back"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Ask, with the choices that the search brought and a way out."""
        now = turn.read(tracker)
        found = now.found or {}
        _ask_which(
            self._texts,
            dispatcher,
            now,
            "ask_back",
            found.get("choices") or found.get("nearest", []),
            confidence=found.get("confidence"),
        )
        return []


class Abstain(Action):  # type: ignore[misc]
    """Says that it does not know; twice in a row it says so differently, a person first."""

    def __init__(self, texts: Texts) -> None:
        """What it says is in the catalogue."""
        self._texts = texts

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_abstain"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Say it, and offer what it can do and a person."""
        now = turn.read(tracker)
        before = now.abstentions_before()
        person = person_button(self._texts, now.locale)
        track = track_button(self._texts, now.locale)
        returns = button(
            self._texts.get(now.locale, "returns_button"), "faq", entry="check_refund_policy"
        )
        if before > 0:
            key = "abstain_again" if before % 2 else "abstain_still"
            buttons = [person, track]
        elif now.form:
            # The form asks its question next: one short sentence is enough.
            key, buttons = "abstain_in_form", []
        else:
            key, buttons = "abstain_first", [track, returns, person]
        say(
            dispatcher,
            self._texts.get(now.locale, key),
            ("abstain", "out_of_scope"),
            buttons=buttons,
            confidence=(now.found or {}).get("confidence"),
            offers_person=before > 0,
        )
        return []


def _ask_which(
    texts: Texts,
    dispatcher: CollectingDispatcher,
    now: Turn,
    key: str,
    entries: list[dict[str, str]],
    confidence: float | None,
) -> None:
    """Ask which question was meant, with a way out."""
    choices = _suspected_track(texts, now) + [entry_button(one) for one in entries]
    none = button(texts.get(now.locale, "none_of_these"), "out_of_scope")
    say(
        dispatcher,
        texts.get(now.locale, key),
        ("abstain", "ask_back"),
        buttons=[*choices[:MOST_BUTTONS], none],
        confidence=confidence,
    )


def _suspected_track(texts: Texts, now: Turn) -> list[Button]:
    """The button that tracks an order, where the question may have been about one."""
    suspected = now.suspicions.get("track_order", 0.0) >= SUSPECT_TRACKING_FROM
    return [track_button(texts, now.locale)] if suspected and not now.form else []
