"""How content becomes what customers read: one door, one at a time, whoever knocks.

A save in the folder, the editor page and the commands all come through here. Under one lock of
`var`, the folder's files are read, checked, made into an index and recorded; then the state names
the new version. Whoever shares `var` finds the index on disk and does none of it again. Anything
wrong leaves what is served as it is.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel, ValidationError

from faq_index import content_folder, locks, reading
from faq_index.build import version_of
from faq_index.content_folder import Changes, NotWritable, Sources, revision_of, tree_of
from faq_index.embed import Joint
from faq_index.errors import ContentError, ContentErrors
from faq_index.gate import Gate, Read, Refused, read
from faq_index.history import History, HistoryUnavailable, Publication, Record
from faq_index.index import Index
from faq_index.link_hosts import ANY_HOST, LinkHosts
from faq_index.publishing import Publisher
from faq_index.refitting import fit_now
from faq_index.state import State, StateFile
from faq_index.storage import IndexUnusable

log = logging.getLogger("faq")

SAVED_ON_DISK = "files saved on disk"


class Conflict(Exception):
    """Files changed since the editor read them; `current` has what is in them now."""

    def __init__(self, current: Mapping[str, bytes | None]) -> None:
        super().__init__(f"{', '.join(sorted(current))} changed since you read them")
        self.current = dict(current)


class NothingToServe(Exception):
    """There was never any good content here."""


class _Journal(BaseModel):
    """What a publication is about to write, so that it is finished if its process is killed.

    `before` has the revisions that the files had.
    """

    changes: dict[str, str | None]
    before: dict[str, str | None]
    by: str
    message: str


class _Unrecorded(BaseModel):
    """A publication that the history's database did not take yet."""

    version: str
    tree: str
    at: int
    by: str
    message: str
    entries: int
    sources: dict[str, str]


class Publications:
    """The content folder, what is served of it, and how one becomes the other.

    Methods block, for seconds when texts are new; call them from a thread. Several threads and
    processes may.
    """

    def __init__(
        self,
        content: Path,
        var: Path,
        encoder: Joint,
        publisher: Publisher,
        history: History,
        gate: Gate,
        *,
        hosts: LinkHosts = ANY_HOST,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Publish `content`, and keep everything under `var`/faq_index."""
        self.content = content
        self.publisher = publisher
        self.history = history
        self.gate = gate
        self._encoder = encoder
        self._hosts = hosts
        self._now = now
        self._home = var / "faq_index"
        self._journal = self._home / "publishing.json"
        self._unrecorded = self._home / "unrecorded"
        self.state_file = StateFile(self._home / "state.json")
        self._served: Index | None = None

    @property
    def state(self) -> State:
        """What is served and what is wrong, as all who share `var` see it."""
        return self.state_file.read()

    def index(self) -> Index:
        """Return the index that the state names. Raises `NothingToServe`, `IndexUnusable`."""
        state = self.state
        if not state.version:
            raise NothingToServe
        served = self._served
        if served is None or (served.version, served.fitted) != (state.version, state.fitted):
            served = self.publisher.storage.load(state.version, self._encoder.models)
            self._served = served
        return served

    def sources(self) -> Sources:
        """Return the files of the folder as they are. Raises `ContentErrors`."""
        while True:
            try:
                return content_folder.read(self.content)
            except OSError:
                # It words what cannot be read. If it can by now, we read again.
                reading.load_folder(self.content, self._hosts)

    def read(self, sources: Mapping[str, bytes]) -> Read:
        """Return what files say, as if they were in the folder. Raises `ContentErrors`."""
        return read(sources, self.content, self._hosts)

    def places(self, sources: Mapping[str, bytes]) -> dict[str, reading.Spot]:
        """Return where each entry stands, by its id; also in files with errors."""
        return reading.spots(sources, self._hosts)

    def index_of(self, found: Read) -> Index:
        """Return the index of content that was read, from disk or built; it is not kept."""
        entries = found.content.entries
        known = self.publisher.on_disk(version_of(entries, self._encoder))
        return known or self.publisher.draft(entries, self._previous())

    def look(self) -> State:
        """Publish the folder as it is now, unless it was looked at already; return the state.

        What is wrong with it is told in the state, and then nothing else changes.
        """
        with self._publishing():
            if not self.state.version:
                self._recover()
            try:
                sources = self.sources()
            except ContentErrors as broken:
                return self._blamed("", broken.errors)
            state, seen = self.state, self._seen(tree_of(sources))
            if state.looked_at == seen and self._is_usable(state):
                return state
            try:
                return self._take(sources, "", SAVED_ON_DISK)
            except ContentErrors as broken:
                return self._blamed(seen, broken.errors)

    def _recover(self) -> None:
        """Serve what the history has last: so an empty `var` begins where the others are."""
        try:
            latest = self.history.latest()
            if latest:
                sources = self.history.sources(latest.number)
                self._take(sources, latest.by, latest.message)
        except (HistoryUnavailable, ContentErrors) as error:
            log.warning("the last publication cannot be served: %s", error)

    def publish(
        self, changes: Changes, base: Mapping[str, str | None], by: str, message: str
    ) -> State:
        """Write changes into the folder and publish it; all of it happens, or nothing.

        `base` has the revision of each changed file that the editor began with, None for a file
        that was not there. Raises `Conflict`, `ContentErrors` (`Refused` when it breaks golden
        questions), `NotWritable`, and `HistoryUnavailable`.
        """
        with self._publishing():
            sources = self.sources()
            _check_base(sources, changes, base)
            after = content_folder.changed(sources, changes)
            self.history.latest()  # an editor's publication must be on record: is anybody there?
            index, failed = self._checked(after)
            return self._written(after, changes, index, failed, by, message)

    def roll_back(self, number: int, by: str) -> State:
        """Put the files of a publication back into the folder and publish it anew.

        Files that are no part of it are removed; what was in the folder and in no publication is
        kept under `var`/faq_index/set_aside. Golden questions do not stand in the way: this is
        how content gets well again. Raises `UnknownPublication`, `HistoryUnavailable`,
        `ContentErrors` (when the software reads more strictly now), `NotWritable`.
        """
        with self._publishing():
            wanted = self.history.sources(number)
            found = self.read(wanted)
            index = self.index_of(found)
            there = content_folder.names(self.content)
            changes: dict[str, bytes | None] = {name: None for name in there if name not in wanted}
            changes |= wanted
            self._set_aside(there)
            failed = len(self.gate.failing(found, index))
            message = f"rolled back to {number}"
            index = self.publisher.kept(index)
            return self._written(wanted, changes, index, failed, by, message)

    def fitted(self, version: str) -> State:
        """Serve the fitted index of a version, if it is on disk and the version is still served."""
        with self._publishing():
            state = self.state
            found = self.publisher.on_disk(version)
            if state.version != version or found is None or not found.fitted:
                return state
            self._served = found
            return self._told(state.model_copy(update={"fitted": True}))

    def record_missed(self) -> None:
        """Give the history what it could not take when it was published."""
        if not self._unrecorded.is_dir():
            return
        with self._publishing():
            for path in sorted(self._unrecorded.glob("*.json")):
                missed = _Unrecorded.model_validate_json(path.read_bytes())
                sources = {name: text.encode() for name, text in missed.sources.items()}
                what = Record(**missed.model_dump(exclude={"sources"}))
                publication = self.history.record(what, sources)
                path.unlink()
                if self.state.tree == publication.tree:
                    self._told(self.state.model_copy(update={"number": publication.number}))

    @contextmanager
    def _publishing(self) -> Iterator[None]:
        with locks.held(self._home / "publishing.lock"):
            self._finish()
            yield

    def _finish(self) -> None:
        """Finish what a killed process began to write."""
        try:
            journal = _Journal.model_validate_json(self._journal.read_bytes())
        except (OSError, ValidationError):
            return
        changes = {
            name: None if text is None else text.encode() for name, text in journal.changes.items()
        }
        log.warning("finishing the publication of a process that was killed")
        try:
            # Files that somebody saved since are theirs, and then the rest would not fit.
            if all(
                _revision_at(self.content / name) in (before, _revision(changes[name]))
                for name, before in journal.before.items()
            ):
                content_folder.write(self.content, changes)
                self._take(self.sources(), journal.by, journal.message)
        except (NotWritable, ContentErrors) as error:
            log.error("it cannot be finished: %s", error)
        self._journal.unlink()

    def _written(
        self,
        after: Sources,
        changes: Changes,
        index: Index,
        failed: int,
        by: str,
        message: str,
    ) -> State:
        journal = _Journal(
            changes={
                name: None if content is None else content.decode()
                for name, content in changes.items()
            },
            before={name: _revision_at(self.content / name) for name in changes},
            by=by,
            message=message,
        )
        draft = self._journal.with_suffix(".new")
        draft.write_text(journal.model_dump_json(), encoding="utf-8")
        draft.replace(self._journal)
        try:
            content_folder.write(self.content, changes)
        except NotWritable:
            self._journal.unlink()
            raise
        state = self._install(after, index, failed, by, message)
        self._journal.unlink()
        return state

    def _take(self, sources: Sources, by: str, message: str) -> State:
        """Publish sources. Raises `ContentErrors`."""
        state, tree = self.state, tree_of(sources)
        if state.tree == tree and state.looked_at and self._is_usable(state):
            # The folder is again what is served: a bad save was taken back.
            return self._told(
                state.model_copy(update={"errors": (), "looked_at": self._seen(tree)})
            )
        index, failed = self._checked(sources)
        return self._install(sources, index, failed, by, message)

    def _checked(self, sources: Sources) -> tuple[Index, int]:
        """Return the index of sources, and how many golden questions fail without being broken.

        Raises `ContentErrors`.
        """
        found = self.read(sources)
        index = self.index_of(found)
        try:
            failing = self.gate.check(found, index, self._previous())
        except Refused:
            index = self._fitted_now(index)
            failing = self.gate.check(found, index, self._previous())
        return self.publisher.kept(index), len(failing)

    def _fitted_now(self, index: Index) -> Index:
        """Return the fitted index: what stands in for a new entry may take what is not its own."""
        if not index.fitted:
            log.info("a golden question would fail until version %s is fitted", index.version)
            self.publisher.kept(index)
            fit_now(self._home.parent, index.version)
        return self.publisher.on_disk(index.version) or index

    def _install(self, sources: Sources, index: Index, failed: int, by: str, message: str) -> State:
        at = int(self._now() * 1000)
        what = Record(
            version=index.version,
            tree=tree_of(sources),
            at=at,
            by=by,
            message=message,
            entries=len(index.entries),
        )
        recorded = self._recorded(what, sources)
        number = recorded.number if recorded else None
        self._served = index
        state = State(
            looked_at=self._seen(what.tree),
            golden_failed=failed,
            version=index.version,
            tree=what.tree,
            number=number,
            at=recorded.at if recorded else at,
            by=recorded.by if recorded else by,
            entries=len(index.entries),
            fitted=index.fitted,
        )
        self._told(state)
        self.publisher.storage.tidy(index.version)
        log.info(
            "publication %s: version %s, %d entries", number or "-", index.version, state.entries
        )
        return state

    def _recorded(self, what: Record, sources: Sources) -> Publication | None:
        try:
            return self.history.record(what, sources)
        except HistoryUnavailable as error:
            log.error("publication not recorded yet: %s", error)
            self._unrecorded.mkdir(parents=True, exist_ok=True)
            texts = {name: content.decode() for name, content in sources.items()}
            missed = _Unrecorded(**vars(what), sources=texts)
            path = self._unrecorded / f"{what.at:020}.json"
            path.write_text(missed.model_dump_json(), encoding="utf-8")
            return None

    def _blamed(self, looked_at: str, errors: Iterable[ContentError]) -> State:
        state = self.state
        found = tuple(errors)
        if found != state.errors:
            for error in found:
                log.error("content: %s", error)
        return self._told(state.model_copy(update={"errors": found, "looked_at": looked_at}))

    def _told(self, state: State) -> State:
        if state != self.state:
            self.state_file.write(state)
        return state

    def _previous(self) -> Index | None:
        try:
            return self.index()
        except (NothingToServe, IndexUnusable):
            return None

    def _is_usable(self, state: State) -> bool:
        return not state.version or self._previous() is not None

    def _seen(self, tree: str) -> str:
        """Return the name of a look at sources with this software, these models and settings."""
        parts = (tree, version_of((), self._encoder), _software(), *self._hosts.patterns)
        return sha256("\0".join(parts).encode()).hexdigest()

    def _set_aside(self, names: Iterable[str]) -> None:
        try:
            if any(one.tree == tree_of(self.sources()) for one in self.history.publications()):
                return
        except ContentErrors:
            pass
        stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(self._now()))
        into = self._home / "set_aside" / stamp
        content_folder.set_aside(self.content, names, into)
        log.warning("what the folder held is kept in %s", into)


@cache
def _software() -> str:
    """Return the name of this room's code: another version may read the same files otherwise."""
    whole = sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        whole.update(path.read_bytes())
    return whole.hexdigest()


def _revision(content: bytes | None) -> str | None:
    return None if content is None else revision_of(content)


def _revision_at(path: Path) -> str | None:
    try:
        return revision_of(path.read_bytes())
    except OSError:
        return None


def _check_base(sources: Sources, changes: Changes, base: Mapping[str, str | None]) -> None:
    """Raises `Conflict` when a file to be changed is not what the editor began with."""
    current = {name: sources.get(name) for name in changes}
    moved = {
        name: content
        for name, content in current.items()
        if content != changes[name] and _revision(content) != base.get(name)
    }
    if moved:
        raise Conflict(moved)
