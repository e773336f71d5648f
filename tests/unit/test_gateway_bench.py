"""The pure parts of the gateway's bench: frames of its client, what a run comes to, its tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from bench import gateway
from bench.gateway_load.websocket import PING, TEXT, framed, unframed


@given(st.binary(max_size=70_000))
def test_a_server_reads_what_the_client_frames(payload: bytes) -> None:
    reader = StreamReader()
    reader.feed_data(framed(payload))
    parsing = Frame.parse(reader.read_exact, mask=True)
    with pytest.raises(StopIteration) as read:
        next(parsing)
    assert read.value.value == Frame(Opcode.TEXT, payload)


@given(st.lists(st.binary(max_size=70_000), max_size=4), st.integers(0, 100))
def test_frames_are_read_however_they_are_cut(payloads: list[bytes], cut: int) -> None:
    wire = b"".join(Frame(Opcode.TEXT, one).serialize(mask=False) for one in payloads)
    wire += Frame(Opcode.PING, b"?").serialize(mask=False)
    at = len(wire) * cut // 100
    buffer = bytearray(wire[:at])
    found = unframed(buffer)
    buffer += wire[at:]
    found += unframed(buffer)
    assert found == [*((TEXT, one) for one in payloads), (PING, b"?")]
    assert not buffer


def figures(cpu_us: float, p50_ms: float) -> gateway.Figures:
    return {
        "cpu_us": cpu_us,
        "p50_ms": p50_ms,
        "p99_ms": 9.0,
        "ack_p50_ms": 1.0,
        "ack_p99_ms": 2.0,
        "rate": 1_000.0,
    }


def test_every_way_is_held_against_our_two_gateways() -> None:
    found = {1_000: {gateway.OURS.name: figures(80, 2), "peer": figures(160, 1)}}
    lines = list(gateway.chat_lines(found))
    assert lines[3] == "| 1,000 | peer | 160 | 2.00x | 1.00 | 9.00 | 0.50x | 1.00 | 2.00 | 1,000 |"


def test_what_was_to_reach_stands_beside_what_was_measured() -> None:
    found = {
        "chat": {"1000": {gateway.OURS.name: figures(80, 2)}},
        "unloaded": {gateway.ALONE_EVERYSEC.name: figures(0, 0.5)},
        "return": {"sockets": 5_000, "half_s": 2.0, "all_s": 9.5},
    }
    lines = list(gateway.other_lines(found))
    assert "| CPU a message, 1,000 sockets | 80 µs | 90 µs |" in lines
    assert lines[3].endswith("| 0.50 ms | 0.6 ms |")
    assert lines[4] == "| 5,000 clients back after a kill | half 2.0 s, all 9.5 s | 60 s |"


def test_the_middle_of_several_rounds_is_told() -> None:
    rounds = [figures(cpu, 1) for cpu in (90, 70, 80)]
    assert gateway.middle(rounds)["cpu_us"] == 80


def test_a_smoke_run_is_small_and_leaves_nothing_out() -> None:
    args = gateway.parsed(["--smoke"])
    assert (args.sockets, args.idle, args.only) == ([4], 20, gateway.PARTS)
