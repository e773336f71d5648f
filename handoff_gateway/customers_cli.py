"""The operator's `./handrail customers ...`: forgetting one who asks for it."""

from __future__ import annotations

import argparse
import asyncio
import sys

from sqlalchemy.ext.asyncio import create_async_engine

from handoff_gateway.accounts import async_url
from handoff_gateway.archive import ArchiveUnavailable
from handoff_gateway.archive_sql import SqlArchive
from handoff_gateway.erasure import Eraser
from handoff_gateway.ports import StoreUnavailable
from handoff_gateway.schema import prepare
from handoff_gateway.settings import Settings, WrongSetting, from_environment
from handoff_gateway.store_feed import Feed
from handoff_gateway.store_redis import RedisDesk, RedisLog, connect, wait_for_store


def main(argv: list[str] | None = None) -> int:
    """The command `customers`. Returns 0, 1 with a sentence on stderr, or 3: nobody was found."""
    args = _parser().parse_args(argv)
    try:
        return asyncio.run(_forget(from_environment(), args.who, asked=not args.yes))
    except WrongSetting as error:
        print(f"customers: {error}", file=sys.stderr)
    except ArchiveUnavailable as error:
        print(f"customers: the database does not answer: {error}", file=sys.stderr)
    except StoreUnavailable as error:
        print(
            f"customers: the store does not answer: {error}; is Handrail running?", file=sys.stderr
        )
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./handrail customers",
        description="Forget a customer: every conversation of theirs, open or archived.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    forget = commands.add_parser("forget", help="erase all conversations of one customer")
    forget.add_argument(
        "who", help="the e-mail or telephone number they gave, or their id (a_..., v_...)"
    )
    forget.add_argument("--yes", action="store_true", help="do not ask")
    return parser


async def _forget(settings: Settings, who: str, *, asked: bool) -> int:
    client = connect(settings.store_url, settings.durability)
    engine = create_async_engine(async_url(settings.database_url))
    feed = Feed(client)
    try:
        await wait_for_store(client, 0)
        await prepare(engine)
        archive = SqlArchive(engine)
        eraser = Eraser(RedisLog(client, feed), RedisDesk(client, feed), archive)
        customers = await eraser.find(who)
        if not customers:
            print("customers: no conversation names this customer", file=sys.stderr)
            return 3
        if asked and not _sure(customers):
            print("nothing was erased")
            return 0
        print("erasing; this takes a quarter of a minute ...", flush=True)
        erased = await eraser.forget(customers)
        print(f"erased {erased.live} live and {erased.archived} archived conversations")
        return 0
    finally:
        await feed.close()
        await client.aclose()
        await engine.dispose()


def _sure(customers: frozenset[str]) -> bool:
    print(f"This erases every conversation of {', '.join(sorted(customers))}, for good.")
    try:
        return input("Type yes to go on: ").strip().lower() == "yes"
    except EOFError:  # no terminal
        print("\nThere is nobody to ask: add --yes.", file=sys.stderr)
        return False


if __name__ == "__main__":
    raise SystemExit(main())
