"""Where a conversation waits, by the log and the rules, and who may have it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from handoff_gateway.causes import Cause
from handoff_gateway.commands import (
    Assign,
    BotReply,
    Command,
    LeaveMessage,
    Release,
    RequestHandoff,
    Say,
    SetContext,
    Start,
    TakeStep,
    Transfer,
)
from handoff_gateway.conversation import NEW, Conversation, decide, replay
from handoff_gateway.events import Agent, BotText, Contact, Page, Source, Target
from handoff_gateway.routing import (
    RESERVED_MS,
    Candidate,
    Place,
    choose,
    fitting,
    placement,
    standings,
)
from handoff_gateway.rules import DEFAULTS, AgentRules, Match, Queue, Rules

HANA, JISOO = Agent("hana", "Hana"), Agent("jisoo", "Jisoo")
NAMES = {"en": "x", "ko": "x"}
RULES = replace(
    DEFAULTS,
    queues=(
        Queue("urgent", NAMES, takes=(Match(causes=frozenset({"fraud"})),), priority="high"),
        Queue("orders", NAMES, takes=(Match(topics=frozenset({"track_order"})),)),
        Queue("korean", NAMES, takes=(Match(languages=frozenset({"ko"}), pages=("https://a/b",)),)),
        Queue("side", NAMES, takes=(), skills=frozenset({"tea"}), sticky=False),
        Queue("desk", NAMES),
    ),
)
START = Start(at=0, customer="a_1", locale="en", last_agent="hana")
ASK = RequestHandoff(at=100, id="ask", cause=Cause.ASKED)


def after(*commands: Command) -> Conversation:
    state = NEW
    for command in commands:
        state = replay(decide(state, command), state)
    return state


def where(*commands: Command, rules: Rules = RULES) -> Place:
    place = placement(after(*commands), rules)
    assert place
    return place


def answered(source: str, number: int) -> list[Command]:
    text = BotText("...", Source("job", source))
    said = Say(at=1, id=f"say-{number}", text="where is it")
    return [said, BotReply(at=2, turn=2 * number, epoch=0, replies=(text,))]


def test_a_conversation_for_which_no_person_was_asked_has_no_place() -> None:
    assert placement(after(START), RULES) is None


def test_a_request_goes_to_the_first_queue_that_takes_it() -> None:
    assert where(START, ASK).queue == "desk"
    assert where(START, replace(ASK, cause="fraud")).queue == "urgent"
    assert where(START, *answered("track_order", 1), ASK).queue == "orders"


def test_all_that_a_match_names_must_hold() -> None:
    korean = replace(START, locale="ko")
    assert where(korean, ASK).queue == "desk"
    assert where(replace(korean, page=Page("https://a/b/c")), ASK).queue == "korean"
    assert where(replace(START, page=Page("https://a/b/c")), ASK).queue == "desk"


def test_only_the_topic_talked_about_last_counts() -> None:
    talk = [*answered("track_order", 1), *answered("complaint", 2)]
    assert where(START, *talk, ASK).queue == "desk"


def test_what_happens_while_waiting_does_not_move_it_to_another_queue() -> None:
    ask_bot = Say(at=200, id="say-9", text="and my order?", ask_bot=True)
    turn = after(START, ASK, ask_bot).owed[0]
    text = BotText("...", Source("job", "track_order"))
    reply = BotReply(at=201, turn=turn.seq, epoch=1, replies=(text,))
    wander = SetContext(at=202, locale="ko", page=Page("https://a/b/c"))
    assert where(START, ASK, ask_bot, reply).queue == "desk"
    assert where(START, ASK, ask_bot, reply, wander).queue == "desk"


def test_a_transfer_leads_to_its_queue_at_the_place_of_the_request() -> None:
    moved = Transfer(at=300, id="move", agent=HANA, to=Target(queue="side"), note="")
    place = where(START, ASK, Assign(at=200, id="take", agent=HANA), moved)
    assert (place.queue, place.requested_at, place.skills) == ("side", 100, ("tea",))
    assert (place.passed, place.preferred) == (("hana",), None)


def test_a_queue_that_the_rules_know_no_more_sends_nobody_nowhere() -> None:
    moved = Transfer(at=300, id="move", agent=HANA, to=Target(queue="gone"), note="")
    assert where(START, ASK, Assign(at=200, id="take", agent=HANA), moved).queue == "desk"


def test_a_transfer_to_an_agent_waits_for_them_for_a_while() -> None:
    moved = Transfer(at=300, id="move", agent=HANA, to=Target(agent=JISOO), note="")
    place = where(START, ASK, Assign(at=200, id="take", agent=HANA), moved)
    assert (place.only, place.only_until) == ("jisoo", 300 + RESERVED_MS)
    widen = TakeStep(at=400, id="step", after=120, actions=("widen",))
    assert where(START, ASK, Assign(at=200, id="take", agent=HANA), moved, widen).only is None


def test_steps_of_the_wait_widen_it_and_raise_it() -> None:
    step = TakeStep(at=300, id="step", after=240, actions=("widen", "raise_priority"))
    before, place = where(START, ASK), where(START, ASK, step)
    assert (place.widened, place.rank) == (True, before.rank - 1)
    assert before.order > place.order


def test_a_message_that_was_left_waits_where_its_request_did() -> None:
    contact = Contact("email", "mina@example.com")
    leave = LeaveMessage(at=300, id="leave", text="call me", contact=contact, promised_at=900)
    assert where(START, ASK, leave).order == where(START, ASK).order


def test_who_was_talked_to_last_is_preferred() -> None:
    assert where(START, ASK).preferred == "hana"
    back = Release(at=300, id="back", agent=JISOO)
    assert where(START, ASK, Assign(at=200, id="take", agent=JISOO), back).preferred == "jisoo"


def agent(name: str, load: int = 0, idle_since: int = 0, **takes: Any) -> Candidate:
    return Candidate(name, AgentRules(**takes), load, idle_since)


PLACE = Place("desk", 2, 100)


@pytest.mark.parametrize(
    ("place", "online", "chosen"),
    [
        (PLACE, [], None),
        (PLACE, [agent("a", 2), agent("b", 1)], "b"),
        (PLACE, [agent("a", 1, 50), agent("b", 1, 40)], "b"),
        (PLACE, [agent("a", 8), agent("b", 9)], None),
        (replace(PLACE, routing="longest_idle"), [agent("a", 0, 50), agent("b", 3, 40)], "b"),
        (replace(PLACE, preferred="a"), [agent("a", 7), agent("b")], "a"),
        (replace(PLACE, preferred="a"), [agent("a", 8), agent("b")], "b"),
        (replace(PLACE, only="a"), [agent("a", 7), agent("b")], "a"),
        (replace(PLACE, only="a"), [agent("a", 8), agent("b")], None),
        (replace(PLACE, only="a"), [agent("b")], "b"),
        (replace(PLACE, only="a", only_until=1_001), [agent("b")], None),
        (replace(PLACE, only="a", passed=("a",)), [agent("a"), agent("b")], "a"),
        (replace(PLACE, passed=("a",)), [agent("a"), agent("b", 7)], "b"),
        (replace(PLACE, passed=("a",)), [agent("a"), agent("b", 8)], None),
        (replace(PLACE, passed=("a",)), [agent("a")], None),
        (replace(PLACE, widened=True), [agent("a", queues=frozenset())], "a"),
        (
            replace(PLACE, widened=True, language="ko"),
            [agent("a", languages=frozenset({"en"})), agent("b", 7)],
            "b",
        ),
        (
            replace(PLACE, widened=True, language="ko"),
            [agent("a", languages=frozenset({"en"}))],
            "a",
        ),
    ],
)
def test_who_is_given_it(place: Place, online: list[Candidate], chosen: str | None) -> None:
    found = choose(place, online, 1_000)
    assert (found.id if found else None) == chosen


def test_skills_and_languages_are_both_needed() -> None:
    place = replace(PLACE, skills=("tea",), language="ko")
    able = agent("a", skills=frozenset({"tea", "refunds"}))
    english = agent("b", skills=frozenset({"tea"}), languages=frozenset({"en"}))
    assert fitting(place, [able, english, agent("c")], 1_000) == [able]


def test_whoever_waits_is_told_the_place_among_those_for_the_same_agents() -> None:
    everything = agent("a")
    only_desk = agent("b", queues=frozenset({"desk"}))
    waiting = [
        ("c1", replace(PLACE, queue="orders")),
        ("c2", PLACE),
        ("c3", replace(PLACE, language="ko")),
        ("c4", replace(PLACE, queue="orders")),
    ]
    found = standings(waiting, [everything, only_desk], 1_000)
    assert [found[name].position for name, _ in waiting] == [1, 2, 3, 4]
    found = standings(waiting, [only_desk], 1_000)
    assert [found[name].position for name, _ in waiting] == [1, 1, 2, 2]
    assert found["c1"].agents == frozenset()
