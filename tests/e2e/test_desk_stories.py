"""Widget and console on a real gateway with a fake bot: what a person does with a conversation."""

from __future__ import annotations

import gzip
import os
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.async_api import Locator, Page, WebSocket, expect

from handoff_gateway.accounts import Accounts
from tests.e2e.conftest import Visitor, expect_accessible
from tests.support.processes import (
    ROOT,
    GatewayProcess,
    running_bot,
    running_gateway,
    running_store,
)

QUESTION = "How long does delivery take?"
SECRET_NOTE = "She was promised a refund by phone"
PASSED_NOTE = "Please look at the parcel with the carrier"
RECAP = "The parcel comes on Friday before noon."
BUILT = ROOT / "web" / "dist"


@pytest.fixture(scope="module", autouse=True)
def _built() -> None:
    if not (BUILT / "widget.js").is_file():
        if os.environ.get("CI"):
            pytest.fail("the pages are not built: npm run build, in web/")
        pytest.skip("the pages are not built: npm run build, in web/")


@pytest.fixture(scope="module")
def gateway() -> Iterator[GatewayProcess]:
    with (
        running_bot() as bot,
        running_store() as store,
        running_gateway(store.url, bot.url) as process,
    ):
        yield process


@dataclass
class Customer:
    """A visitor of the shop with the chat open, and every frame their page was sent."""

    page: Page
    errors: list[str]
    frames: list[str] = field(default_factory=list)

    @property
    def log(self) -> Locator:
        return self.page.locator("handrail-support .log")

    def card(self, words: str) -> Locator:
        return self.page.locator("handrail-support .card", has_text=words)

    async def say(self, text: str) -> None:
        await self.page.locator("handrail-support .foot textarea").fill(text)
        await self.page.keyboard.press("Enter")

    async def press(self, name: str) -> None:
        await self.page.locator("handrail-support").get_by_role("button", name=name).last.click()


@pytest.fixture
async def customer(gateway: GatewayProcess, visit: Callable[..., Any]) -> AsyncIterator[Customer]:
    visitor: Visitor = await visit(gateway.http)
    await _hold_still(visitor.page)
    mina = Customer(visitor.page, visitor.errors)
    visitor.page.on("websocket", lambda socket: _listen(mina, socket))
    await visitor.page.reload()
    await visitor.page.get_by_role("button", name="Chat with us").click()
    yield mina
    assert mina.errors == []


async def _hold_still(page: Page) -> None:
    """No transitions: half-way through one the contrast is nobody's."""
    await page.emulate_media(reduced_motion="reduce")


def _listen(customer: Customer, socket: WebSocket) -> None:
    socket.on("framereceived", lambda frame: customer.frames.append(str(frame)))


@pytest.fixture
async def open_console(gateway: GatewayProcess, visit: Callable[..., Any]) -> Callable[[str], Any]:
    """Open the console of a new agent of this name."""

    async def open_page(name: str) -> Page:
        accounts = Accounts.at(gateway.database_url)
        address = f"{secrets.token_hex(4)}@example.com"
        account = await accounts.add(address, name, "long enough 1")
        token = await accounts.sign_in(account.id)
        await accounts.close()
        visitor: Visitor = await visit(f"{gateway.http}/console")
        await _hold_still(visitor.page)
        await visitor.context.add_cookies(
            [{"name": "handrail_agent", "value": token, "url": gateway.http}]
        )
        await visitor.page.reload()
        await expect(visitor.page.get_by_role("heading", name="My conversations")).to_be_visible()
        return visitor.page

    return open_page


async def take(console: Page) -> None:
    """Read the one waiting conversation, and accept it unless it was given already."""
    await console.get_by_role("button", name="Visitor", exact=True).first.click()
    composer = console.get_by_role("textbox", name="Reply to Visitor")
    accept = console.locator("hr-conversation").get_by_role("button", name="Accept", exact=True)
    await expect(composer.or_(accept)).to_be_visible()
    if await accept.is_visible():
        await accept.click()
    await expect(composer).to_be_visible()


async def test_a_message_left_goes_from_hand_to_hand_and_back_to_the_bot_with_consent(
    customer: Customer, open_console: Callable[[str], Any]
) -> None:
    hana = await open_console("Hana")
    jisoo = await open_console("Jisoo")
    page = customer.page

    # The bot first; what is known can be read and corrected.
    await customer.say(QUESTION)
    await expect(customer.log.get_by_text("took 2 days")).to_be_visible()
    await customer.press("What we know")
    sheet = page.locator("handrail-support .sheet")
    await expect(sheet.get_by_text(QUESTION)).to_be_visible()
    await expect_accessible(page, "what we know")
    await customer.press("Correct: Your name")
    await sheet.get_by_label("Your name").fill("Mina Park")
    await expect_accessible(page, "a correction")
    await customer.press("Save")
    await expect(sheet.get_by_text("Mina Park")).to_be_visible()
    await page.keyboard.press("Escape")

    # The wait, and a message instead of it.
    await page.locator("handrail-support .bar .door").click()
    await expect(customer.card("You are next")).to_be_visible()
    await expect_accessible(page, "the wait")
    await customer.press("Leave a message instead")
    await customer.press("Leave the message")
    await expect(sheet.get_by_text("Please write what we can do for you.")).to_be_visible()
    await expect(sheet.get_by_label("Your message")).to_be_focused()
    await expect_accessible(page, "a message with faults")
    await sheet.get_by_label("Your message").fill("Please tell me when it comes.")
    await sheet.get_by_role("textbox", name="E-mail address").fill("mina@example.com")
    await customer.press("Leave the message")
    await expect(customer.card("mina@example.com")).to_be_visible()
    await expect(page.get_by_role("button", name="End conversation")).to_have_count(0)
    await expect_accessible(page, "the ticket")

    # An agent sees the promise and where to answer, and what the customer corrected.
    await expect(hana.get_by_text("Answer by").first).to_be_visible()
    await expect_accessible(hana, "the queue")
    await take(hana)
    file = hana.locator("hr-case")
    await expect(file.get_by_role("link", name="mina@example.com")).to_have_attribute(
        "href", "mailto:mina@example.com"
    )
    await expect(file.get_by_text("Mina Park")).to_be_visible()
    await expect_accessible(hana, "the conversation")

    # A note is for colleagues; a reply is read.
    await hana.keyboard.press("Control+i")
    await hana.get_by_role("textbox", name="Internal note about Visitor").fill(SECRET_NOTE)
    await expect_accessible(hana, "a note")
    await hana.keyboard.press("Enter")
    await expect(hana.get_by_role("log").get_by_text(SECRET_NOTE)).to_be_visible()
    await hana.keyboard.press("Control+i")
    await hana.get_by_role("textbox", name="Reply to Visitor").fill("Hello, I am looking.")
    await hana.keyboard.press("Enter")
    await expect(customer.log.get_by_text("Hello, I am looking.")).to_be_visible()
    await expect(hana.get_by_role("log").get_by_text("Read", exact=True)).to_be_visible()
    await customer.say("Thank you")
    await expect(customer.log.get_by_text("Read", exact=True)).to_be_visible()

    # On to a colleague, with a note.
    await hana.get_by_role("button", name="Transfer").click()
    dialog = hana.get_by_role("dialog", name="Pass the conversation on")
    await dialog.get_by_role("button", name="Transfer").click()
    await expect(dialog.get_by_text("Choose to whom it goes.")).to_be_visible()
    await expect_accessible(hana, "the transfer")
    await dialog.get_by_role("radio", name="Jisoo").check()
    await dialog.get_by_role("textbox").fill(PASSED_NOTE)
    await dialog.get_by_role("button", name="Transfer").click()
    await expect(customer.log.get_by_text("Hana passed you on to Jisoo")).to_be_visible()
    await expect(dialog).not_to_be_visible()
    await take(jisoo)
    for note in (SECRET_NOTE, PASSED_NOTE):
        await expect(jisoo.get_by_role("log").get_by_text(note)).to_be_visible()

    # Back to the bot, if the customer agrees.
    await jisoo.get_by_role("button", name="Hand back to bot").click()
    asking = jisoo.get_by_role("dialog", name="May the bot go on?")
    await asking.get_by_role("textbox").fill(RECAP)
    await expect_accessible(jisoo, "the recap")
    await asking.get_by_role("button", name="Ask the customer").click()
    await expect(jisoo.get_by_text("No answer yet")).to_be_visible()
    await expect(customer.card(RECAP)).to_be_visible()
    await expect_accessible(page, "the consent")
    await customer.press("Yes, the bot may go on")
    await expect(customer.log.locator(".notice", has_text=RECAP)).to_be_visible()
    await expect(page.get_by_text("You are with the shop's bot")).to_be_visible()
    await expect(jisoo.get_by_text("The bot has this conversation.")).to_be_visible()

    received = "\n".join(customer.frames)
    assert "Hello, I am looking." in received
    assert SECRET_NOTE not in received
    assert PASSED_NOTE not in received


def test_the_widget_has_at_most_30_kb_compressed() -> None:
    widget = (BUILT / "widget.js").read_bytes()
    assert len(gzip.compress(widget, 9)) <= 30_000
