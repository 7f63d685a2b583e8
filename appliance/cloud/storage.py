"""Where a bucket is, as its provider's console says (pure)."""

import re
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from appliance.errors import BadInput

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,62}")
Addressing = Literal["virtual", "path", "none"]


class StorageUnusable(BadInput):
    zh = "{zh}"
    en = "{en}"


class Storage(msgspec.Struct, frozen=True, kw_only=True):
    endpoint: str
    """https://cos.ap-beijing.myqcloud.com, https://s3.oss-cn-beijing.aliyuncs.com, or a domain of one's own."""
    bucket: str
    """COS: with the APPID behind, name-1250000000."""
    region: str
    access_key: str
    secret_key: str
    addressing: Addressing = "virtual"
    """virtual: the bucket is part of the host (COS, OSS); path: of the path (MinIO); none: the endpoint is the bucket's
    own domain, which OSS asks of new customers in China."""

    @property
    def origin(self) -> str:
        """Scheme and host that requests go to."""
        parts = urlsplit(self.endpoint)
        host = f"{self.bucket}.{parts.netloc}" if self.addressing == "virtual" else parts.netloc
        return f"{parts.scheme}://{host}"

    def path(self, name: str) -> str:
        return f"/{self.bucket}/{name}" if self.addressing == "path" else f"/{name}"


def check(storage: Storage) -> None:
    """Raises StorageUnusable naming the field."""
    if not leads_somewhere(storage.endpoint) or urlsplit(storage.endpoint).path.strip("/"):
        raise StorageUnusable(
            field="endpoint",
            zh="填接口地址，例如 https://cos.ap-beijing.myqcloud.com",
            en="The endpoint, as https://cos.ap-beijing.myqcloud.com",
        )
    if not _BUCKET.fullmatch(storage.bucket):
        raise StorageUnusable(
            field="bucket", zh="存储桶名只有小写字母、数字和横线", en="A bucket's name: small letters, figures, hyphens"
        )
    for field in ("region", "access_key", "secret_key"):
        if not getattr(storage, field):
            raise StorageUnusable(field=field, zh="这一项要填", en="This is needed")


def leads_somewhere(address: str) -> bool:
    """By HTTP to a host; nobody's password stands in it, for it is shown."""
    try:
        parts = urlsplit(address)
        usable = parts.port != 0
    except ValueError:
        return False
    host = parts.hostname or ""
    plain = not (parts.query or parts.fragment or "@" in parts.netloc or set(host) & set(' \\%"<>'))
    return usable and plain and host != "" and parts.scheme in ("http", "https")
