"""`./handrail faq rollback NUMBER`: the content of an earlier publication, published anew."""

import argparse
import sys

from faq_index.commands import CANNOT_RUN, DONE
from faq_index.commands.printing import print_errors
from faq_index.commands.running import NobodyAnswers, account, ask, is_up, told
from faq_index.errors import ContentError
from faq_index.settings import Settings

ABOUT = "Put the files of an earlier publication back, and publish them (the desk may be down)."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow the command."""
    parser.add_argument("number", type=int, help="the publication, as `faq history` lists it")


def run(chosen: argparse.Namespace, configured: Settings) -> int:
    """Roll back through the running service, or here when there is none. Raises `ContentErrors`."""
    if is_up(configured):
        try:
            return _through_service(chosen.number, configured)
        except NobodyAnswers as error:
            print(f"{error}: try again", file=sys.stderr)
            return CANNOT_RUN
    return _here(chosen.number, configured)


def _through_service(number: int, configured: Settings) -> int:
    response = ask(configured, "POST", "/editor/rollback", {"number": number})
    answer = told(response)
    if response.is_success:
        _print_done(number, answer["number"], answer["version"])
        return DONE
    if errors := answer.get("errors"):
        fields = ("file", "line", "column", "message")
        return print_errors([ContentError(**{key: one[key] for key in fields}) for one in errors])
    print(answer["error"], file=sys.stderr)
    return CANNOT_RUN


def _here(number: int, configured: Settings) -> int:
    from faq_index.content_folder import NotWritable
    from faq_index.embed import default_encoder
    from faq_index.history import HistoryUnavailable, UnknownPublication
    from faq_index.publishing import Publisher
    from faq_index.wiring import published

    encoder = default_encoder(configured.var)
    publisher = Publisher(configured.var, encoder)
    try:
        state = published(configured, encoder, publisher).roll_back(number, account())
    except (HistoryUnavailable, UnknownPublication, NotWritable) as error:
        print(error, file=sys.stderr)
        return CANNOT_RUN
    _print_done(number, state.number, state.version)
    return DONE


def _print_done(number: int, new: int | None, version: str) -> None:
    print(f"The content of publication {number} is back, as publication {new} (version {version}).")
