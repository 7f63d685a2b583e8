"""A show wakes us for what is worth it, and nothing of it waits for ever."""

import socket
from collections.abc import Iterator

import pytest

from media.rtmp.gathering import MOST, WORTH, Gathering


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """A publisher's end and ours."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        theirs = socket.create_connection(listener.getsockname())
        ours, _ = listener.accept()
    with theirs, ours:
        yield theirs, ours


def asked(ours: socket.socket) -> int:
    return ours.getsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT)


@pytest.fixture
def busy(pair) -> Gathering:
    """After a second of 2.4 Mbit/s."""
    gathering = Gathering(pair[1])
    gathering.took(300_000, 0)
    gathering.beat(1.0)
    return gathering


def test_before_a_show_is_known_every_byte_counts(pair):
    gathering = Gathering(pair[1])
    gathering.took(100_000, 5000)
    assert asked(pair[1]) == 1


def test_between_two_messages_a_frames_worth_is_waited_for(pair, busy):
    busy.took(10_000, 0)
    assert asked(pair[1]) == WORTH


@pytest.mark.parametrize(("missing", "told"), [(37, 37), (5000, 5000), (200_000, MOST), (None, 1)])
def test_within_a_message_its_rest_is_waited_for(pair, busy, missing, told):
    busy.took(1448, missing)
    assert asked(pair[1]) == told


def test_a_thin_stream_waits_for_less_and_a_trickle_for_nothing(pair, busy):
    for received, worth in ((40_000, 800), (30, 1)):
        busy.beat(1.0)
        busy.took(received, 0)
        busy.beat(1.0)
        busy.took(0, 0)
        assert asked(pair[1]) == worth


async def test_what_waits_while_a_show_rests_is_read_at_the_next_beat(on_air, server, tag, until, doorman):
    publisher = await on_air()
    [publication] = doorman.publications
    await until(lambda: publication.track("video"))
    [connection] = server._connections
    connection._gathering.took(300_000, 0)
    connection._gathering.beat(1.0)
    connection._gathering.took(0, 0)
    publisher.session.audio(40, tag.sound())
    await publisher.send()
    connection.check(server.now())
    await until(lambda: publication.track("audio"))


async def test_a_show_that_is_stopped_while_we_gather_ends_with_its_connection(on_air, server, tag, until, doorman):
    publisher = await on_air()
    [publication] = doorman.publications
    await until(lambda: publication.track("video"))
    [connection] = server._connections
    connection._gathering.took(300_000, 0)
    connection._gathering.beat(1.0)
    connection._gathering.took(0, 0)
    publisher.session.audio(40, tag.sound())
    publisher.session.stop()
    await publisher.send()
    await publisher.close()
    await until(lambda: publication.closed)
    assert len(publication.track("audio")) == 1


def test_after_the_show_every_byte_counts_again(pair, busy):
    busy.took(10_000, 0)
    busy.rest()
    assert asked(pair[1]) == 1


def test_what_cannot_be_counted_on_is_not_gathered():
    gathering = Gathering(None)
    gathering.took(300_000, 0)
    gathering.beat(1.0)
    gathering.took(10, 0)
    gathering.rest()
