"""What is read from and written into session descriptions (RFC 8866), beyond what aiortc does itself (pure)."""

import re
from ipaddress import ip_address

_CANDIDATE = re.compile(r"a=candidate:(\S+) (\d+) udp (\d+) (\S+) (\d+) typ host\b.*", re.IGNORECASE)
_BITRATES = "x-google-start-bitrate=1200;x-google-min-bitrate=600"
"""kbit/s. Of itself Chromium begins with 300; below 600 there is no picture that sells anything."""


def kinds(offer: str) -> list[str]:
    """audio, video, application, in the order of the offer."""
    return [line[2:].partition(" ")[0] for line in offer.splitlines() if line.startswith("m=")]


def without_names(offer: str) -> str:
    """Without candidates that only multicast could resolve: waiting for it costs seconds, and they reach us anyway."""
    lines = offer.splitlines(keepends=True)
    return "".join(line for line in lines if not (line.startswith("a=candidate:") and ".local " in line))


def announced(answer: str, public: str) -> str:
    """With the address by which the outside reaches us, beside each of ours that a router forwards to."""
    if not public:
        return answer
    lines = []
    for line in answer.splitlines():
        lines.append(line)
        found = _CANDIDATE.match(line)
        if found and ip_address(found[4]).version == 4 and not ip_address(found[4]).is_loopback:
            lines.append(
                f"a=candidate:{found[1]}p {found[2]} udp {int(found[3]) - (1 << 24)} {public} {found[5]} "
                f"typ srflx raddr {found[4]} rport {found[5]}"
            )
    return "\r\n".join(lines) + "\r\n"


def eager(answer: str) -> str:
    """So that Chromium's encoder begins with a picture one can look at."""
    h264 = re.findall(r"(?im)^a=rtpmap:(\d+) H264/90000", answer)
    for payload in h264:
        answer = re.sub(rf"(?m)^(a=fmtp:{payload} [^\r\n]*)", rf"\1;{_BITRATES}", answer, count=1)
    return answer


def unestimated(answer: str) -> str:
    """Without the receiver's estimate of the bitrate (REMB), so that the sender judges by what is lost.

    aiortc's takes a busy box for a narrow line: measured, it took a picture down from 1,200 to 30 kbit/s on loopback.
    """
    return re.sub(r"(?m)^a=(rtcp-fb:\d+ goog-remb|extmap:\d+ \S*abs-send-time)\r?\n", "", answer)


def codecs(description: str) -> set[str]:
    """Names of all that may be sent: ``{"H264", "rtx", "opus"}``."""
    return set(re.findall(r"(?m)^a=rtpmap:\d+ ([^/\r\n]+)/", description))
