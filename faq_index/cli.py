"""The editor's and operator's commands: `./handrail faq check`, `build`, `search` …"""

import argparse
import sys
from pathlib import Path

from faq_index.entries import LOCALES, Locale
from faq_index.errors import ContentError, ContentErrors, ExportFailed
from faq_index.reading import load_folder
from faq_index.settings import Settings, SettingsError, settings

# Heavy parts (models, FAISS) are imported by the commands that need them: `check` must be instant.

ABOUT = """Look after the frequent questions: the files in faq_index/content.

An editor's day: change a file, `check` it, try it with `search`, then `reload`."""

BROKEN_CONTENT, CANNOT_RUN = 1, 2


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0, or 1 for broken content, or 2."""
    chosen = _parser().parse_args(arguments)
    try:
        return _COMMANDS[chosen.command](chosen, settings())
    except ContentErrors as broken:
        return _print_errors(broken.errors)
    except (SettingsError, ExportFailed) as error:
        print(error, file=sys.stderr)
        return CANNOT_RUN


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="handrail faq",
        description=ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, about: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=about, description=about)

    check = command("check", "Say what is wrong, in which line, and how to mend it.")
    check.add_argument("path", nargs="?", type=Path, help="a folder or one file (default: all)")
    command("build", "Get the content ready to be searched; done at once when nothing changed.")
    search = command(
        "search",
        "Ask as a customer would, and see which entries are found (./handrail chat asks the bot).",
    )
    search.add_argument("words", nargs="+", help="the question")
    listing = command(
        "list", "List the entries: how many phrasings in each language, id, question."
    )
    listing.add_argument("--tag", help="only entries with this tag")
    search.add_argument("--locale", choices=LOCALES, help="show texts in this language")
    listing.add_argument(
        "--locale", choices=LOCALES, default="en", help="show texts in this language"
    )
    command("reload", "Let customers have the content as it is now (the desk must be up).")
    return parser


def _check(chosen: argparse.Namespace, configured: Settings) -> int:
    path: Path = chosen.path or configured.content
    try:
        # A file alone says nothing about ids and phrasings that the other files have too.
        entries = load_folder(path.parent if path.is_file() else path)
    except ContentErrors as broken:
        return _print_errors(
            [one for one in broken.errors if not path.is_file() or one.file == str(path)]
        )
    counts = ", ".join(
        f"{sum(len(entry.phrasings.get(locale, ())) for entry in entries):,} ({locale})"
        for locale in LOCALES
    )
    print(f"All is well: {_counted(len(entries), 'entry', 'entries')}, phrasings: {counts}.")
    return 0


def _build(_chosen: argparse.Namespace, configured: Settings) -> int:
    from faq_index.embed import default_encoder
    from faq_index.publishing import Publisher

    publisher = Publisher(configured.var, default_encoder(configured.var))
    published = publisher.publish(configured.content, _print_progress)
    entries = _counted(len(published.index.entries), "entry", "entries")
    done = "is ready" if published.built else "was ready already"
    print(f"The index of {entries} {done} (version {published.index.version}).")
    return 0


def _search(chosen: argparse.Namespace, configured: Settings) -> int:
    from faq_index.embed import default_encoder, has_hangul
    from faq_index.presentation import decision_json
    from faq_index.publishing import Publisher
    from faq_index.search import Thresholds, decide

    encoder = default_encoder(configured.var)
    index = Publisher(configured.var, encoder).publish(configured.content, _print_progress).index
    text = " ".join(chosen.words)
    vector = encoder.encode([text])[0]
    candidates = index.candidates(vector, hangul=has_hangul(text))
    locale: Locale = chosen.locale or ("ko" if has_hangul(text) else "en")
    told = decision_json(index, decide(candidates, Thresholds()), locale, 5)
    print(_OUTCOMES[told["outcome"]])
    for one in told["candidates"]:
        print(f"  {one['confidence']:>4.0%}  {one['id']:<28} {one['question']}")
    if told["entry"]:
        print(f"\n{told['entry']['answer']}")
    return 0


_OUTCOMES = {
    "answer": "The search is sure of the first of these:",
    "ask": "The search is not sure which of the nearest is meant:",
    "abstain": "The search knows no fitting answer. Nearest were:",
}


def _list(chosen: argparse.Namespace, configured: Settings) -> int:
    from faq_index.presentation import in_language

    for entry in load_folder(configured.content):
        if chosen.tag in (None, *entry.tags):
            counts = " ".join(f"{name} {len(entry.phrasings.get(name, ())):>2}" for name in LOCALES)
            question = in_language(entry.question, chosen.locale)[1]
            print(f"{counts}  {entry.id:<28} {question}")
    return 0


def _reload(_chosen: argparse.Namespace, configured: Settings) -> int:
    import httpx

    host, port = configured.address
    try:
        response = httpx.post(f"http://{host}:{port}/reload", timeout=600)
        told = response.json()
    except (httpx.HTTPError, ValueError):
        print(
            f"Nobody answers at {host}:{port}: start the desk with ./handrail up", file=sys.stderr
        )
        return CANNOT_RUN
    if response.is_success:
        entries = _counted(told["entries"], "entry", "entries")
        print(f"Customers now have the content as it is: {entries} (version {told['version']}).")
        return 0
    return _print_errors([ContentError(**error) for error in told["errors"]])


def _print_errors(errors: list[ContentError]) -> int:
    if not errors:
        print("This file is well, but others are not: run `./handrail faq check`.")
        return BROKEN_CONTENT
    print(*errors, sep="\n")
    files = _counted(len({error.file for error in errors}), "file", "files")
    print(
        f"\n{_counted(len(errors), 'error', 'errors')} in {files}."
        " Until they are mended, customers keep the last good content."
    )
    return BROKEN_CONTENT


def _print_progress(done: int, total: int) -> None:
    """Redraw one line on a terminal; elsewhere print only the first and the last."""
    if not total or (not sys.stdout.isatty() and 0 < done < total):
        return
    end = "\r" if sys.stdout.isatty() and done < total else "\n"
    print(f"Learning {total:,} new texts: {done / total:>4.0%}", end=end, flush=True)


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


_COMMANDS = {
    "check": _check,
    "build": _build,
    "search": _search,
    "list": _list,
    "reload": _reload,
}

if __name__ == "__main__":
    sys.exit(main())
