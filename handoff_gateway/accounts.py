"""Agents' accounts and sign-ins, in SQL: argon2id passwords, session tokens kept only as hashes.

Also `python -m handoff_gateway.accounts`, the operator's `./handrail agents ...`.
"""

from __future__ import annotations

import argparse
import asyncio
import getpass
import hashlib
import os
import secrets
import sys
import time
from dataclasses import dataclass
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import BigInteger, ForeignKey, String, delete, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SESSION_S: Final = 12 * 3_600
MIN_PASSWORD: Final = 10
DEMO_EMAIL: Final = "demo.agent@dalbit.example"
DEMO_NAME: Final = "Hana Lee"
FIRST_EMAIL: Final = "agent@dalbit.example"
FIRST_NAME: Final = "Jisoo Park"


class Base(DeclarativeBase):
    """Tables of the gateway."""


class AgentRow(Base):
    """An agent who may sign in."""

    __tablename__ = "agents"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    email: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    password: Mapped[str] = mapped_column(String(200))


class SessionRow(Base):
    """A sign-in; the token itself is known to the browser alone."""

    __tablename__ = "agent_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    agent_id: Mapped[str] = mapped_column(ForeignKey("agents.id", ondelete="CASCADE"))
    expires_at: Mapped[int] = mapped_column(BigInteger)


@dataclass(frozen=True, slots=True)
class Account:
    """An agent's account, without its password."""

    id: str
    email: str
    name: str


class AccountError(Exception):
    """A sentence for the operator."""


def async_url(url: str) -> str:
    """A plain SQLAlchemy URL with the asyncio driver we ship: aiosqlite or psycopg.

    Raises:
        AccountError: when it is neither SQLite nor PostgreSQL.
    """
    try:
        parsed = make_url(url)
    except SQLAlchemyError as error:
        raise AccountError(
            "DATABASE_URL is not an address; expected sqlite:///path or postgresql://..."
        ) from error
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
    backend = parsed.get_backend_name() if parsed.drivername != "postgres" else "postgresql"
    if backend not in drivers:
        raise AccountError(
            f"DATABASE_URL starts with {parsed.drivername}; expected sqlite:/// or postgresql://"
        )
    return parsed.set(drivername=drivers[backend]).render_as_string(hide_password=False)


class Accounts:
    """The accounts in one database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._session = async_sessionmaker(engine, expire_on_commit=False)
        self._hasher = PasswordHasher()
        self._no_one = self._hasher.hash(secrets.token_hex(16))

    @classmethod
    def at(cls, url: str) -> Accounts:
        return cls(create_async_engine(async_url(url), pool_pre_ping=True))

    async def prepare(self) -> None:
        """Make the tables that are missing."""
        async with self._engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all, checkfirst=True)

    async def close(self) -> None:
        await self._engine.dispose()

    async def add(self, email: str, name: str, password: str) -> Account:
        """A new agent.

        Raises:
            AccountError: the address is taken or none, or the password too short.
        """
        email = email.strip().lower()
        if "@" not in email or len(email) > 200:
            raise AccountError(f"{email!r} is not an e-mail address")
        if len(password) < MIN_PASSWORD:
            raise AccountError(f"the password needs at least {MIN_PASSWORD} characters")
        row = AgentRow(
            id="g_" + secrets.token_hex(8),
            email=email,
            name=name.strip() or email.split("@")[0],
            password=await asyncio.to_thread(self._hasher.hash, password),
        )
        try:
            async with self._session.begin() as session:
                session.add(row)
        except IntegrityError as error:
            raise AccountError(f"there is an agent {email} already") from error
        return _account(row)

    async def change_password(self, email: str, password: str) -> Account:
        """Give an agent another password and sign them out everywhere.

        Raises:
            AccountError: no such agent, or the password is too short.
        """
        if len(password) < MIN_PASSWORD:
            raise AccountError(f"the password needs at least {MIN_PASSWORD} characters")
        hashed = await asyncio.to_thread(self._hasher.hash, password)
        async with self._session.begin() as session:
            row = await self._row(session, email)
            row.password = hashed
            await session.execute(delete(SessionRow).where(SessionRow.agent_id == row.id))
        return _account(row)

    async def remove(self, email: str) -> Account:
        """Take an agent's account away; their sign-ins end at once.

        Raises:
            AccountError: no such agent.
        """
        async with self._session.begin() as session:
            row = await self._row(session, email)
            await session.execute(delete(SessionRow).where(SessionRow.agent_id == row.id))
            await session.delete(row)
        return _account(row)

    async def _row(self, session: AsyncSession, email: str) -> AgentRow:
        address = email.strip().lower()
        row = await session.scalar(select(AgentRow).where(AgentRow.email == address))
        if row is None:
            raise AccountError(f"there is no agent {address}; ./handrail agents list shows all")
        return row

    async def everyone(self) -> list[Account]:
        """All agents by name."""
        async with self._session() as session:
            rows = await session.scalars(select(AgentRow).order_by(AgentRow.name))
            return [_account(row) for row in rows]

    async def by_email(self, email: str) -> Account | None:
        async with self._session() as session:
            row = await session.scalar(select(AgentRow).where(AgentRow.email == email))
            return _account(row) if row else None

    async def check(self, email: str, password: str) -> Account | None:
        """The account with this e-mail and password; unknown and wrong take the same time."""
        async with self._session() as session:
            row = await session.scalar(
                select(AgentRow).where(AgentRow.email == email.strip().lower())
            )
        known = row.password if row else self._no_one
        try:
            await asyncio.to_thread(self._hasher.verify, known, password)
        except VerificationError:
            return None
        return _account(row) if row else None

    async def sign_in(self, agent_id: str) -> str:
        """A new session's token."""
        token = secrets.token_urlsafe(32)
        now = int(time.time())
        async with self._session.begin() as session:
            await session.execute(delete(SessionRow).where(SessionRow.expires_at < now))
            session.add(
                SessionRow(token_hash=_hash(token), agent_id=agent_id, expires_at=now + SESSION_S)
            )
        return token

    async def of_session(self, token: str) -> Account | None:
        """Whose session a token is, if it has not expired."""
        async with self._session() as session:
            row = await session.scalar(
                select(AgentRow)
                .join(SessionRow, SessionRow.agent_id == AgentRow.id)
                .where(
                    SessionRow.token_hash == _hash(token),
                    SessionRow.expires_at > int(time.time()),
                )
            )
        return _account(row) if row else None

    async def sign_out(self, token: str) -> None:
        async with self._session.begin() as session:
            await session.execute(delete(SessionRow).where(SessionRow.token_hash == _hash(token)))

    async def first(self) -> tuple[Account, str] | None:
        """The first agent with a password made up now; None when there are agents already."""
        others = select(func.count()).select_from(AgentRow).where(AgentRow.email != DEMO_EMAIL)
        async with self._session() as session:
            if await session.scalar(others):
                return None
        password = secrets.token_urlsafe(12)
        return await self.add(FIRST_EMAIL, FIRST_NAME, password), password

    async def demo(self) -> Account:
        """The demo's agent, made when missing; nobody knows its password."""
        known = await self.by_email(DEMO_EMAIL)
        return known or await self.add(DEMO_EMAIL, DEMO_NAME, secrets.token_urlsafe(32))


def _account(row: AgentRow) -> Account:
    return Account(id=row.id, email=row.email, name=row.name)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def main(argv: list[str] | None = None) -> int:
    """The command `agents`: add, password, remove, list, first."""
    parser = argparse.ArgumentParser(prog="./handrail agents", description="The agents' accounts.")
    commands = parser.add_subparsers(dest="command", required=True)
    add = commands.add_parser("add", help="a new agent; the password is asked for, or made up")
    add.add_argument("email")
    add.add_argument("--name", default="", help="the name customers see")
    change = commands.add_parser("password", help="another password; signs the agent out")
    change.add_argument("email")
    for asks in (add, change):
        asks.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input"
        )
    remove = commands.add_parser("remove", help="take an account away; signs the agent out")
    remove.add_argument("email")
    commands.add_parser("list", help="who may sign in")
    commands.add_parser("first", help="make the first account if there is none")
    args = parser.parse_args(argv)
    try:
        asyncio.run(_command(args))
    except AccountError as error:
        print(f"agents: {error}", file=sys.stderr)
        return 1
    except (SQLAlchemyError, OSError) as error:
        print(f"agents: the database does not answer: {type(error).__name__}", file=sys.stderr)
        return 1
    return 0


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
                account = await accounts.add(args.email, args.name, password)
                print(f"added {account.name} <{account.email}>{made_up}")
            case "password":
                password, made_up = _password(args.password_stdin)
                account = await accounts.change_password(args.email, password)
                print(f"changed the password of {account.name} <{account.email}>{made_up}")
            case "remove":
                account = await accounts.remove(args.email)
                print(f"removed {account.name} <{account.email}>")
            case "list":
                for account in await accounts.everyone():
                    print(f"{account.name} <{account.email}>")
            case "first":
                if result := await accounts.first():
                    print(f"{result[0].email} {result[1]}")
    finally:
        await accounts.close()


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
