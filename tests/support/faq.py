"""Tiny FAQ content and encoders whose vectors can be told in advance."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np

from faq_index.embed import Joint
from faq_index.encoders import Role
from faq_index.search import Matrix

CONTENT = """\
- id: delivery_time
  tags: [delivery]
  question: {en: How long does delivery take?, ko: 배송은 얼마나 걸리나요?}
  phrasings:
    en: [when will my parcel arrive, delivery time, how many days until it is here]
    ko: [배송 며칠 걸려요, 언제 도착해요, 배송 기간]
  answer:
    en: |
      Two **business days**.
    ko: |
      영업일 기준 **이틀**이에요.
  links:
    - label: {en: Delivery, ko: 배송}
      url: https://shop.example/delivery
  follow_ups: [returns]
- id: returns
  question: {en: How do I send something back?, ko: 반품은 어떻게 하나요?}
  phrasings:
    en: [I want to return a mug, return policy, can I give it back]
    ko: [반품하고 싶어요, 반품 방법, 물건 돌려보내려고요]
  answer: {en: Within 30 days., ko: 30일 안에 보내 주세요.}
  suggest_person: true
- id: dishwasher
  question: {en: Is it dishwasher safe?}
  phrasings:
    en: [can the bowls go in the dishwasher, machine washing, dishwasher]
  answer: {en: Yes.}
"""

TRANSLATIONS = {"배송": "delivery", "반품": "return", "식기세척기": "dishwasher", "방법": "policy"}


class Words:
    """An encoder of words, not of meaning: texts that share words are near each other.

    `translations` makes a Korean word the same as an English one. Counts the texts it is given.
    """

    def __init__(
        self, name: str, dimension: int = 32, translations: dict[str, str] | None = None
    ) -> None:
        self.name, self.dimension = name, dimension
        self._translations = translations or {}
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str], role: Role = "passage") -> Matrix:
        self.encoded += texts
        return np.array([self._vector(text) for text in texts], np.float32)

    def _vector(self, text: str) -> Matrix:
        words = [self._translations.get(word, word) for word in text.lower().strip("?.").split()]
        total = sum((self._word(word) for word in words or [""]), np.zeros(self.dimension))
        return np.asarray(total / np.linalg.norm(total), np.float32)

    def _word(self, word: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        seed = int.from_bytes(sha256(word.encode()).digest()[:4])
        return np.random.default_rng(seed).normal(size=self.dimension)


def fake_encoder() -> Joint:
    """Return a joint encoder that needs no model."""
    return Joint(Words("english"), Words("multilingual", 48, TRANSLATIONS))


def write_content(folder: Path, text: str = CONTENT, name: str = "shop.yml") -> Path:
    """Write a content file and return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder
