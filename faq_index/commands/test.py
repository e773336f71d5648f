"""`./handrail faq test`: golden questions, so that no change breaks what customers found before."""

import argparse
import json
from pathlib import Path

from faq_index.commands import BROKEN_CONTENT, DONE
from faq_index.commands.printing import counted, print_progress
from faq_index.reading import GOLDEN, read_folder
from faq_index.settings import Settings

ABOUT = "Ask the golden questions (golden.yml beside the content) and say which find no answer."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow the command."""
    parser.add_argument("path", nargs="?", type=Path, help="a content folder")
    parser.add_argument("--json", action="store_true", help="for programs: one JSON object")


def run(chosen: argparse.Namespace, configured: Settings) -> int:
    """Ask all golden questions of a folder, as the service would. Raises `ContentErrors`."""
    from faq_index import gate, golden
    from faq_index.asking import today_utc
    from faq_index.cache import silent
    from faq_index.embed import default_encoder
    from faq_index.publishing import Publisher

    folder: Path = chosen.path or configured.content
    content = read_folder(folder, configured.link_hosts)
    questions = golden.due(golden.read_folder(folder, content), content, today_utc())
    if not questions and not chosen.json:
        print(f"There are no golden questions: write some into {folder / GOLDEN}.")
        return DONE
    publisher = Publisher(configured.var, default_encoder(configured.var))
    progress = silent if chosen.json else print_progress
    index = publisher.publish(folder, progress, configured.link_hosts).index
    asking = gate.Gate(publisher, configured.thresholds, today_utc)
    failed = asking.failing(gate.Read(content, questions), index)
    if chosen.json:
        told = {"asked": len(questions), "failed": [result.as_json() for result in failed]}
        print(json.dumps(told, ensure_ascii=False))
    elif failed:
        print(*failed, sep="\n")
        asked = counted(len(questions), "golden question", "golden questions")
        print(f"\n{len(failed):,} of {asked} failed.")
    else:
        print(f"All {counted(len(questions), 'golden question', 'golden questions')} passed.")
    return BROKEN_CONTENT if failed else DONE
