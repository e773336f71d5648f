"""The cached check of what an action answered: Rasa uses it, and it judges as Rasa's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction

from bot import action_schema

RESULTS: list[Any] = [
    {"events": [], "responses": []},
    {
        "events": [{"event": "slot", "name": "email", "value": None, "timestamp": None}],
        "responses": [],
    },
    {"events": [{"event": "active_loop", "name": None}], "responses": [{"text": "hi"}]},
    {"events": [{"event": "no such event"}], "responses": []},
    {"events": [{"event": "slot"}], "responses": []},
    {"events": {}, "responses": []},
    {"events": [], "responses": ["hi"]},
    {"responses": [{}]},
    [],
    None,
]
RASAS_OWN = RemoteAction._validate_action_result


@pytest.fixture
def action() -> Iterator[RemoteAction]:
    action_schema.install()
    yield RemoteAction("any", None)
    RemoteAction._validate_action_result = RASAS_OWN


def verdict(check: Any, result: Any) -> Any:  # noqa: ANN401
    try:
        return check(result)
    except jsonschema.ValidationError as error:
        return error.message, list(error.absolute_path)


@pytest.mark.parametrize("result", RESULTS)
def test_the_verdict_and_the_error_are_rasas_own(action: RemoteAction, result: Any) -> None:  # noqa: ANN401
    rasas = verdict(lambda r: RASAS_OWN(action, r), result)
    assert verdict(action._validate_action_result, result) == rasas


def test_some_results_are_refused_and_some_are_not(action: RemoteAction) -> None:
    verdicts = [verdict(action._validate_action_result, result) for result in RESULTS]
    assert True in verdicts
    assert any(found is not True for found in verdicts)


def test_the_schema_is_checked_once_however_many_actions_answer(
    action: RemoteAction, monkeypatch: pytest.MonkeyPatch
) -> None:
    validator = validator_for(RemoteAction.action_response_format_spec())
    checks = []
    monkeypatch.setattr(validator, "check_schema", lambda schema: checks.append(schema))
    action_schema._validator.cache_clear()
    for _ in range(5):
        action._validate_action_result(RESULTS[0])
    assert len(checks) == 1
    action_schema._validator.cache_clear()
