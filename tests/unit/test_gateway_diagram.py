"""The diagram in docs/subsystems/gateway.md is what the code does, tried command by command."""

from __future__ import annotations

import re
from pathlib import Path

from handoff_gateway.commands import (
    AnswerHandBack,
    Assign,
    BotReply,
    CancelHandoff,
    Command,
    End,
    Expire,
    LeaveMessage,
    OfferHandBack,
    Release,
    RequestHandoff,
    Say,
    Start,
    Transfer,
    WrapUp,
)
from handoff_gateway.conversation import NEW, Conversation, Refused, decide, replay
from handoff_gateway.events import Agent, BotText, Contact, Source, Target

HANA = Agent("g_1", "Hana")
MAIL = Contact("email", "mina@example.com")
DOC = (Path(__file__).parents[2] / "docs/subsystems/gateway.md").read_text(encoding="utf-8")


def run(*commands: Command) -> Conversation:
    state = NEW
    for command in commands:
        state = replay(decide(state, command), state)
    return state


start = Start(at=1, customer="a_1", locale="en")
say = Say(at=2, id="say-00001", text="hi", ask_bot=True)
ask = RequestHandoff(at=3, id="ask-00001", cause="asked")
leave = LeaveMessage(at=4, id="leave-001", text="call me", contact=MAIL, promised_at=99)
again = RequestHandoff(at=5, id="ask-00002", cause="asked")
assign = Assign(at=4, id="assign-01", agent=HANA)
offer = OfferHandBack(at=5, id="offer-001", agent=HANA, recap="All done.")
end = End(at=5, id="end-00001", agent=HANA)
done = WrapUp(at=6, id="done-0001", agent=HANA, disposition="solved")
STATES = {
    "bot": run(start, say),
    "queued": run(start, ask, say),
    "ticket": run(start, ask, leave, say),
    "ticket, asked again": run(start, ask, leave, again),
    "assigned": run(start, ask, assign, offer),
    "assigned, of a ticket": run(start, ask, leave, assign),
    "wrap_up": run(start, ask, assign, end),
    "closed": run(start, ask, assign, end, done),
}
REPLY = (BotText("t", Source("faq", "x")),)
COMMANDS = {
    "RequestHandoff": RequestHandoff(at=9, id="x-0000001", cause="asked"),
    "CancelHandoff": CancelHandoff(at=9, id="x-0000002"),
    "Assign": Assign(at=9, id="x-0000003", agent=HANA),
    "Release": Release(at=9, id="x-0000004", agent=HANA),
    "Transfer": Transfer(at=9, id="x-0000009", agent=HANA, to=Target(queue="billing")),
    "LeaveMessage": LeaveMessage(at=9, id="x-0000010", text="t", contact=MAIL, promised_at=99),
    "AnswerHandBack": AnswerHandBack(at=9, id="x-0000005", agree=True),
    "Expire": Expire(at=9, id="x-0000011"),
    "End by the customer": End(at=9, id="x-0000006"),
    "End by the agent": End(at=9, id="x-0000007", agent=HANA),
    "WrapUp": WrapUp(at=9, id="x-0000008", agent=HANA, disposition="solved"),
}


def transitions() -> set[tuple[str, str, str]]:
    found = set()
    for state in STATES.values():
        turn = state.owed[-1].seq if state.owed else 0
        reply = BotReply(
            at=9, turn=turn, epoch=state.epoch, replies=REPLY, handoff_cause="complaint"
        )
        for name, command in {**COMMANDS, "BotReply with a handoff": reply}.items():
            try:
                after = replay(decide(state, command), state).stage
            except Refused:
                continue
            if after != state.stage:
                found.add((state.stage, after, name))
    return found


def test_the_diagram_shows_every_change_of_stage_and_no_other() -> None:
    drawn = set(re.findall(r"^    (\w+) --> (\w+): (.+)$", DOC, re.MULTILINE))
    assert drawn == transitions()


def test_every_module_of_the_gateway_stands_in_its_page() -> None:
    folder = Path(__file__).parents[2] / "handoff_gateway"
    for module in folder.glob("*.py"):
        if module.stem != "__init__":
            assert re.search(rf"`{module.stem}`", DOC), f"{module.stem} is not described"
