"""One decision from two opinions: what the classifier heard, and what the FAQ search found.

A pure function, because this is where a customer is understood or not. Its result is the name of
the intent that data/rules.yml acts on. The thresholds were set on public questions that no test of
ours uses; docs/subsystems/bot.md has the figures.
"""

from dataclasses import dataclass

FAQ, ASK_BACK, OUT_OF_SCOPE, UNAVAILABLE = "faq", "ask_back", "out_of_scope", "faq_unavailable"
PERSON, STOP, AFFIRM, DENY, INFORM = "contact_human_agent", "stop", "affirm", "deny", "inform"
TRACK_ORDER, COMPLAINT, BOT_CHALLENGE = "track_order", "complaint", "bot_challenge"
SMALL_TALK = ("greet", "thank", "goodbye", BOT_CHALLENGE, "how_are_you", "what_can_you_do")

# A person is never far: a fair suspicion is enough. Where an editor's answer fits as well ("how do
# I reach customer service"), it takes more; that answer offers a person too.
PERSON_FROM = 0.30
PERSON_FROM_AGAINST_ANSWER = 0.70
# A job changes what the conversation is about, so it takes more than a hunch.
TRACK_ORDER_FROM = 0.55
TRACK_ORDER_FROM_WITH_NUMBER = 0.35
TRACK_ORDER_FROM_AGAINST_CHOICES = 0.70
TRACK_ORDER_FROM_AGAINST_ANSWER = 0.90
COMPLAINT_FROM = 0.65
COMPLAINT_FROM_AGAINST_ANSWER = 0.90
SMALL_TALK_FROM = 0.45
SMALL_TALK_FROM_AGAINST_ANSWER = 0.80
DIALOGUE_FROM = 0.55
# How sure the classifier must be that it is none of our business to doubt an answer, to overrule
# choices, and to overrule an answer. Among questions that were ours, hardly one reached 0.2.
DOUBT_ANSWER_FROM = 0.20
OVERRULE_CHOICES_FROM = 0.30
OVERRULE_ANSWER_FROM = 0.50
# How sure both must be to offer choices where the search gave up.
OFFER_CHOICES_FROM = 0.70
OFFER_CHOICES_FOUND_FROM = 0.12


@dataclass(frozen=True)
class Found:
    """What the FAQ search said: answer, ask or abstain, and how sure it was (0 to 1)."""

    outcome: str
    confidence: float

    @property
    def answers(self) -> bool:
        """Whether the search is sure of an entry."""
        return self.outcome == "answer"


@dataclass(frozen=True)
class Heard:
    """What the words themselves hold, whatever the classifier makes of them."""

    asks_for_person: bool = False
    order_number: bool = False
    email: bool = False
    one_order: bool = False
    """They name one particular order, even by a number that is not ours."""


@dataclass(frozen=True)
class Context:
    """Where the conversation stands when the words arrive."""

    form: str | None = None
    asked_back: bool = False
    offered_person: bool = False


def arbitrate(
    intents: dict[str, float], found: Found | None, heard: Heard, context: Context
) -> str:
    """The intent to act on.

    Args:
        intents: probabilities of the classifier, by intent.
        found: the search result, or None when the FAQ service was away (then the classifier had
            little to go by either).
        heard: what the words hold.
        context: where the conversation stands.
    """

    def p(intent: str) -> float:
        return intents.get(intent, 0.0)

    top = max(intents, key=p)
    fills_form = context.form is not None and (heard.order_number or heard.email)

    if heard.asks_for_person:
        return PERSON
    if found is None:
        return INFORM if fills_form else UNAVAILABLE
    needed = PERSON_FROM_AGAINST_ANSWER if found.answers else PERSON_FROM
    if p(PERSON) >= max(needed, p(OUT_OF_SCOPE)) and top != BOT_CHALLENGE:
        return PERSON
    if top == AFFIRM and p(AFFIRM) >= DIALOGUE_FROM and context.offered_person:
        return PERSON
    if fills_form and top not in (STOP, COMPLAINT):
        return INFORM
    if top in (STOP, AFFIRM, DENY) and p(top) >= DIALOGUE_FROM:
        return top
    needed = SMALL_TALK_FROM_AGAINST_ANSWER if found.answers else SMALL_TALK_FROM
    if top in SMALL_TALK and p(top) >= needed:
        return top
    needed = COMPLAINT_FROM_AGAINST_ANSWER if found.answers else COMPLAINT_FROM
    if top == COMPLAINT and p(COMPLAINT) >= needed:
        return COMPLAINT
    if top == TRACK_ORDER and p(TRACK_ORDER) >= _needed_to_track(found, heard):
        return TRACK_ORDER
    if top == INFORM and (heard.order_number or heard.email) and not found.answers:
        return TRACK_ORDER
    return _question(p(OUT_OF_SCOPE), p(FAQ), found, context.asked_back)


def _needed_to_track(found: Found, heard: Heard) -> float:
    """ "When will my parcel come" is a question; "when will DB-204817 come" is about one order."""
    if heard.order_number and not found.answers:  # "cancel DB-204817" has an answer
        return TRACK_ORDER_FROM_WITH_NUMBER
    if heard.order_number or heard.one_order or found.outcome == "abstain":
        return TRACK_ORDER_FROM
    return TRACK_ORDER_FROM_AGAINST_ANSWER if found.answers else TRACK_ORDER_FROM_AGAINST_CHOICES


def _question(p_out_of_scope: float, p_faq: float, found: Found, asked_back: bool) -> str:
    """What to do with words that are neither a job nor talk: answer, ask back once, or abstain."""
    if found.answers:
        if p_out_of_scope >= OVERRULE_ANSWER_FROM:
            return OUT_OF_SCOPE
        doubtful = p_out_of_scope >= DOUBT_ANSWER_FROM
        return ASK_BACK if doubtful and not asked_back else FAQ
    if found.outcome == "ask":
        has_choices = p_out_of_scope < OVERRULE_CHOICES_FROM
    else:
        has_choices = p_faq >= OFFER_CHOICES_FROM and found.confidence >= OFFER_CHOICES_FOUND_FROM
    return ASK_BACK if has_choices and not asked_back else OUT_OF_SCOPE
