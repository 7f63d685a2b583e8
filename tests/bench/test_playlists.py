"""What the benches read from a playlist, against the product's own origin and real requests."""

import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench.playlists import Announced, Listed, listed

TEXT = """#EXTM3U
#EXT-X-MEDIA-SEQUENCE:7
#EXT-X-MAP:URI="init-1.mp4"
#EXTINF:2.00000,
7.m4s
#EXT-X-DISCONTINUITY
#EXT-X-MAP:URI="init-2.mp4"
#EXT-X-PART:DURATION=0.20000,URI="8.0.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.20000,URI="8.1.m4s"
#EXTINF:0.40000,
8.m4s
#EXT-X-PART:DURATION=0.20000,URI="9.0.m4s"
"""


@pytest.fixture
def files():
    """Served by HTTP; the address is under the key ""."""
    served: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            body = served.get(self.path, "").encode()
            self.send_response(200 if body else 404)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever).start()
        served[""] = f"http://127.0.0.1:{server.server_port}"
        yield served
        server.shutdown()


def test_a_segment_under_way_counts_as_far_as_its_parts_go():
    assert list(listed(TEXT)) == [
        Listed(7, "init-1.mp4", 2.0),
        Listed(8, "init-2.mp4", 0.4),
        Listed(9, "init-2.mp4", 0.2),
    ]


def test_only_what_the_hosts_decoder_configuration_opens_is_announced(files: dict[str, str]):
    files.update({"/room/index.m3u8": TEXT, "/room/init-1.mp4": "the slate", "/room/init-2.mp4": "..the host.."})
    with closing(Announced(f"{files['']}/room/index.m3u8", b"the host")) as edge:
        assert edge.look() == pytest.approx(0.6)


def test_what_has_slid_out_of_the_playlist_still_counts(files: dict[str, str]):
    with closing(Announced(f"{files['']}/show.m3u8")) as edge:
        assert edge.look() == 0
        files["/show.m3u8"] = "#EXT-X-MEDIA-SEQUENCE:1\n#EXTINF:2.0,\n1.ts\n#EXTINF:2.0,\n2.ts\n"
        assert edge.look() == 4
        files["/show.m3u8"] = "#EXT-X-MEDIA-SEQUENCE:2\n#EXTINF:2.0,\n2.ts\n#EXTINF:2.0,\n3.ts\n"
        assert edge.look() == 6
