"""Why a person is called: the closed set of causes, and what the desk does for each. Pure.

This is the one place that says what a cause means. The log keeps a cause as its plain word, so
that a log of an older release, or of a bot that names one of its own, can always be read.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Literal

Manner = Literal["now", "offer"]
"""`now`: the person is called in the same act. `offer`: the customer is asked whether to."""


class Cause(StrEnum):
    """Why a handoff was requested."""

    ASKED = "asked"  # by the door, by a button, or in any words
    PEOPLE_FIRST = "people_first"  # the customer once said: no bot first
    HARM = "harm"  # somebody is hurt, in danger, or threatened
    FRAUD = "fraud"  # a scam, a stolen card, an account in wrong hands
    LEGAL = "legal"  # a lawyer, a court, an authority
    THREATENED_CANCELLATION = "threatened_cancellation"  # about to leave us for good
    UPSET = "upset"  # rage, insults: a bot only makes it worse
    COMPLAINT = "complaint"  # the bot took a complaint down
    MISUNDERSTOOD_TWICE = "misunderstood_twice"  # asked back or declined, twice in a row
    SAME_QUESTION_AGAIN = "same_question_again"  # so the answer did not help
    FAILED_JOB = "failed_job"  # the bot could not do what it was asked to do
    TOPIC_NEEDS_PERSON = "topic_needs_person"  # the editors wrote that a person should answer
    BOT_AWAY = "bot_away"  # the bot gave no answer in time


MANNERS: Final[dict[Cause, Manner]] = {
    # Their own wish, or nothing that a bot has any business with: no arguing.
    Cause.ASKED: "now",
    Cause.PEOPLE_FIRST: "now",
    Cause.HARM: "now",
    Cause.FRAUD: "now",
    Cause.LEGAL: "now",
    # One more clever answer loses this customer.
    Cause.THREATENED_CANCELLATION: "now",
    Cause.UPSET: "now",
    # The bot's own shortcomings: some would rather try once more. Happening again, it is `now`.
    Cause.COMPLAINT: "offer",
    Cause.MISUNDERSTOOD_TWICE: "offer",
    Cause.SAME_QUESTION_AGAIN: "offer",
    Cause.FAILED_JOB: "offer",
    Cause.TOPIC_NEEDS_PERSON: "offer",
    Cause.BOT_AWAY: "offer",
}

OF_THE_CUSTOMER: Final = frozenset({Cause.ASKED, Cause.PEOPLE_FIRST})
"""The customer asked for a person, now or once; in every other case the bot asked for one."""
