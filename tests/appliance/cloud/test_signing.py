"""Our signatures are those that AWS's own library makes."""

import hashlib
from datetime import UTC, datetime
from urllib.parse import quote

import msgspec
import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotoCredentials

from appliance.cloud.signing import EMPTY, Asked, Credentials, query_string, signed
from appliance.cloud.storage import Storage, StorageUnusable, check

OURS = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "ap-beijing")


def theirs(method: str, url: str, headers: dict[str, str], body: bytes) -> tuple[str, datetime]:
    """The signature, and the moment that botocore took for it."""
    request = AWSRequest(method, url, headers={**headers, "X-Amz-Content-SHA256": hashlib.sha256(body).hexdigest()})
    request.data = body
    auth = S3SigV4Auth(BotoCredentials(OURS.access_key, OURS.secret_key), "s3", OURS.region)
    auth.add_auth(request)
    moment = datetime.strptime(request.headers["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return request.headers["Authorization"], moment


@pytest.mark.parametrize(
    ("method", "path", "query", "headers", "body"),
    [
        ("GET", "/", {"list-type": "2", "prefix": "a b/", "start-after": "中文"}, {}, b""),
        (
            "PUT",
            "/recordings/r/s/source/0001.mp4",
            {},
            {"content-type": "video/mp4", "cache-control": "a,  b"},
            b"x" * 9,
        ),
        ("POST", "/blobs/ab/x~y.jpg", {"uploads": ""}, {"content-type": "image/jpeg"}, b""),
        ("PUT", "/名 字+1.jpg", {"partNumber": "2", "uploadId": "a/b+c=="}, {"content-md5": "abc=="}, b"part"),
    ],
)
def test_a_request_is_signed_as_awss_own_library_signs_it(method, path, query, headers, body):
    host = "jb-1250000000.cos.ap-beijing.myqcloud.com"
    url = f"https://{host}{quote(path, safe='/~')}" + (f"?{query_string(query)}" if query else "")
    digest = hashlib.sha256(body).hexdigest() if body else EMPTY
    proof, now = theirs(method, url, headers, body)
    mine = signed(OURS, Asked(method, path, query, {**headers, "host": host}, digest, now))
    assert mine["authorization"] == proof


STORAGE = Storage(
    endpoint="https://cos.ap-beijing.myqcloud.com", bucket="jb-125", region="r", access_key="a", secret_key="s"
)


@pytest.mark.parametrize(
    ("addressing", "endpoint", "origin", "path"),
    [
        ("virtual", "https://cos.ap-beijing.myqcloud.com", "https://jb-125.cos.ap-beijing.myqcloud.com", "/x"),
        ("virtual", "https://s3.oss-cn-beijing.aliyuncs.com", "https://jb-125.s3.oss-cn-beijing.aliyuncs.com", "/x"),
        ("path", "http://127.0.0.1:9000", "http://127.0.0.1:9000", "/jb-125/x"),
        ("none", "https://files.example.com", "https://files.example.com", "/x"),
    ],
)
def test_each_provider_is_asked_in_its_own_shape(addressing, endpoint, origin, path):
    storage = Storage(
        endpoint=endpoint, bucket="jb-125", region="r", access_key="a", secret_key="s", addressing=addressing
    )
    assert (storage.origin, storage.path("x")) == (origin, path)


@pytest.mark.parametrize(
    ("field", "value"),
    [("endpoint", "cos.ap-beijing.myqcloud.com"), ("endpoint", "https://x/y"), ("bucket", "A B"), ("region", "")],
)
def test_what_cannot_be_a_storage_is_refused_at_its_field(field, value):
    check(STORAGE)
    with pytest.raises(StorageUnusable) as refused:
        check(msgspec.structs.replace(STORAGE, **{field: value}))
    assert refused.value.facts["field"] == field
