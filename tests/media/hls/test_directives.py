"""What a player asks of a playlist."""

import pytest

from appliance.errors import BadInput
from media.hls.directives import NONE, Directives, read


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        (b"", NONE),
        (b"token=1&my_HLS_msn=4", NONE),
        (b"_HLS_msn=7", Directives(msn=7)),
        (b"a=b&_HLS_msn=7&_HLS_part=0", Directives(msn=7, part=0)),
        (b"_HLS_skip=YES", Directives(skip=True)),
        (b"_HLS_skip=v2&_HLS_msn=1", Directives(msn=1, skip=True)),
        (b"_HLS_skip=NO", NONE),
    ],
)
def test_directives_are_read_and_the_rest_is_passed_over(query, asked):
    assert read(query) == asked


@pytest.mark.parametrize(
    "query", [b"_HLS_part=1", b"_HLS_msn=", b"_HLS_msn=1.5", b"_HLS_msn=9999999999999", b"_HLS_msn=1&_HLS_part=x"]
)
def test_nonsense_is_refused(query):
    with pytest.raises(BadInput):
        read(query)
