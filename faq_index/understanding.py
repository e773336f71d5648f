"""From a message to a decision: the whole message, its sentences, and other readings of it.

Pure: `decide` looks questions up, `vocabulary` knows the content's words.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from faq_index import message, repairs
from faq_index.repairs import Vocabulary
from faq_index.search import MAX_CHOICES, Candidate, Decision

Decide = Callable[[Sequence[str]], list[Decision]]
"""Texts to what would be decided about each if it were the whole message."""

MOST_ANSWERS = 2
SURE = 0.95
"""From this confidence one sentence is one question: two in one leave some doubt about each."""
SURE_ALONE = 0.8
"""A part of a message must be surer than the whole to be answered."""
SURE_INSTEAD = 0.85
"""And surer still, where it, or another reading, is answered instead of the message as it is."""
IN_DOUBT = 0.01
"""A second question leaves at least so much confidence to another entry than the first."""
UNDERSTOOD = 0.8
"""From this confidence in all entries together, what is in doubt is which: there was no slip."""
_UNKNOWN = Decision("abstain", ())
_RANK = {"abstain": 0, "ask": 1, "answer": 2}


def understood(text: str, decide: Decide, vocabulary: Callable[[], Vocabulary]) -> Decision:
    """Return what to do with a message; `more` has the answer to its second question.

    A message that is not understood as it stands is read as sentences, and then as it might have
    been meant before a slip of the keyboard.
    """
    plain = message.plain(text)
    sentences = message.sentences(plain)
    if len(sentences) > 1:
        decision = _of_sentences(plain, sentences, decide)
    else:
        decision = _of_one(plain, decide)
    if decision.outcome == "answer" or _all(decision) >= UNDERSTOOD:
        return decision
    for reading in repairs.readings(plain, vocabulary()):
        [found] = decide([reading])
        found = _as_part(found, decision, SURE_INSTEAD)
        if found.outcome == "answer":
            return found
        # What the words as they stand are unsure of, another reading does not know better.
        if decision.outcome == "abstain" and _better(found, decision):
            decision = found
    return decision


def _of_one(text: str, decide: Decide) -> Decision:
    """Return the decision about one sentence, which may hold two questions."""
    [whole] = decide([text])
    if whole.outcome != "abstain" and (whole.confidence >= SURE or _second(whole) < IN_DOUBT):
        return whole
    unsure = []
    for first, second in message.halves(text):
        one = _as_part(decide([first])[0], whole)
        # Most halves mean nothing alone, and then the other need not be looked up.
        if one.outcome == "abstain" or (whole.outcome == "answer" and one.outcome != "answer"):
            continue
        other = _as_part(decide([second])[0], whole)
        if _first(one) == _first(other) or not (_agree(one, whole) or _agree(other, whole)):
            continue
        outcomes = {one.outcome, other.outcome}
        if outcomes == {"answer"}:
            return _both([one, other], whole)
        if whole.outcome == "answer":
            continue
        if outcomes == {"answer", "ask"}:
            unsure.append(_answered_and_asked(one, other))
        elif outcomes == {"ask"}:
            unsure.append(_offered([one, other]))
    best = max([whole, *unsure], key=lambda found: (_RANK[found.outcome], len(found.choices)))
    return _as_the_whole_ranks(best, whole)


def _as_part(part: Decision, whole: Decision, sure: float = SURE_ALONE) -> Decision:
    """Return the decision about a part; one that is not surer than the whole is asked back."""
    if part.outcome != "answer" or part.confidence >= max(sure, whole.confidence):
        return part
    return replace(part, outcome="ask", choices=part.candidates[:MAX_CHOICES])


def _agree(part: Decision, whole: Decision) -> bool:
    """Return whether the whole, as far as it was understood, may mean what the part means."""
    nearest = [one.entry for one in whole.candidates[:MAX_CHOICES]]
    return whole.outcome == "abstain" or _first(part) in nearest


def _of_sentences(plain: str, sentences: list[str], decide: Decide) -> Decision:
    story = len(plain) > message.LONG
    whole = _UNKNOWN if story else decide([plain])[0]
    if whole.outcome == "answer" and whole.confidence >= SURE:
        return whole
    parts = [_as_part(part, whole) for part in decide(sentences)]
    answered = [
        (sentence, part)
        for sentence, part in zip(sentences, parts, strict=True)
        if part.outcome == "answer"
    ]
    chosen = _different([part for _, part in answered])
    if story and answered:
        # Many of its sentences are like some question: those that are questions count, or the last.
        asked = [part for sentence, part in answered if sentence.endswith("?")]
        chosen = _different(asked or [answered[-1][1]])
    if len(chosen) > 1 and any(_agree(part, whole) for part in chosen):
        return _both(chosen, whole)
    if whole.outcome == "answer":
        return whole
    unsure = _different([part for part in parts if part.outcome == "ask"])
    if chosen and _agree(chosen[0], whole) and _sure_instead(chosen[0], whole):
        others = [part for part in unsure if _first(part) != _first(chosen[0])]
        return _answered_and_asked(chosen[0], others[0]) if others and not story else chosen[0]
    surer = [part for part in unsure if part.confidence > whole.confidence]
    if len(surer) > 1 and not story:
        return _as_the_whole_ranks(_offered(surer), whole)
    best = max([whole, *unsure], key=lambda one: (_RANK[one.outcome], one.confidence))
    return _as_the_whole_ranks(best, whole)


def _sure_instead(part: Decision, whole: Decision) -> bool:
    return whole.outcome == "abstain" or part.confidence >= SURE_INSTEAD


def _as_the_whole_ranks(asked: Decision, whole: Decision) -> Decision:
    """Return a question back with the whole's candidates, where the whole was understood."""
    if asked.outcome == whole.outcome == "ask":
        return replace(asked, candidates=whole.candidates)
    return asked


def _all(decision: Decision) -> float:
    return sum(one.confidence for one in decision.candidates)


def _second(decision: Decision) -> float:
    return decision.candidates[1].confidence if len(decision.candidates) > 1 else 0.0


def _better(one: Decision, other: Decision) -> bool:
    return (_RANK[one.outcome], one.confidence) > (_RANK[other.outcome], other.confidence)


def _first(decision: Decision) -> int | None:
    return decision.candidates[0].entry if decision.candidates else None


def _different(decisions: Sequence[Decision]) -> list[Decision]:
    """Return the decisions about different entries, the surest about each, in their order."""
    surest: dict[int | None, Decision] = {}
    for one in decisions:
        known = surest.get(_first(one))
        if known is None or one.confidence > known.confidence:
            surest[_first(one)] = one
    return list(surest.values())


def _both(decisions: Sequence[Decision], whole: Decision) -> Decision:
    """Return the first answers of all, before the others what the whole is most about."""
    chosen = sorted(decisions[:MOST_ANSWERS], key=lambda one: _first(one) != _first(whole))
    return replace(chosen[0], more=tuple(one.candidates[0] for one in chosen[1:]))


def _answered_and_asked(one: Decision, other: Decision) -> Decision:
    """Return the answer to one question with choices for the other."""
    sure, unsure = (one, other) if one.confidence >= other.confidence else (other, one)
    answer = sure.candidates[0].entry
    return replace(sure, choices=tuple(c for c in unsure.choices if c.entry != answer))


def _offered(decisions: Sequence[Decision]) -> Decision:
    """Return a question back that offers the first entry of each part, and then the others."""
    firsts = [one.candidates[0] for one in decisions]
    rest = [choice for one in decisions for choice in one.choices]
    choices: dict[int, Candidate] = {}
    for candidate in (*firsts, *rest):
        choices.setdefault(candidate.entry, candidate)
    best = max(decisions, key=lambda one: one.confidence)
    return Decision("ask", best.candidates, tuple(choices.values())[:MAX_CHOICES])
