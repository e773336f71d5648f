"""Agents' accounts on both databases: what the console's sign-in stands on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handoff_gateway.accounts import DEMO_EMAIL, AccountError, Accounts, Base, async_url


@pytest.fixture(params=["sqlite", "postgresql"])
async def accounts(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Accounts]:
    url = f"sqlite:///{tmp_path}/handrail.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    accounts = Accounts.at(url)
    async with accounts._engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)
    await accounts.prepare()
    yield accounts
    await accounts.close()


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
    with pytest.raises(AccountError, match="no agent"):
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
