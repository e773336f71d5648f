"""One decision from two opinions: what the classifier heard, and what the FAQ search found.

A pure function, because this is where a customer is understood or not. Its result is the name of
the intent that data/rules.yml acts on. The thresholds were set on public questions that no test of
ours uses; docs/subsystems/bot.md has the figures.

Whether a question is answered is decided by both together. The search knows how likely each entry
is when half of all questions are in scope; the classifier has its own opinion on whether this one
is. By Bayes' rule, with `faq` and `out_of_scope` the classifier's probabilities of the two:

    fit = faq * confidence / (faq * known + out_of_scope * (1 - known))

where `known` is the confidence of all entries near the question together.
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
# How well an entry must fit, where the search would answer, and where it would only ask back but
# the classifier has no doubt that it is a question for us.
ANSWER_FIT_FROM = 0.80
ANSWER_UNSURE_FIT_FROM = 0.70
ANSWER_UNSURE_FOUND_FROM = 0.50
ANSWER_UNSURE_OUT_OF_SCOPE_TO = 0.03
CHOICES_FIT_FROM = 0.20
# The same to offer choices where the search gave up.
OFFER_CHOICES_FIT_FROM = 0.50
OFFER_CHOICES_FOUND_FROM = 0.06
OFFER_CHOICES_OUT_OF_SCOPE_TO = 0.05
# The classifier is never surer than this of either: it has not seen everything customers write.
LEAST = 0.02


@dataclass(frozen=True)
class Found:
    """What the FAQ search said: answer, ask or abstain, and how sure it was (0 to 1).

    `known` is how sure it was of the entries it named, all together.
    """

    outcome: str
    confidence: float
    known: float

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
    # "Stop my order" has an answer; with a form open, "stop" is about the form.
    wants_answer = top == STOP and found.answers and context.form is None
    if top in (STOP, AFFIRM, DENY) and p(top) >= DIALOGUE_FROM and not wants_answer:
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


def fit(p_faq: float, p_out_of_scope: float, found: Found) -> float:
    """How well the best entry fits (0 to 1), by both opinions: see the head of this file."""
    ours, others = max(p_faq, LEAST), max(p_out_of_scope, LEAST)
    # Rounded confidences may add up to a little more than 1.
    known = min(max(found.known, found.confidence), 1.0)
    return ours * found.confidence / (ours * known + others * (1 - known))


def _question(p_out_of_scope: float, p_faq: float, found: Found, asked_back: bool) -> str:
    """What to do with words that are neither a job nor talk: answer, ask back once, or abstain."""
    fits = fit(p_faq, p_out_of_scope, found)
    if found.answers and fits >= ANSWER_FIT_FROM:
        return FAQ
    if (
        found.confidence >= ANSWER_UNSURE_FOUND_FROM
        and fits >= ANSWER_UNSURE_FIT_FROM
        and p_out_of_scope <= ANSWER_UNSURE_OUT_OF_SCOPE_TO
    ):
        return FAQ
    if found.outcome != "abstain":
        has_choices = fits >= CHOICES_FIT_FROM
    else:
        has_choices = (
            fits >= OFFER_CHOICES_FIT_FROM
            and found.confidence >= OFFER_CHOICES_FOUND_FROM
            and p_out_of_scope < OFFER_CHOICES_OUT_OF_SCOPE_TO
        )
    return ASK_BACK if has_choices and not asked_back else OUT_OF_SCOPE
