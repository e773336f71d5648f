"""Each process is told of when it is ready, dies, comes back, or keeps failing, and only then."""

from deploy.processes import Program
from deploy.supervise import State
from deploy.watch import TRY_AGAIN_AFTER_S, News, Watched

RASA = Program("rasa", ("rasa",), "http://127.0.0.1:1/healthz")


def state(pid: int, given_up: bool = False) -> State:
    return State("rasa", pid, given_up)


def yes(_question: str) -> bool:
    return True


def no(_question: str) -> bool:
    return False


def test_process_is_ready_once_it_says_so() -> None:
    rasa = Watched(RASA, since=0)
    assert rasa.look(state(0), 1, yes) == []
    assert rasa.look(state(5), 2, no) == []
    assert rasa.look(state(5), 3, yes) == [News.READY]
    assert rasa.look(state(5), 4, no) == []


def test_process_with_another_id_has_died_and_comes_back() -> None:
    rasa = Watched(RASA, since=0)
    rasa.look(state(5), 1, yes)
    assert rasa.look(state(6), 10, no) == [News.DIED]
    assert rasa.since == 10
    assert rasa.look(state(6), 12, yes) == [News.BACK]


def test_process_without_a_keeper_has_died() -> None:
    rasa = Watched(RASA, since=0)
    rasa.look(state(5), 1, yes)
    assert rasa.look(None, 2, yes) == [News.DIED]


def test_process_that_never_was_ready_does_not_die_again_and_again() -> None:
    rasa = Watched(RASA, since=0)
    assert [rasa.look(state(pid), pid, no) for pid in (5, 6, 7)] == [[], [], []]


def test_process_that_keeps_failing_is_told_once_and_tried_again_now_and_then() -> None:
    rasa = Watched(RASA, since=0)
    assert rasa.look(state(0, given_up=True), 100, no) == [News.GIVEN_UP]
    assert rasa.look(state(0, given_up=True), 101, no) == []
    late = 100 + TRY_AGAIN_AFTER_S
    assert rasa.look(state(0, given_up=True), late, no) == [News.TRY_AGAIN]
    assert rasa.look(state(0, given_up=True), late + 1, no) == []
    assert rasa.look(state(9), late + 2, yes) == [News.READY]
