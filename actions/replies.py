"""How an action speaks: text, buttons, and the marks that travel beside them."""

import json
from collections.abc import Sequence
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.texts import Texts

MOST_BUTTONS = 3

Button = dict[str, str]


def say(
    dispatcher: CollectingDispatcher,
    text: str,
    source: tuple[str, str],
    *,
    buttons: Sequence[Button] = (),
    confidence: float | None = None,
    offers_person: bool = False,
    failed: bool = False,
    asks: str | None = None,
) -> None:
    """Say one thing.

    Args:
        dispatcher: rasa-sdk's collector of what this action says.
        text: Markdown, in the customer's language.
        source: kind and id of where the words come from, such as ("job", "track_order").
        buttons: what may be pressed under it.
        confidence: how sure the search was (0 to 1), where there was one.
        offers_person: the text asks whether a person should take over, so a plain "yes" means one.
        failed: the job could not be done, which is a reason to bring in a person.
        asks: the name of the question it puts, so that asking too often can be noticed.
    """
    custom: dict[str, Any] = {"source": {"kind": source[0], "id": source[1]}}
    if confidence is not None:
        custom["confidence"] = confidence
    if offers_person:
        custom["offer"] = "person"
    if failed:
        custom["failed"] = True
    if asks is not None:
        custom["ask"] = asks
    dispatcher.utter_message(text=text, buttons=list(buttons), json_message=custom)


def button(label: str, intent: str, **entities: str) -> Button:
    """A button that says `intent` with `entities` when pressed."""
    payload = f"/{intent}" + (json.dumps(entities, ensure_ascii=False) if entities else "")
    return {"title": label, "payload": payload}


def entry_button(entry: dict[str, Any]) -> Button:
    """A button that shows a FAQ entry, given its id and question."""
    return button(entry["question"], "faq", entry=entry["id"])


def person_button(texts: Texts, locale: str) -> Button:
    """The button that asks for a person."""
    return button(texts.get(locale, "person_button"), "contact_human_agent")


def track_button(texts: Texts, locale: str) -> Button:
    """The button that begins tracking an order."""
    return button(texts.get(locale, "track_order_button"), "track_order")
