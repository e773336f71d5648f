"""`./handrail faq search WORDS`: what the search finds."""

import argparse

from faq_index.commands import DONE
from faq_index.commands.printing import print_progress
from faq_index.entries import LOCALES, Locale
from faq_index.settings import Settings

ABOUT = "Ask as a customer would, and see which entries are found (./handrail chat asks the bot)."

_OUTCOMES = {
    "answer": "The search is sure of the first of these:",
    "ask": "The search is not sure which of the nearest is meant:",
    "abstain": "The search knows no fitting answer. Nearest were:",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow the command."""
    parser.add_argument("words", nargs="+", help="the question")
    parser.add_argument("--locale", choices=LOCALES, help="show texts in this language")


def run(chosen: argparse.Namespace, configured: Settings) -> int:
    """Ask the content folder as it is now. Raises `ContentErrors`."""
    from faq_index.asking import decided, hidden_on, today_utc
    from faq_index.embed import default_encoder, has_hangul
    from faq_index.presentation import decision_json
    from faq_index.publishing import Publisher

    encoder = default_encoder(configured.var)
    publisher = Publisher(configured.var, encoder)
    index = publisher.publish(configured.content, print_progress, configured.link_hosts).index
    text = " ".join(chosen.words)
    hidden = hidden_on(index, today_utc())
    decision = decided(
        index, text, lambda texts: encoder.encode(texts, "query"), configured.thresholds, hidden
    )
    locale: Locale = chosen.locale or ("ko" if has_hangul(text) else "en")
    told = decision_json(index, decision, locale, 5)
    print(_OUTCOMES[told["outcome"]])
    for one in told["candidates"]:
        print(f"  {one['confidence']:>4.0%}  {one['id']:<28} {one['question']}")
    if told["entry"]:
        print(f"\n{told['entry']['answer']}")
    for more in told["more"]:
        print(f"\n{more['entry']['answer']}")
    return DONE
