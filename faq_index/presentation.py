"""Entries and decisions as the JSON that other rooms read (docs/subsystems/faq.md)."""

from typing import Any, TypeVar

from faq_index.entries import LOCALES, Entry, Locale
from faq_index.index import Index
from faq_index.search import Candidate, Decision

Json = dict[str, Any]
_T = TypeVar("_T")


def in_language(texts: dict[Locale, _T], wanted: Locale) -> tuple[Locale, _T]:
    """Return a text in the wanted language, or else in the first there is, with its language."""
    locale = next(name for name in (wanted, *LOCALES) if name in texts)
    return locale, texts[locale]


def entry_json(index: Index, entry: Entry, wanted: Locale) -> Json:
    """Return an entry as a customer in one language sees it."""
    locale, answer = in_language(entry.answer, wanted)
    return {
        "id": entry.id,
        "question": in_language(entry.question, wanted)[1],
        "answer": answer,
        "locale": locale,
        "tags": entry.tags,
        "links": [
            {"label": in_language(link.label, wanted)[1], "url": link.url} for link in entry.links
        ],
        "follow_ups": [
            _named(index.entries[index.numbers[name]], wanted) for name in entry.follow_ups
        ],
        "suggest_person": entry.suggest_person,
    }


def decision_json(index: Index, decision: Decision, wanted: Locale, limit: int) -> Json:
    """Return a decision with at most `limit` candidates."""
    shown = decision.candidates[:limit]
    return {
        "outcome": decision.outcome,
        "confidence": _rounded(decision.confidence),
        "candidates": [_candidate(index, one, wanted) for one in shown],
        "entry": (
            entry_json(index, index.entries[decision.candidates[0].entry], wanted)
            if decision.outcome == "answer"
            else None
        ),
        "more": [
            {
                "entry": entry_json(index, index.entries[one.entry], wanted),
                "confidence": _rounded(one.confidence),
            }
            for one in decision.more
        ],
        "choices": [_named(index.entries[one.entry], wanted) for one in decision.choices],
        "version": index.version,
    }


def _candidate(index: Index, candidate: Candidate, wanted: Locale) -> Json:
    named = _named(index.entries[candidate.entry], wanted)
    return named | {"confidence": _rounded(candidate.confidence)}


def _named(entry: Entry, wanted: Locale) -> Json:
    return {"id": entry.id, "question": in_language(entry.question, wanted)[1]}


def _rounded(confidence: float) -> float:
    return round(confidence, 4)
