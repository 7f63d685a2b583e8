import asyncio

import pytest

from media.packets import TIMESCALE


async def test_what_is_published_arrives(on_air, doorman, tag):
    publisher = await on_air()
    for n in range(1, 50):
        publisher.session.video(n * 33, tag.picture(size=20_000))
        publisher.session.audio(n * 33, tag.sound())
    publisher.session.stop()
    await publisher.send()
    [publication] = doorman.publications
    await asyncio.wait_for(publication.ended.wait(), 10)
    assert publication.peer == "127.0.0.1"
    assert publication.codecs == ["h264", "aac"]
    assert len(publication.track("video")) == 50
    assert publication.track("video")[-1].dts == 49 * 33 * TIMESCALE // 1000
    assert publication.closed == ["推流结束 / the publisher stopped"]


async def test_a_wrong_key_is_refused_before_publish_start_with_a_sentence(connect, doorman):
    publisher = await connect("wrong-secret-key")
    status = await publisher.until_told()
    assert (status.code, status.level) == ("NetStream.Publish.BadName", "error")
    assert status.description == "推流密钥不对 / This stream key is not known"
    await publisher.until_closed()
    assert doorman.publications == []


async def test_a_full_key_is_never_logged(connect, caplog):
    with caplog.at_level("DEBUG"):
        publisher = await connect("wrong-secret-key")
        await publisher.until_told()
    assert "wron…" in caplog.text
    assert "secret" not in caplog.text


async def test_an_admission_that_breaks_is_a_refusal(connect, doorman, caplog):
    doorman.admit = None
    publisher = await connect("room1")
    status = await publisher.until_told()
    assert status.code == "NetStream.Publish.BadName"
    assert "admission failed" in caplog.text


async def test_what_was_sent_before_the_admission_is_not_lost(connect, doorman, tag, until):
    doorman.gate.clear()
    publisher = await connect("room1")
    await publisher.send()
    asked = asyncio.create_task(publisher.until_told())
    await until(lambda: doorman.asked)
    publisher.session.video(0, tag.config())
    publisher.session.video(0, tag.picture(keyframe=True))
    await publisher.send()
    doorman.gate.set()
    await asked
    await until(lambda: doorman.publications[0].packets)


async def test_stop_and_start_twenty_times(on_air, doorman):
    for n in range(20):
        publisher = await on_air()
        publisher.session.stop()
        await publisher.send()
        await asyncio.wait_for(doorman.publications[n].ended.wait(), 10)
        await publisher.close()
    assert [len(publication.closed) for publication in doorman.publications] == [1] * 20


async def test_stop_and_start_twenty_times_without_a_goodbye(on_air, doorman):
    for n in range(20):
        publisher = await on_air()
        publisher.writer.transport.abort()
        await asyncio.wait_for(doorman.publications[n].ended.wait(), 10)
    assert [len(publication.closed) for publication in doorman.publications] == [1] * 20


async def test_the_newer_publisher_wins_and_the_older_is_closed_first(on_air, doorman, until):
    first = await on_air("room1-a")
    await until(lambda: doorman.publications[0].packets)
    await on_air("room1-b")
    older, newer = doorman.publications
    assert older.closed[0].startswith("replaced")
    await until(lambda: newer.packets)
    assert newer.closed == []
    status = await first.until_told()
    assert status.level == "error"
    await first.until_closed()


async def test_two_rooms_do_not_disturb_each_other(on_air, doorman):
    await on_air("room1")
    await on_air("room2")
    assert [publication.closed for publication in doorman.publications] == [[], []]


async def test_two_devices_that_flap_are_damped_and_one_stays_on_air(on_air, connect, doorman):
    for n in range(11):
        await on_air(f"room1-{n}")
    newcomer = await connect("room1-x")
    status = await newcomer.until_told()
    assert status.code == "NetStream.Publish.BadName"
    assert "两台设备" in status.description
    assert doorman.publications[10].closed == []
    assert len(doorman.publications[11].closed) == 1


async def test_a_publisher_that_is_cut_is_told_why(on_air, doorman, server, until):
    publisher = await on_air()
    await until(lambda: doorman.publications[0].packets)
    server.cut("room1", "推流密钥已更换")
    assert doorman.publications[0].closed == ["推流密钥已更换"]
    assert (await publisher.until_told()).description == "推流密钥已更换"
    await publisher.until_closed()
    server.cut("room1", "again")
    server.cut("nowhere", "nobody")


async def test_a_cut_room_takes_a_new_publisher_at_once(on_air, doorman, server, until):
    await on_air()
    server.cut("room1", "why")
    await on_air()
    await until(lambda: doorman.publications[1].packets)


async def test_a_publication_that_fails_loses_its_publisher_and_is_closed_once(connect, doorman, tag, caplog):
    publisher = await connect("room1")
    await publisher.until_told()
    doorman.publications[0].packet = None
    publisher.session.video(0, tag.config())
    publisher.session.video(0, tag.picture(keyframe=True))
    await publisher.send()
    await publisher.until_closed()
    assert len(doorman.publications[0].closed) == 1
    assert "failed to take its stream" in caplog.text


async def test_a_publication_that_fails_to_close_harms_nobody(on_air, doorman, caplog, until):
    publisher = await on_air()
    doorman.publications[0].close = None
    await publisher.close()
    await until(lambda: "failed to close" in caplog.text)
    await on_air()


async def test_stopping_closes_every_publication_and_frees_the_port(on_air, doorman, server, address):
    publisher = await on_air()
    await server.stop()
    assert [len(publication.closed) for publication in doorman.publications] == [1]
    await publisher.until_closed()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(address.host, address.port)


async def test_stopping_during_an_admission_leaves_nothing_open(connect, doorman, server, until):
    doorman.gate.clear()
    publisher = await connect("room1")
    asked = asyncio.create_task(publisher.until_told())
    await until(lambda: doorman.asked)
    await server.stop()
    await asyncio.gather(asked, return_exceptions=True)
    assert doorman.publications == []


async def test_a_publisher_whose_socket_is_just_closing_is_still_closed_before_the_newer_one(
    on_air, doorman, server, until
):
    await on_air()
    await until(lambda: doorman.publications[0].packets)
    holder = server._publishers._rooms["room1"]
    holder._transport.abort()
    holder.refuse("replaced")
    assert doorman.publications[0].closed == ["replaced"]


async def test_a_box_that_lost_the_show_takes_in_nothing_more(on_air, server, doorman, tag, until, caplog):
    publisher = await on_air()
    [publication] = doorman.publications
    await until(lambda: publication.packets)
    taken, asked = len(publication.packets), []

    def fenced() -> None:
        asked.append(True)
        raise SystemError("a process ends here")

    server.check = fenced
    publisher.session.video(33, tag.picture())
    await publisher.send()
    await until(lambda: asked)
    assert len(publication.packets) == taken
