"""What a form has been told, so that nobody has to say it again to a person."""

from typing import Any

from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker


def open_form(tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any] | None:
    """The form that is being filled in now, with its slots so far; None when none is."""
    name = tracker.active_loop_name
    if name is None:
        return None
    slots = {slot: tracker.get_slot(slot) for slot in domain.required_slots_for_form(name)}
    return {"name": name, "slots": {slot: value for slot, value in slots.items() if value}}


def leave_form(tracker: DialogueStateTracker, domain: Domain) -> bool:
    """Leave the form that is being filled in, if any: a person has dealt with it since."""
    if tracker.active_loop_name is None:
        return False
    tracker.update_with_events([ActiveLoop(None), SlotSet(REQUESTED_SLOT, None)], domain)
    return True


def form_at_last_message(tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any] | None:
    """The form that was being filled in when the last message arrived, with its slots so far.

    By the time a handoff is answered the form is closed, so the events before the message tell.
    Slots that are empty are left out; what the message itself brought is in.
    """
    name = None
    seen_message = False
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            seen_message = True
        elif seen_message and isinstance(event, ActiveLoop):
            name = event.name
            break
    if name is None or tracker.latest_message is None:
        return None
    brought = {e["entity"]: e["value"] for e in tracker.latest_message.entities}
    slots = {
        slot: brought.get(slot) or tracker.get_slot(slot)
        for slot in domain.required_slots_for_form(name)
    }
    return {"name": name, "slots": {slot: value for slot, value in slots.items() if value}}
