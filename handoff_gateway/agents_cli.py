"""The operator's `./handrail agents ...`: who may sign in, and as what."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import os
import secrets
import sys

from sqlalchemy.exc import SQLAlchemyError

from handoff_gateway.accounts import ROLES, Account, AccountError, Accounts


def main(argv: list[str] | None = None) -> int:
    """The command `agents`. Returns 0, or 1 with a sentence on stderr."""
    args = _parser().parse_args(argv)
    try:
        asyncio.run(_command(args))
    except AccountError as error:
        print(f"agents: {error}", file=sys.stderr)
        return 1
    except (SQLAlchemyError, OSError) as error:
        print(f"agents: the database does not answer: {type(error).__name__}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./handrail agents",
        description="Accounts: an agent talks to customers at /console, "
        "an editor edits what the bot answers at /editor.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    add = commands.add_parser("add", help="a new account; the password is asked for, or made up")
    add.add_argument("email")
    add.add_argument("--name", default="", help="the name customers see")
    add.add_argument(
        "--role", action="append", choices=ROLES, help="may be given twice (default: agent)"
    )
    role = commands.add_parser("role", help="these roles and no others; holds at once")
    role.add_argument("email")
    role.add_argument("roles", nargs="+", choices=ROLES, metavar="ROLE", help=" or ".join(ROLES))
    change = commands.add_parser("password", help="another password; signs the account out")
    change.add_argument("email")
    for asks in (add, change):
        asks.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input"
        )
    remove = commands.add_parser("remove", help="take an account away; signs it out")
    remove.add_argument("email")
    commands.add_parser("list", help="who may sign in, and as what")
    commands.add_parser("first", help="make the first account if there is none")
    return parser


async def _command(args: argparse.Namespace) -> None:
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        raise AccountError("DATABASE_URL is not set; use ./handrail agents, which sets it")
    accounts = Accounts.at(url)
    try:
        await accounts.prepare()
        match args.command:
            case "add":
                password, made_up = _password(args.password_stdin)
                roles = args.role or ["agent"]
                account = await accounts.add(args.email, args.name, password, roles)
                print(f"added {_shown(account)}{made_up}")
            case "role":
                print(f"changed {_shown(await accounts.change_roles(args.email, args.roles))}")
            case "password":
                password, made_up = _password(args.password_stdin)
                account = await accounts.change_password(args.email, password)
                print(f"changed the password of {_shown(account)}{made_up}")
            case "remove":
                print(f"removed {_shown(await accounts.remove(args.email))}")
            case "list":
                for account in await accounts.everyone():
                    print(_shown(account))
            case "first":
                if result := await accounts.first():
                    print(f"{result[0].email} {result[1]}")
    finally:
        await accounts.close()


def _shown(account: Account) -> str:
    return f"{account.name} <{account.email}> {', '.join(account.roles)}"


def _password(from_stdin: bool) -> tuple[str, str]:
    """The password given, or one made up with the line that shows it."""
    given = ""
    if from_stdin:
        given = sys.stdin.readline().rstrip("\n")
    elif sys.stdin.isatty():
        given = getpass.getpass("password (empty: one is made up): ")
    if given or from_stdin:
        return given, ""
    made = secrets.token_urlsafe(12)
    return made, f"\npassword (shown once): {made}"


if __name__ == "__main__":
    raise SystemExit(main())
