"""What leaves for whom: agents' matters and buttons' payloads never reach a customer."""

from __future__ import annotations

import json

from handoff_gateway.events import (
    Agent,
    AnswerRated,
    Assigned,
    BotReplied,
    BotText,
    Button,
    Form,
    HandoffRequested,
    Identified,
    Identity,
    NoteAdded,
    Source,
    Started,
    Target,
    Transferred,
    WrappedUp,
)
from handoff_gateway.views import for_agent, for_customer

WHO = Identity("Mina", "mina@example.com")
EVENTS = [
    Started(at=1, customer="v_1", locale="en", identity=WHO),
    Identified(at=2, customer="v_1", identity=WHO),
    BotReplied(
        at=3,
        turn=2,
        replies=(BotText("t", Source("job", "track_order"), (Button("b_1", "Yes", "/affirm"),)),),
    ),
    HandoffRequested(
        at=4, id="x", cause="asked", by="bot", form=Form("track_order_form", {"email": "mina@"})
    ),
    Assigned(at=5, id="y", agent=Agent("g_1", "Hana")),
    WrappedUp(at=6, id="z", disposition="solved"),
    AnswerRated(at=7, id="r", seq=3, entry="delivery_period", helpful=False),
]


def test_customers_see_no_payload_no_agent_id_no_disposition_no_address() -> None:
    text = json.dumps([for_customer(event) for event in EVENTS])
    for secret in ("/affirm", "g_1", "solved", "mina@", "track_order_form"):
        assert secret not in text


def test_agents_see_who_and_what_was_filled_in_but_no_payload() -> None:
    text = json.dumps([for_agent(event) for event in EVENTS])
    for known in ("g_1", "solved", "mina@example.com", "track_order_form"):
        assert known in text
    assert "/affirm" not in text


def test_every_bot_turn_carries_the_door() -> None:
    replied = EVENTS[2]
    assert for_customer(replied)["door"] is True
    assert for_agent(replied)["door"] is True


def test_both_sides_see_which_answer_helped() -> None:
    seen = {"kind": "answer_rated", "seq": 3, "entry": "delivery_period", "helpful": False}
    assert for_customer(EVENTS[-1]) == for_agent(EVENTS[-1]) == seen


def test_every_entry_has_a_view_so_that_numbers_have_no_gaps() -> None:
    assert all(for_customer(event)["kind"] for event in EVENTS)


def test_what_colleagues_tell_one_another_never_leaves_for_the_customer() -> None:
    agent = Agent("g_hana", "Hana")
    note = NoteAdded(at=1, id="note-00001", agent=agent, text="she shouts")
    transfer = Transferred(
        at=1, id="transfer-1", agent=agent, to=Target(queue="billing"), note="she shouts"
    )
    assert for_customer(note) == {"kind": "internal"}
    assert "shouts" not in str(for_customer(transfer))
    assert for_agent(note)["text"] == for_agent(transfer)["note"] == "she shouts"
