"""One decision from classifier and search, case by case."""

from __future__ import annotations

import pytest

from bot.arbitrate import Context, Found, Heard, arbitrate, fit

ANSWER, ASK = Found("answer", 0.8, 0.85), Found("ask", 0.4, 0.6)
ABSTAIN = Found("abstain", 0.05, 0.1)
SHARES = [0, 0.01, 0.3, 0.5, 0.97, 1]
NOTHING, FRESH = Heard(), Context()
IN_FORM = Context(form="track_order_form")


def decide(
    intents: dict[str, float],
    found: Found | None = ABSTAIN,
    heard: Heard = NOTHING,
    context: Context = FRESH,
) -> str:
    return arbitrate(intents, found, heard, context)


def test_a_found_answer_is_given() -> None:
    assert decide({"faq": 0.9, "track_order": 0.1}, ANSWER) == "faq"


def test_half_found_choices_are_asked_back() -> None:
    assert decide({"faq": 0.9}, ASK) == "ask_back"


def test_it_never_asks_back_twice_in_a_row() -> None:
    assert decide({"faq": 0.9}, ASK, context=Context(asked_back=True)) == "out_of_scope"


def test_what_nobody_knows_is_out_of_scope() -> None:
    assert decide({"out_of_scope": 0.9, "faq": 0.1}) == "out_of_scope"
    assert decide({"faq": 0.5, "out_of_scope": 0.5}) == "out_of_scope"


def test_where_the_search_gave_up_but_the_classifier_is_sure_choices_are_offered() -> None:
    assert decide({"faq": 0.98}, Found("abstain", 0.15, 0.2)) == "ask_back"
    assert decide({"faq": 0.98}, Found("abstain", 0.05, 0.06)) == "out_of_scope"
    assert decide({"faq": 0.6, "out_of_scope": 0.3}, Found("abstain", 0.15, 0.2)) == "out_of_scope"


def test_an_answer_to_what_sounds_out_of_scope_is_doubted_then_overruled() -> None:
    assert decide({"faq": 0.7, "out_of_scope": 0.3}, ANSWER) == "faq"
    assert decide({"faq": 0.4, "out_of_scope": 0.6}, ANSWER) == "ask_back"
    assert decide({"faq": 0.02, "out_of_scope": 0.98}, ANSWER) == "out_of_scope"
    assert decide({"faq": 0.1, "out_of_scope": 0.9}, ASK) == "out_of_scope"


def test_a_very_sure_answer_is_not_doubted_for_sounding_strange() -> None:
    strange = {"faq": 0.33, "out_of_scope": 0.53}
    assert decide(strange, Found("answer", 0.96, 0.97)) == "faq"
    assert decide(strange, Found("answer", 0.72, 0.75)) == "ask_back"


def test_a_half_found_entry_is_answered_when_it_is_surely_a_question_for_us() -> None:
    half = Found("ask", 0.6, 0.65)
    assert decide({"faq": 0.99, "out_of_scope": 0.01}, half) == "faq"
    assert decide({"faq": 0.8, "out_of_scope": 0.1}, half) == "ask_back"
    # Two entries share it: which one is meant, the classifier does not know.
    assert decide({"faq": 0.99}, Found("ask", 0.5, 0.98)) == "ask_back"


@pytest.mark.parametrize("p_faq", SHARES)
@pytest.mark.parametrize("p_out_of_scope", SHARES)
def test_how_well_an_entry_fits_is_a_share_and_grows_with_the_search(
    p_faq: float, p_out_of_scope: float
) -> None:
    fits = [fit(p_faq, p_out_of_scope, Found("ask", one, one)) for one in SHARES]
    assert fits == sorted(fits)
    assert (fits[0], fits[-1]) == (0, 1)


def test_stop_my_order_has_an_answer_and_stop_in_a_form_is_about_the_form() -> None:
    assert decide({"stop": 0.7, "faq": 0.2}, ANSWER) == "faq"
    assert decide({"stop": 0.7, "faq": 0.2}, ANSWER, context=IN_FORM) == "stop"
    assert decide({"stop": 0.7}) == "stop"


def test_a_question_about_delivery_is_not_taken_for_one_order() -> None:
    assert decide({"track_order": 0.7, "faq": 0.3}, ANSWER) == "faq"


def test_a_question_about_one_order_is_not_taken_for_delivery_in_general() -> None:
    named = Heard(order_number=True, one_order=True)
    assert decide({"track_order": 0.7, "faq": 0.3}, ANSWER, named) == "track_order"
    assert decide({"track_order": 0.95}, ANSWER) == "track_order"
    assert decide({"track_order": 0.75}, ASK) == "track_order"
    assert decide({"track_order": 0.6}, ASK) == "ask_back"
    assert decide({"track_order": 0.6}, ASK, Heard(one_order=True)) == "track_order"
    assert decide({"track_order": 0.4, "faq": 0.3}, ASK, named) == "track_order"


def test_another_wish_about_a_numbered_order_is_not_taken_for_tracking() -> None:
    named = Heard(order_number=True, one_order=True)
    assert decide({"faq": 0.4, "track_order": 0.45}, ANSWER, named) == "faq"
    assert decide({"inform": 0.6, "faq": 0.3}, ANSWER, named) == "faq"


def test_no_job_begins_on_a_hunch() -> None:
    assert decide({"track_order": 0.5, "out_of_scope": 0.4}) == "out_of_scope"
    assert decide({"complaint": 0.6, "out_of_scope": 0.4}) == "out_of_scope"


def test_a_complaint_is_taken_down_unless_an_answer_fits_as_well() -> None:
    assert decide({"complaint": 0.8}) == "complaint"
    assert decide({"complaint": 0.8}, ANSWER) == "faq"


@pytest.mark.parametrize("context", [Context(), IN_FORM, Context(asked_back=True)])
@pytest.mark.parametrize("found", [ANSWER, ASK, ABSTAIN, None])
def test_words_that_ask_for_a_person_always_win(context: Context, found: Found | None) -> None:
    heard = Heard(asks_for_person=True, order_number=True, email=True)
    assert decide({"faq": 1.0}, found, heard, context) == "contact_human_agent"


@pytest.mark.parametrize("context", [Context(), IN_FORM])
def test_a_suspicion_of_a_request_for_a_person_is_enough(context: Context) -> None:
    intents = {"complaint": 0.6, "contact_human_agent": 0.35}
    assert decide(intents, ABSTAIN, context=context) == "contact_human_agent"


def test_how_to_reach_customer_service_is_answered() -> None:
    assert decide({"contact_human_agent": 0.55, "faq": 0.45}, ANSWER) == "faq"


def test_asking_whether_it_is_a_bot_is_not_asking_for_a_person() -> None:
    intents = {"bot_challenge": 0.6, "contact_human_agent": 0.4}
    assert decide(intents) == "bot_challenge"


def test_a_yes_to_the_offer_of_a_person_means_a_person() -> None:
    assert decide({"affirm": 0.9}, context=Context(offered_person=True)) == "contact_human_agent"
    assert decide({"affirm": 0.9}) == "affirm"


def test_a_number_or_an_address_fills_the_form_whatever_else_it_sounds_like() -> None:
    assert decide({"out_of_scope": 0.9}, ABSTAIN, Heard(order_number=True), IN_FORM) == "inform"
    assert decide({"faq": 0.9}, ANSWER, Heard(email=True), IN_FORM) == "inform"


def test_a_number_out_of_the_blue_begins_tracking() -> None:
    assert decide({"inform": 0.9}, ABSTAIN, Heard(order_number=True)) == "track_order"
    assert decide({"inform": 0.9}) == "out_of_scope"


def test_the_form_can_be_stopped_even_with_a_number_in_the_message() -> None:
    assert decide({"stop": 0.9}, ABSTAIN, Heard(order_number=True), IN_FORM) == "stop"


def test_a_question_in_the_middle_of_a_form_is_a_question() -> None:
    assert decide({"faq": 0.9}, ANSWER, context=IN_FORM) == "faq"


def test_without_the_faq_service_nothing_is_guessed() -> None:
    assert decide({"track_order": 0.9}, None) == "faq_unavailable"
    assert decide({"track_order": 0.9}, None, Heard(email=True), IN_FORM) == "inform"


def test_small_talk_gives_way_to_an_answer_unless_it_is_sure() -> None:
    assert decide({"greet": 0.6}, ABSTAIN) == "greet"
    assert decide({"greet": 0.6}, ANSWER) == "faq"
    assert decide({"greet": 0.9}, ANSWER) == "greet"
