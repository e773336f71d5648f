"""Content files that were read before, kept by what was in them."""

from collections import OrderedDict
from collections.abc import Iterable
from hashlib import sha256
from threading import Lock

from faq_index import content_file
from faq_index.content_file import ContentFile
from faq_index.link_hosts import LinkHosts

_Key = tuple[bytes, LinkHosts]


class FileMemory:
    """Reads the bytes of content files, each only when it was not read before. Thread-safe.

    It keeps at most twice the bytes of the folder read last: that folder, and as much again of
    what was read before, so that drafts come and go and nothing grows.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[_Key, tuple[int, ContentFile]] = OrderedDict()
        self._lock = Lock()

    @property
    def bytes_kept(self) -> int:
        """How many bytes the kept files had."""
        with self._lock:
            return sum(size for size, _ in self._kept.values())

    def read(self, files: Iterable[bytes], hosts: LinkHosts) -> list[ContentFile]:
        """Return what each of a folder's files says. Never raises."""
        found: list[ContentFile] = []
        total = 0
        for raw in files:
            total += len(raw)
            found.append(self._read(raw, hosts))
        self._forget(2 * total)
        return found

    def _read(self, raw: bytes, hosts: LinkHosts) -> ContentFile:
        key = (sha256(raw).digest(), hosts)
        with self._lock:
            if kept := self._kept.get(key):
                self._kept.move_to_end(key)
                return kept[1]
        read = content_file.read(raw, hosts)
        with self._lock:
            self._kept[key] = len(raw), read
        return read

    def _forget(self, most: int) -> None:
        size = self.bytes_kept
        with self._lock:
            while size > most and self._kept:
                _, (freed, _) = self._kept.popitem(last=False)
                size -= freed
