"""The peer: Debian's nginx with its RTMP module, HLS on tmpfs in fragments that end at keyframes, every 2 s."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measured import free_port, wait_for

_MODULE = "/usr/lib/nginx/modules/ngx_rtmp_module.so"


class NginxRtmp:
    """Streams by name; any name may be pushed to."""

    def __init__(self, process: int, rtmp: int, http: int) -> None:
        self.process = process
        self.pushes_to = rtmp
        self._http = http

    def playlist(self, name: str) -> str:
        return f"http://127.0.0.1:{self._http}/{name}.m3u8"


@contextmanager
def nginx_rtmp() -> Iterator[NginxRtmp]:
    rtmp, http = free_port(), free_port()
    with TemporaryDirectory(dir="/dev/shm") as folder:
        settings = Path(folder) / "nginx.conf"
        settings.write_text(_settings(folder, rtmp, http))
        process = subprocess.Popen(["nginx", "-c", str(settings)], stderr=subprocess.DEVNULL)
        try:
            wait_for(rtmp)
            yield NginxRtmp(process.pid, rtmp, http)
        finally:
            process.terminate()
            process.wait()


def _settings(folder: str, rtmp: int, http: int) -> str:
    # Our chunk size, so that ffmpeg sends both alike. With 2 s, a keyframe that comes a little early makes 4 s of two.
    return f"""
        load_module {_MODULE};
        daemon off; master_process off; worker_processes 1; pid {folder}/pid; error_log {folder}/error;
        events {{ worker_connections 1024; }}
        rtmp {{ server {{
            listen 127.0.0.1:{rtmp};
            chunk_size 65536;
            application live {{ live on; hls on; hls_path {folder}/hls; hls_fragment 1900ms; hls_playlist_length 12s; }}
        }} }}
        http {{ access_log off; server {{ listen 127.0.0.1:{http}; root {folder}/hls; }} }}
    """
