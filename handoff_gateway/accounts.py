"""Accounts and sign-ins, in SQL: argon2id passwords, session tokens kept only as hashes."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, get_args

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import delete, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from handoff_gateway.account_tables import AgentRow, SessionRow
from handoff_gateway.schema import prepare

Role = Literal["agent", "editor"]
"""What an account may do: talk to customers at the console, or edit what the bot answers."""

ROLES: Final[tuple[Role, ...]] = get_args(Role)
SESSION_S: Final = 12 * 3_600
MIN_PASSWORD: Final = 10
DEMO_EMAIL: Final = "demo.agent@dalbit.example"
DEMO_NAME: Final = "Hana Lee"
FIRST_EMAIL: Final = "agent@dalbit.example"
FIRST_NAME: Final = "Jisoo Park"


@dataclass(frozen=True, slots=True)
class Account:
    """Who may sign in, without the password. `roles` are in the order of `ROLES`."""

    id: str
    email: str
    name: str
    roles: tuple[Role, ...]


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
        self._asked: dict[str, asyncio.Future[Account | None]] = {}
        self._looking: asyncio.Task[None] | None = None
        self._no_one = self._hasher.hash(secrets.token_hex(16))

    @classmethod
    def at(cls, url: str) -> Accounts:
        return cls(create_async_engine(async_url(url), pool_pre_ping=True))

    async def prepare(self) -> None:
        """Bring the tables to this version; again changes nothing."""
        await prepare(self._engine)

    async def close(self) -> None:
        await self._engine.dispose()

    async def add(
        self, email: str, name: str, password: str, roles: Iterable[Role] = ("agent",)
    ) -> Account:
        """A new account.

        Raises:
            AccountError: the address is taken or none, the password too short, or no role given.
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
            roles=_written(roles),
        )
        try:
            async with self._session.begin() as session:
                session.add(row)
        except IntegrityError as error:
            raise AccountError(f"there is an account {email} already") from error
        return _account(row)

    async def change_roles(self, email: str, roles: Iterable[Role]) -> Account:
        """Give an account these roles and no others; holds for open sign-ins too.

        Raises:
            AccountError: no such account, or no role given.
        """
        written = _written(roles)
        async with self._session.begin() as session:
            row = await self._row(session, email)
            row.roles = written
        return _account(row)

    async def change_password(self, email: str, password: str) -> Account:
        """Give an account another password and sign it out everywhere.

        Raises:
            AccountError: no such account, or the password is too short.
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
        """Take an account away; its sign-ins end at once.

        Raises:
            AccountError: no such account.
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
            raise AccountError(f"there is no account {address}; ./handrail agents list shows all")
        return row

    async def everyone(self) -> list[Account]:
        """All accounts by name."""
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
        """Whose session a token is, if it has not expired. Asked together, it is one query."""
        digest = _hash(token)
        if digest not in self._asked:
            self._asked[digest] = asyncio.get_running_loop().create_future()
            if len(self._asked) == 1:
                self._looking = asyncio.create_task(self._look_up())
        return await asyncio.shield(self._asked[digest])

    async def _look_up(self) -> None:
        await asyncio.sleep(0)  # for the others of this tick
        asked, self._asked = self._asked, {}
        known = (
            select(SessionRow.token_hash, AgentRow)
            .join(SessionRow, SessionRow.agent_id == AgentRow.id)
            .where(SessionRow.token_hash.in_(asked), SessionRow.expires_at > int(time.time()))
        )
        try:
            async with self._session() as session:
                rows = (await session.execute(known)).all()
        except Exception as error:
            for answer in asked.values():
                answer.set_exception(error)
                answer.exception()  # whoever asked may be gone
            return
        found = {digest: _account(row) for digest, row in rows}
        for digest, answer in asked.items():
            answer.set_result(found.get(digest))

    async def sign_out(self, token: str) -> None:
        async with self._session.begin() as session:
            await session.execute(delete(SessionRow).where(SessionRow.token_hash == _hash(token)))

    async def first(self) -> tuple[Account, str] | None:
        """The first account, which may do everything, with a password made up now; None when there
        are accounts already.
        """
        others = select(func.count()).select_from(AgentRow).where(AgentRow.email != DEMO_EMAIL)
        async with self._session() as session:
            if await session.scalar(others):
                return None
        password = secrets.token_urlsafe(12)
        return await self.add(FIRST_EMAIL, FIRST_NAME, password, ROLES), password

    async def demo(self) -> Account:
        """The demo's account, which may do everything, made when missing; nobody knows its
        password.
        """
        known = await self.by_email(DEMO_EMAIL)
        if known is None:
            return await self.add(DEMO_EMAIL, DEMO_NAME, secrets.token_urlsafe(32), ROLES)
        return known if known.roles == ROLES else await self.change_roles(DEMO_EMAIL, ROLES)


def _account(row: AgentRow) -> Account:
    held = row.roles.split(",")
    roles = tuple(role for role in ROLES if role in held)
    return Account(id=row.id, email=row.email, name=row.name, roles=roles)


def _written(roles: Iterable[Role]) -> str:
    held = set(roles)
    if not held:
        raise AccountError(f"an account needs a role: {' or '.join(ROLES)}")
    return ",".join(role for role in ROLES if role in held)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
