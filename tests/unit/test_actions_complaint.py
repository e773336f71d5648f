"""A complaint is kept word for word and a person offered at once."""

from actions import texts
from actions.complaint import TakeComplaint
from actions.shop import Complaint, ShopUnavailableError
from actions.shop_memory import MemoryShop
from tests.actions_support import MINA, run, user

TEXTS = texts.load()
WORDS = "/Your courier\n was RUDE, again!!  "


class DeadShop(MemoryShop):
    async def record_complaint(self, complaint: Complaint) -> str:
        raise ShopUnavailableError("no answer")


async def test_a_complaint_is_taken_down_word_for_word() -> None:
    shop = MemoryShop()
    said = await run(TakeComplaint(TEXTS, shop), user(WORDS, locale="ko"))
    assert shop.complaints == [Complaint("conversation-1", "t1", WORDS, "ko", None)]
    assert said.sources == [("job", "complaint")]
    assert "C-00001" in said.text


async def test_a_person_is_offered_at_once() -> None:
    said = await run(TakeComplaint(TEXTS, MemoryShop()), user(WORDS))
    assert said.payloads == ["/contact_human_agent"]
    assert said.messages[0]["custom"]["offer"] == "person"


async def test_only_a_proven_address_is_kept_with_it() -> None:
    shop = MemoryShop()
    await run(TakeComplaint(TEXTS, shop), user(WORDS, customer=MINA, turn="t1"))
    await run(
        TakeComplaint(TEXTS, shop), user(WORDS, customer={**MINA, "verified": False}, turn="t2")
    )
    assert [c.email for c in shop.complaints] == ["mina.kim@example.com", None]


async def test_a_complaint_that_could_not_be_kept_is_not_said_to_be() -> None:
    said = await run(TakeComplaint(TEXTS, DeadShop()), user(WORDS))
    assert "can't take it down" in said.text
    assert said.payloads == ["/contact_human_agent"]
