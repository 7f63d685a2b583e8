from media.ladder import GRID
from media.on_air.feed import Stretch


def test_a_stretch_begins_at_a_keyframe(made, feeds, written):
    stretch = made.stretch()
    for packet in list(made.stream(4))[10:]:
        feeds["source"].play(stretch, packet)
    (_, _, packets) = written["source"].stretches[0]
    assert (packets[0].dts, packets[0].keyframe) == (2 * 90_000, True)


def test_what_is_older_than_what_played_is_dropped(made, feeds, written):
    stretch, feed = made.stretch(), feeds["source"]
    for packet in [*made.stream(4), *made.stream(6)]:
        feed.play(stretch, packet)
    assert feed.edge == 149 * made.frame + 1
    assert len({packet.dts for packet in written["source"].packets if packet.track == "video"}) == 150


def test_another_stretch_is_a_discontinuity_even_when_it_is_equal(made, feeds, written):
    for stretch, start in ((made.stretch(), 0), (made.stretch(), 4 * 90_000)):
        for packet in made.stream(4, start):
            feeds["source"].play(stretch, packet)
    assert len(written["source"].stretches) == 2


def test_who_comes_late_by_nature_is_promised_the_next_turn(made, feeds, written):
    """An encoder is always behind what plays; from a point of the grid on the others leave it the place."""
    feed, source, encoded = feeds["480p"], made.stretch(), Stretch(made.small, made.audio)
    live, late = list(made.stream(8)), list(made.stream(8))
    for packet in live[: len(live) // 8 * 3]:
        feed.play(source, packet)
    feed.promise(encoded)
    turn = -(-feed.edge // GRID) * GRID
    for packet in live:
        feed.play(source, packet)
    assert feed.edge <= turn
    for packet in late:
        feed.play(encoded, packet)
    assert feed.playing(encoded)
    assert not feed.promised(encoded)
    assert [video for video, _, _ in written["480p"].stretches] == [made.video, made.small]
    assert written["480p"].stretches[1][2][0].dts == turn


def test_a_promise_to_somebody_who_is_gone_is_taken_back(made, feeds):
    feed, source = feeds["480p"], made.stretch()
    packets = list(made.stream(8))
    for packet in packets[:100]:
        feed.play(source, packet)
    feed.promise(Stretch(made.small, made.audio))
    feed.release()
    for packet in packets[100:]:
        feed.play(source, packet)
    assert feed.edge == 199 * made.frame + 1
