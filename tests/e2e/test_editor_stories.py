"""An editor's day in a real browser: from a typo to the customer who reads the new words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.conftest import Desk, expect_accessible

SLOW = 60_000  # milliseconds; a publication builds an index

QUESTION = "Can I use Dalbit ceramics in the microwave?"
OLD = "Yes, our ceramics are microwave safe."
NEW = "Yes, every ceramic piece of ours is microwave safe."
OVEN = "Which pieces can go in the oven?"
UNKNOWN = "Can I bring my parrot to the pottery evening on the ferry?"
ABOUT_PARROTS = "Parrots are welcome on the ferry, in a cage."


async def open_editor(visit: Callable[..., Any], desk: Desk) -> Page:
    editor = await visit(f"{desk.http}/editor")
    page: Page = editor.page
    await page.get_by_role("button", name="Enter as the demo editor").click()
    await expect(page.get_by_role("button", name=QUESTION)).to_be_attached(timeout=SLOW)
    return page


async def open_entry(page: Page, search: str, question: str) -> Locator:
    """The text of the file in which the entry is, with the caret at the entry."""
    await page.get_by_role("searchbox", name="Search entries").fill(search)
    await page.get_by_role("button", name=question).click()
    text = page.get_by_role("textbox", name="Text of")
    await expect(text).to_be_focused()
    return text


async def publish(page: Page, message: str) -> None:
    await page.get_by_role("link", name="Publish").click()
    await page.get_by_role("textbox", name="What have you changed").fill(message)
    await page.get_by_role("button", name="Publish to customers").click()
    await expect(page.get_by_role("heading", name="Live for customers")).to_be_visible(timeout=SLOW)
    await expect(page.get_by_text("Nothing unpublished")).to_be_visible()


async def ask(visit: Callable[..., Any], desk: Desk, question: str) -> Page:
    """A new customer who asks the widget."""
    customer = await visit(desk.http)
    page: Page = customer.page
    await page.get_by_role("button", name="Chat with us", exact=True).click()
    await page.get_by_role("textbox", name="Write a message").fill(question)
    await page.keyboard.press("Enter")
    return page


async def expect_answer(page: Page, text: str) -> None:
    await expect(page.get_by_role("log").get_by_text(text).first).to_be_visible(timeout=20_000)


async def tab_to(page: Page, target: Locator, most: int = 60) -> None:
    """Walk there with the Tab key, once it is there to be reached."""
    await expect(target).to_be_enabled(timeout=SLOW)
    for _ in range(most):
        if await target.evaluate("element => element.matches(':focus')"):
            return
        await page.keyboard.press("Tab")
    pytest.fail("the Tab key does not lead there")


async def test_an_editor_mends_an_answer_sees_the_error_on_the_way_and_customers_read_the_new_words(
    desk: Desk, visit: Callable[..., Any]
) -> None:
    page = await open_editor(visit, desk)
    await open_entry(page, "microwave", QUESTION)
    await page.get_by_role("button", name="Write the English answer").click()

    await page.keyboard.press("Shift+End")
    await page.keyboard.type("Yes<br>")
    problems = page.get_by_role("region", name="Problems")
    await expect(problems.get_by_role("button", name="HTML")).to_be_visible()
    await expect(problems.get_by_text("care.yml, line")).to_be_visible()
    await page.get_by_role("link", name="Publish").click()
    await expect(page.get_by_role("button", name="Publish to customers")).to_be_disabled()
    # The problem leads back to its place; a reload loses nothing that was typed.
    await page.get_by_role("button", name="HTML").first.click()
    page.on("dialog", lambda dialog: dialog.accept())
    await page.reload()
    await expect(problems.get_by_role("button", name="HTML")).to_be_visible(timeout=SLOW)

    await page.get_by_role("button", name="Write the English answer").click()
    await page.keyboard.press("Shift+End")
    await page.keyboard.type(NEW)
    await expect(problems.get_by_text("No errors in your draft")).to_be_visible()
    await expect(page.get_by_role("tabpanel").get_by_text(NEW)).to_be_visible()
    await expect_answer(await ask(visit, desk, QUESTION), OLD)  # customers see no draft

    await publish(page, "Said more plainly")
    await expect_answer(await ask(visit, desk, QUESTION), NEW)


async def test_going_back_gives_customers_the_old_words(
    desk: Desk, visit: Callable[..., Any]
) -> None:
    page = await open_editor(visit, desk)
    text = await open_entry(page, "dishwasher", "Are your ceramics dishwasher safe?")
    await expect(text).to_contain_text("dishwasher_safe")
    await page.get_by_role("button", name="Write the English answer").click()
    await page.keyboard.type("Well: ")
    await publish(page, "One word too many")
    question = "Are your ceramics dishwasher safe?"
    await expect_answer(await ask(visit, desk, question), "Well: ")

    await page.get_by_role("link", name="History").click()
    publications = page.get_by_role("article")
    await expect(publications.first).to_contain_text("One word too many")
    await publications.first.get_by_role("link").click()
    await expect(publications.first.get_by_role("table")).to_contain_text("Well: ")
    await publications.nth(1).get_by_role("button", name="Go back to this").click()
    await page.get_by_role("dialog").get_by_role("button", name="Go back", exact=True).click()
    await expect(page.get_by_text("Done: live for customers")).to_be_visible(timeout=SLOW)

    customer = await ask(visit, desk, question)
    await expect_answer(customer, "dishwasher")
    await expect(customer.get_by_text("Well: ")).to_have_count(0)


async def test_what_could_not_be_answered_becomes_an_entry_and_is_answered(
    desk: Desk, visit: Callable[..., Any]
) -> None:
    customer = await ask(visit, desk, UNKNOWN)
    await expect(customer.get_by_text("Talk to a person").first).to_be_visible(timeout=20_000)

    page = await open_editor(visit, desk)
    await page.get_by_role("link", name="Unanswered").click()
    gap = page.get_by_role("article").filter(has_text="parrot")
    for _ in range(20):  # signals travel in batches, beside the answers
        if await gap.count():
            break
        await page.wait_for_timeout(1_000)
        await page.get_by_role("link", name="Entries").click()
        await page.get_by_role("link", name="Unanswered").click()
    await gap.get_by_role("button", name="Make a new entry").click()

    # The caret is where the answer is missing; until it is there, the draft cannot be published.
    await expect(page.get_by_role("textbox", name="Text of")).to_be_focused()
    await expect(page.locator("hr-problems button.error").first).to_be_visible()
    await page.keyboard.type(ABOUT_PARROTS)
    problems = page.get_by_role("region", name="Problems")
    await expect(problems.get_by_text("No errors in your draft")).to_be_visible()
    await page.get_by_role("tab", name="Try").click()
    await page.get_by_role("textbox", name="Ask as a customer").fill(UNKNOWN)
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("The bot is sure enough")).to_be_visible(timeout=SLOW)

    await publish(page, "Parrots")
    await expect_answer(await ask(visit, desk, UNKNOWN), ABOUT_PARROTS)


async def test_search_open_edit_and_publish_need_no_mouse(
    desk: Desk, visit: Callable[..., Any]
) -> None:
    editor = await visit(f"{desk.http}/editor")
    page: Page = editor.page
    keys = page.keyboard
    await tab_to(page, page.get_by_role("button", name="Enter as the demo editor"))
    await keys.press("Enter")
    await expect(page.get_by_role("button", name=QUESTION)).to_be_attached(timeout=SLOW)

    await keys.press("/")
    await expect(page.get_by_role("searchbox", name="Search entries")).to_be_focused()
    await keys.type("oven")
    await expect(page.get_by_role("button", name="Do you offer gift wrapping?")).to_have_count(0)
    await keys.press("ArrowDown")
    await expect(page.get_by_role("button", name=OVEN)).to_be_focused()
    await keys.press("Enter")
    await expect(page.get_by_role("textbox", name="Text of care.yml")).to_be_focused()

    await keys.press("Control+f")
    await keys.type("is made for the oven")
    await keys.press("Enter")
    await keys.press("Escape")
    await keys.type("is built for the oven")
    preview = page.get_by_role("tabpanel")
    await expect(preview.get_by_text("is built for the oven")).to_be_visible()
    await keys.press("Control+Enter")
    await tab_to(page, page.get_by_role("textbox", name="What have you changed"))
    await keys.type("Without a mouse")
    await tab_to(page, page.get_by_role("button", name="Publish to customers"))
    await keys.press("Enter")
    await expect(page.get_by_role("heading", name="Live for customers")).to_be_visible(timeout=SLOW)
    await expect_answer(await ask(visit, desk, OVEN), "is built for the oven")
    await page.get_by_role("link", name="History").click()
    await expect(page.get_by_role("article").first).to_contain_text("1 line added, 1 removed")
    assert editor.errors == []


async def test_an_account_without_the_role_is_told_whom_to_ask(
    desk: Desk, visit: Callable[..., Any]
) -> None:
    email, password = "reader@dalbit.example", "a password of some length"
    desk.command("agents", "add", email, "--password-stdin", stdin=f"{password}\n")
    visitor = await visit(f"{desk.http}/editor")
    await visitor.page.get_by_label("E-mail").fill(email)
    await visitor.page.get_by_label("Password", exact=True).fill(password)
    await visitor.page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(visitor.page.get_by_role("alert")).to_contain_text(f"{email} may not edit")
    await visitor.page.get_by_role("button", name="Sign out").click()
    await expect(visitor.page.get_by_label("E-mail")).to_be_visible()


@pytest.mark.parametrize("locale", ["en-US", "ko-KR"])
async def test_no_view_of_the_page_shuts_anybody_out(
    desk: Desk, visit: Callable[..., Any], locale: str
) -> None:
    editor = await visit(f"{desk.http}/editor", locale=locale)
    page: Page = editor.page
    await expect_accessible(page, "sign-in")
    await page.get_by_role("button", name="Enter as" if locale == "en-US" else "데모").click()
    await expect(page.locator(".choose").first).to_be_visible(timeout=SLOW)
    await expect_accessible(page, "entries")
    await page.locator(".choose").first.click()
    await expect(page.locator(".cm-content")).to_be_focused()
    await page.keyboard.type("x: [")
    await expect(page.locator("hr-problems button.error").first).to_be_visible()
    await expect_accessible(page, "edit")
    for view in ("publish", "gaps", "history"):
        await page.evaluate("view => { location.hash = `#/${view}`; }", view)
        await expect(page.get_by_role("heading", level=1).first).to_be_visible()
        await expect_accessible(page, view)
    assert editor.errors == []
