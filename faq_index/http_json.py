"""What all routes of the FAQ service share: reading a JSON body, answering in JSON, refusing."""

import logging
from collections.abc import Mapping
from typing import Any, TypeVar

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ExceptionHandler

log = logging.getLogger("faq")

MAX_BODY_BYTES = 4 * 1024 * 1024


class Body(BaseModel):
    """A request's body: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


_Body = TypeVar("_Body", bound=Body)


class Rejected(Exception):
    """A request that cannot be served, with its response: `content` has a sentence as `error`."""

    def __init__(self, status: int, content: Mapping[str, Any]) -> None:
        super().__init__(content["error"])
        self.response = json_response(content, status)


def json_response(content: Mapping[str, Any], status: int = 200) -> Response:
    """Return a JSON response; arrays of numbers may be numpy's."""
    body = orjson.dumps(content, option=orjson.OPT_SERIALIZE_NUMPY)
    return Response(body, status, media_type="application/json")


async def read_body(request: Request, kind: type[_Body], most: int = MAX_BODY_BYTES) -> _Body:
    """Return the body as `kind`.

    Raises `Rejected`: 413 when it is longer than `most` bytes, 422 when it is not what `kind` says.
    """
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > most:
            raise Rejected(413, {"error": f"the request is longer than {most:,} bytes"})
    try:
        return kind.model_validate_json(bytes(raw))
    except ValidationError as error:
        raise Rejected(422, _explained(error)) from None


def _explained(error: ValidationError) -> dict[str, Any]:
    # Without the input: what customers wrote does not belong in logs and errors.
    errors = [
        {"field": ".".join(map(str, detail["loc"])) or "body", "message": detail["msg"]}
        for detail in error.errors(include_url=False, include_input=False)
    ]
    return {
        "error": "; ".join(f"{one['field']}: {one['message']}" for one in errors),
        "errors": errors,
    }


async def _rejected(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Rejected)
    return error.response


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return json_response({"error": error.detail}, error.status_code)


async def _failed(request: Request, error: Exception) -> Response:
    log.error("%s %s failed: %s", request.method, request.url.path, type(error).__name__)
    return json_response(
        {"error": "the FAQ service failed on this request; its log says more"}, 500
    )


EXCEPTION_HANDLERS: Mapping[Any, ExceptionHandler] = {
    Rejected: _rejected,
    HTTPException: _refused,
    Exception: _failed,
}
"""How a Starlette app answers what its routes raise."""
