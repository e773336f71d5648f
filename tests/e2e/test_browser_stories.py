"""The two stories in a real browser: a question answered, and a customer handed to a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import Desk


@dataclass(frozen=True)
class Words:
    """What the pages are called in one language."""

    locale: str
    launch: str
    write: str
    question: str
    answer: str
    door: str
    agent_here: str
    greeting: str
    thanks: str
    ended: str


ENGLISH = Words(
    locale="en-US",
    launch="Chat with us",
    write="Write a message",
    question="How long does delivery take?",
    answer="Dawn delivery",
    door="Talk to a person",
    agent_here="Passed to Hana Lee",
    greeting="Hello, Hana here. I read what you asked.",
    thanks="Thank you, that was quick.",
    ended="The conversation was ended",
)
KOREAN = Words(
    locale="ko-KR",
    launch="상담하기",
    write="메시지를 입력하세요",
    question="배송은 얼마나 걸려요?",
    answer="새벽 배송",
    door="상담원과 이야기하기",
    agent_here="Hana Lee 상담원에게 전달했어요",
    greeting="안녕하세요, 상담원 Hana입니다.",
    thanks="감사합니다, 정말 빠르네요.",
    ended="상담원이 대화를 끝냈어요",
)


async def open_console(visit: Callable[..., Any], desk: Desk) -> Page:
    agent = await visit(f"{desk.http}/console")
    await agent.page.get_by_role("button", name="Enter as the demo agent").click()
    await expect(agent.page.get_by_text("Nobody waiting")).to_be_visible(timeout=10_000)
    page: Page = agent.page
    return page


async def open_given(console: Page) -> None:
    """Open the conversation that the desk gave to the agent without being asked."""
    await console.locator("hr-own-row .choose").first.click(timeout=10_000)


async def ask(page: Page, words: Words) -> None:
    await page.get_by_role("button", name=words.launch, exact=True).click()
    await page.get_by_role("textbox", name=words.write).fill(words.question)
    await page.keyboard.press("Enter")
    await expect(page.get_by_text(words.answer).first).to_be_visible(timeout=10_000)


@pytest.mark.parametrize("words", [ENGLISH, KOREAN], ids=["en", "ko"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
async def test_a_customer_asks_gets_the_answer_then_a_person_and_both_see_each_others_words(
    desk: Desk, visit: Callable[..., Any], words: Words, phone: bool
) -> None:
    customer = await visit(desk.http, locale=words.locale, phone=phone)
    page = customer.page
    await ask(page, words)
    console = await open_console(visit, desk)
    # The door of the frame; the greeting and answers may offer one too.
    await page.locator(".door", has_text=words.door).click()
    await open_given(console)
    await expect(console.get_by_role("log").get_by_text(words.question)).to_be_visible()
    await expect(page.get_by_text(words.agent_here).first).to_be_visible(timeout=10_000)

    await console.get_by_role("textbox").last.fill(words.greeting)
    await console.keyboard.press("Enter")
    await expect(page.get_by_text(words.greeting)).to_be_visible(timeout=5_000)
    await page.get_by_role("textbox").fill(words.thanks)
    await page.keyboard.press("Enter")
    await expect(console.get_by_role("log").get_by_text(words.thanks)).to_be_visible(timeout=5_000)

    await page.reload()  # the conversation goes on where it stopped
    if await page.get_by_role("button", name=words.launch).count():
        await page.get_by_role("button", name=words.launch).click()
    await expect(page.get_by_text(words.greeting)).to_be_visible(timeout=10_000)

    await console.get_by_role("button", name="End", exact=True).click()
    await console.get_by_text("Solved", exact=True).click()
    await expect(page.get_by_text(words.ended).first).to_be_visible(timeout=5_000)
    await expect(console.get_by_text("No open conversations").first).to_be_visible(timeout=5_000)
    assert customer.errors == []


async def test_the_demo_customer_is_known_by_name_and_finds_her_order(
    desk: Desk, visit: Callable[..., Any]
) -> None:
    customer = await visit(desk.http)
    await customer.page.get_by_role("button", name="Mina").click()
    await customer.page.get_by_role("button", name="Chat with us").click()
    await expect(customer.page.get_by_text("Hello Mina").first).to_be_visible(timeout=10_000)
    await customer.page.get_by_role("textbox", name="Write a message").fill(
        "Where is my order DB-204817?"
    )
    await customer.page.keyboard.press("Enter")
    await expect(customer.page.get_by_text("is on its way").first).to_be_visible(timeout=10_000)
    assert customer.errors == []


async def test_a_wrong_password_is_told_in_words(desk: Desk, visit: Callable[..., Any]) -> None:
    agent = await visit(f"{desk.http}/console")
    await agent.page.get_by_label("E-mail").fill("nobody@example.com")
    await agent.page.get_by_label("Password", exact=True).fill("not the password")
    await agent.page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(agent.page.get_by_text("do not match")).to_be_visible(timeout=5_000)


async def test_a_pressed_suggestion_asks_the_bot(desk: Desk, visit: Callable[..., Any]) -> None:
    customer = await visit(desk.http, phone=True)
    await customer.page.get_by_role("button", name="Chat with us").click()
    await customer.page.get_by_role("button", name="How do I return something?").click()
    await expect(customer.page.get_by_text("30 days").first).to_be_visible(timeout=10_000)
    assert customer.errors == []


async def test_an_answer_that_did_not_help_leads_to_a_person_who_sees_that(
    desk: Desk, visit: Callable[..., Any]
) -> None:
    customer = await visit(desk.http)
    page = customer.page
    await ask(page, ENGLISH)
    missed = page.get_by_role("button", name="No, this did not help")
    await missed.click()
    await expect(missed).to_have_attribute("aria-pressed", "true")
    await expect(page.get_by_text("Sorry about that.")).to_be_visible()
    console = await open_console(visit, desk)
    # The door beside the words of regret, not the one of the frame.
    await page.locator(".messages").get_by_role("button", name=ENGLISH.door).click()
    await open_given(console)
    await expect(console.get_by_role("log").get_by_text("Did not help")).to_be_visible()
    await console.get_by_role("button", name="End", exact=True).click()
    await console.get_by_text("Solved", exact=True).click()
    await expect(page.get_by_text(ENGLISH.ended).first).to_be_visible(timeout=5_000)
    assert customer.errors == []
