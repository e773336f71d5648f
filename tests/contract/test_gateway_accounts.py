"""Accounts on both databases: what the sign-in of agents and editors stands on."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handoff_gateway.accounts import DEMO_EMAIL, AccountError, Accounts, async_url
from handoff_gateway.agents_cli import main as agents
from tests.contract.conftest import drop_tables

# What the version without roles made, word for word, on both databases.
TABLES_WITHOUT_ROLES = (
    """CREATE TABLE agents (
        id VARCHAR(40) NOT NULL, email VARCHAR(200) NOT NULL, name VARCHAR(100) NOT NULL,
        password VARCHAR(200) NOT NULL, PRIMARY KEY (id), UNIQUE (email)
    )""",
    """CREATE TABLE agent_sessions (
        token_hash VARCHAR(64) NOT NULL, agent_id VARCHAR(40) NOT NULL,
        expires_at BIGINT NOT NULL, PRIMARY KEY (token_hash),
        FOREIGN KEY(agent_id) REFERENCES agents (id) ON DELETE CASCADE
    )""",
)


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Accounts]:
    """A database without any table."""
    url = f"sqlite:///{tmp_path}/handrail.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    accounts = Accounts.at(url)
    await drop_tables(accounts._engine)
    yield accounts
    await accounts.close()


@pytest.fixture
async def accounts(empty: Accounts) -> Accounts:
    await empty.prepare()
    return empty


async def test_the_right_password_opens_and_a_wrong_one_does_not(accounts: Accounts) -> None:
    sora = await accounts.add(" Sora@Example.com", "Sora", "correct horse")
    assert await accounts.check("sora@example.com", "correct horse") == sora
    assert await accounts.check("sora@example.com", "wrong horse 1") is None
    assert await accounts.check("nobody@example.com", "correct horse") is None


async def test_a_session_names_its_agent_until_sign_out(accounts: Accounts) -> None:
    sora = await accounts.add("sora@example.com", "Sora", "correct horse")
    token = await accounts.sign_in(sora.id)
    assert await accounts.of_session(token) == sora
    await accounts.sign_out(token)
    assert await accounts.of_session(token) is None
    assert await accounts.of_session("forged") is None


async def test_another_password_signs_out_and_the_old_one_opens_no_more(
    accounts: Accounts,
) -> None:
    sora = await accounts.add("sora@example.com", "Sora", "correct horse")
    token = await accounts.sign_in(sora.id)
    await accounts.change_password("Sora@example.com", "better horse")
    assert await accounts.of_session(token) is None
    assert await accounts.check("sora@example.com", "correct horse") is None
    assert await accounts.check("sora@example.com", "better horse") == sora


async def test_a_removed_agent_is_signed_out_and_can_not_come_back(accounts: Accounts) -> None:
    sora = await accounts.add("sora@example.com", "Sora", "correct horse")
    token = await accounts.sign_in(sora.id)
    await accounts.remove("sora@example.com")
    assert await accounts.of_session(token) is None
    assert await accounts.check("sora@example.com", "correct horse") is None
    with pytest.raises(AccountError, match="no account"):
        await accounts.remove("sora@example.com")


async def test_the_first_account_is_made_once(accounts: Accounts) -> None:
    made = await accounts.first()
    assert made is not None
    account, password = made
    assert await accounts.check(account.email, password) == account
    assert await accounts.first() is None


async def test_the_demo_agent_does_not_count_as_the_first(accounts: Accounts) -> None:
    demo = await accounts.demo()
    assert demo.email == DEMO_EMAIL
    assert await accounts.demo() == demo
    assert await accounts.first() is not None


async def test_an_account_is_an_agents_unless_said_otherwise(accounts: Accounts) -> None:
    assert (await accounts.add("sora@example.com", "Sora", "correct horse")).roles == ("agent",)
    both = await accounts.add("nari@example.com", "Nari", "correct horse", ["editor", "agent"])
    assert both.roles == ("agent", "editor")


async def test_other_roles_hold_for_open_sign_ins_too(accounts: Accounts) -> None:
    sora = await accounts.add("sora@example.com", "Sora", "correct horse")
    token = await accounts.sign_in(sora.id)
    assert (await accounts.change_roles("Sora@example.com", ["editor"])).roles == ("editor",)
    known = await accounts.of_session(token)
    assert known is not None and known.roles == ("editor",)


async def test_an_account_keeps_at_least_one_role(accounts: Accounts) -> None:
    await accounts.add("sora@example.com", "Sora", "correct horse")
    with pytest.raises(AccountError, match="needs a role"):
        await accounts.change_roles("sora@example.com", [])


async def test_the_first_account_and_the_demos_may_do_everything(accounts: Accounts) -> None:
    first = await accounts.first()
    assert first is not None and first[0].roles == ("agent", "editor")
    assert (await accounts.demo()).roles == ("agent", "editor")


async def test_accounts_of_a_database_without_roles_are_agents_with_their_passwords(
    empty: Accounts,
) -> None:
    hashed = empty._hasher.hash("correct horse")
    async with empty._engine.begin() as connection:
        for table in TABLES_WITHOUT_ROLES:
            await connection.exec_driver_sql(table)
        for agent_id, email in (("g_sora", "sora@example.com"), ("g_demo", DEMO_EMAIL)):
            await connection.exec_driver_sql(
                f"INSERT INTO agents VALUES ('{agent_id}', '{email}', 'Sora', '{hashed}')"
            )
    await empty.prepare()
    await empty.prepare()  # every start does it again
    sora = await empty.check("sora@example.com", "correct horse")
    assert sora is not None and (sora.id, sora.roles) == ("g_sora", ("agent",))
    assert len(await empty.everyone()) == 2
    assert (await empty.demo()).roles == ("agent", "editor")
    added = await empty.add("nari@example.com", "Nari", "correct horse", ["editor"])
    assert added.roles == ("editor",)


async def test_two_processes_that_start_at_once_bring_a_database_up_to_date(
    empty: Accounts,
) -> None:
    async with empty._engine.begin() as connection:
        for table in TABLES_WITHOUT_ROLES:
            await connection.exec_driver_sql(table)
    await asyncio.gather(empty.prepare(), empty.prepare())
    assert await empty.everyone() == []


def test_the_command_adds_lists_and_changes_roles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/handrail.db")
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse\n" * 2))
    assert agents(["add", "nari@example.com", "--role", "editor", "--password-stdin"]) == 0
    assert "added nari <nari@example.com> editor" in capsys.readouterr().out
    assert agents(["role", "nari@example.com", "agent", "editor"]) == 0
    assert agents(["list"]) == 0
    assert "nari <nari@example.com> agent, editor" in capsys.readouterr().out
    assert agents(["role", "nobody@example.com", "agent"]) == 1
    assert "no account nobody@example.com" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("email", "password", "said"),
    [
        ("taken@example.com", "long enough 1", "already"),
        ("no address", "long enough 1", "not an e-mail address"),
        ("new@example.com", "short", "at least 10"),
    ],
)
async def test_what_can_not_be_added_is_told_in_a_sentence(
    accounts: Accounts, email: str, password: str, said: str
) -> None:
    await accounts.add("taken@example.com", "Taken", "long enough 1")
    with pytest.raises(AccountError, match=said):
        await accounts.add(email, "Name", password)


@pytest.mark.parametrize("url", ["mysql://x/y", "not a url"])
def test_another_database_is_refused_with_what_is_expected(url: str) -> None:
    with pytest.raises(AccountError, match="expected"):
        async_url(url)
