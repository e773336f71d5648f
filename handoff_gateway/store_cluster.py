"""A store that is a cluster: each key's server, found by redis-py, behind lines of our own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from redis.asyncio.cluster import ClusterNode, RedisCluster
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import MovedError, RedisClusterException
from redis.exceptions import TimeoutError as RedisTimeoutError

from handoff_gateway.durability import Durability
from handoff_gateway.line import Ear, Raw, open_ear
from handoff_gateway.store_client import Client, Lines, options

SCHEMES: Final = {"redis+cluster": "redis", "rediss+cluster": "rediss"}


class Cluster(Client):
    """Conversations spread over the primaries of a cluster; news goes over sharded channels.

    A command that a server refused because the key lives elsewhere now (MOVED) was not carried out,
    and is sent there. Nothing else is sent again. While a slot is on its way (ASK), its
    conversations are unavailable.
    """

    publish, subscribe, unsubscribe = "SPUBLISH", "SSUBSCRIBE", "SUNSUBSCRIBE"
    together = False

    def __init__(self, url: str, durability: Durability) -> None:
        super().__init__(durability)
        scheme, _, rest = url.partition("://")
        self._cluster = RedisCluster.from_url(f"{SCHEMES[scheme]}://{rest}", **options())
        self._lines: dict[str, Lines] = {}
        self._known = False

    async def place(self, channel: str) -> str:
        return str((await self._node_of(channel)).name)

    async def refresh(self) -> None:
        self._known = False
        await self._know()

    async def listen(self, place: str, heard: Callable[[Raw], None]) -> Ear:
        node = self._cluster.nodes_manager.get_node(node_name=place)
        if node is None:
            raise RedisConnectionError(f"{place} is no part of the cluster any more")
        return await open_ear(_template(node), heard)

    async def each(self, *command: str | int) -> list[Raw]:
        await self._know()
        return [await self._lines_of(node).send(command) for node in self._cluster.get_primaries()]

    async def aclose(self) -> None:
        for lines in self._lines.values():
            await lines.close()
        await self._cluster.aclose()

    async def _at(self, key: str, act: Callable[[Lines], Awaitable[Raw]]) -> Raw:
        node = await self._node_of(key)
        try:
            return await act(self._lines_of(node))
        except MovedError:
            await self.refresh()
            return await act(self._lines_of(await self._node_of(key)))
        except (RedisConnectionError, RedisTimeoutError):
            self._known = False  # its replica may have taken over
            raise

    async def _know(self) -> None:
        if not self._known:
            try:
                await self._cluster.initialize()
                await self._cluster.nodes_manager.initialize()
            except RedisClusterException as error:
                raise RedisConnectionError(str(error)) from error
            self._known = True

    async def _node_of(self, key: str) -> ClusterNode:
        await self._know()
        try:
            return self._cluster.nodes_manager.get_node_from_slot(self._cluster.keyslot(key))
        except RedisClusterException as error:  # nobody has this slot
            self._known = False
            raise RedisConnectionError(str(error)) from error

    def _lines_of(self, node: ClusterNode) -> Lines:
        if node.name not in self._lines:
            self._lines[node.name] = Lines(lambda: _template(node), self.durability)
        return self._lines[node.name]


def _template(node: ClusterNode) -> AbstractConnection:
    return node.connection_class(**node.connection_kwargs)
