"""`./handrail faq reload`: customers get the content as it is now."""

import argparse
import sys

from faq_index.commands import CANNOT_RUN, DONE
from faq_index.commands.printing import counted, print_errors
from faq_index.commands.running import NobodyAnswers, ask, told
from faq_index.errors import ContentError
from faq_index.settings import Settings

ABOUT = "Let customers have the content as it is now (the desk must be up; a save does it too)."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow the command: nothing."""


def run(_chosen: argparse.Namespace, configured: Settings) -> int:
    """Tell the running service to read the content again."""
    try:
        response = ask(configured, "POST", "/reload")
    except NobodyAnswers as error:
        print(f"{error}: start the desk with ./handrail up", file=sys.stderr)
        return CANNOT_RUN
    answer = told(response)
    if response.is_success:
        entries = counted(answer["entries"], "entry", "entries")
        print(f"Customers now have the content as it is: {entries} (version {answer['version']}).")
        return DONE
    if "errors" not in answer:
        print(answer["error"], file=sys.stderr)
        return CANNOT_RUN
    return print_errors([ContentError(**error) for error in answer["errors"]])
