from media.webrtc.description import announced, codecs, eager, kinds, unestimated, without_names

ANSWER = """\
v=0
m=video 50000 UDP/TLS/RTP/SAVPF 102 103
a=extmap:3 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
a=rtpmap:102 H264/90000
a=rtcp-fb:102 nack pli
a=rtcp-fb:102 goog-remb
a=fmtp:102 packetization-mode=1;profile-level-id=42e01f
a=rtpmap:103 rtx/90000
a=fmtp:103 apt=102
a=candidate:f9 1 udp 2130706431 192.168.1.5 50000 typ host
a=candidate:d0 1 udp 2130706431 fd00::2 50000 typ host
a=candidate:16 1 udp 2130706431 127.0.0.1 50000 typ host
a=end-of-candidates
""".replace("\n", "\r\n")


def test_the_public_address_stands_beside_each_of_ours_that_a_router_forwards_to():
    lines = announced(ANSWER, "203.0.113.9").splitlines()
    added = [line for line in lines if "203.0.113.9" in line]
    assert added == [
        "a=candidate:f9p 1 udp 2113929215 203.0.113.9 50000 typ srflx raddr 192.168.1.5 rport 50000",
    ]
    assert lines.index(added[0]) == lines.index("a=candidate:f9 1 udp 2130706431 192.168.1.5 50000 typ host") + 1


def test_without_a_public_address_nothing_is_announced():
    assert announced(ANSWER, "") == ANSWER


def test_the_sender_is_asked_to_begin_with_a_picture_one_can_look_at():
    assert "a=fmtp:102 packetization-mode=1;profile-level-id=42e01f;x-google-start-bitrate=1200" in eager(ANSWER)
    assert "a=fmtp:103 apt=102\r\n" in eager(ANSWER)


def test_no_estimate_of_ours_holds_the_sender_down():
    said = unestimated(ANSWER)
    assert "goog-remb" not in said
    assert "abs-send-time" not in said
    assert "a=rtcp-fb:102 nack pli\r\n" in said


def test_candidates_that_only_multicast_resolves_are_left_out():
    offer = (
        "a=candidate:1 1 udp 2122 3a1f-8e.local 5000 typ host\r\n"
        "a=candidate:2 1 udp 1677 203.0.113.7 5000 typ srflx raddr 0.0.0.0 rport 0\r\n"
    )
    assert without_names(offer) == offer.splitlines(keepends=True)[1]


def test_what_an_offer_holds_is_read_from_it():
    assert kinds("v=0\r\nm=audio 9 RTP 111\r\nm=video 9 RTP 96\r\nm=application 9 DTLS\r\n") == [
        "audio", "video", "application",
    ]  # fmt: skip
    assert codecs(ANSWER) == {"H264", "rtx"}
