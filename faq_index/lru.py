"""A bounded memory that forgets what was not asked for longest."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


class LRU(Generic[_Key, _Value]):
    """At most `most` values. For one thread only."""

    def __init__(self, most: int) -> None:
        """Forget the oldest beyond `most`."""
        self._most = most
        self._values: OrderedDict[_Key, _Value] = OrderedDict()

    def __len__(self) -> int:
        """Return how many values are remembered."""
        return len(self._values)

    def get(self, key: _Key) -> _Value | None:
        """Return the value of a key, or None."""
        value = self._values.get(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    def put(self, key: _Key, value: _Value) -> None:
        """Remember a value."""
        self._values[key] = value
        self._values.move_to_end(key)
        if len(self._values) > self._most:
            self._values.popitem(last=False)
