"""Accounts of the books in which money lies, and how a day is summed up by them (pure)."""

CHANNELS = ("channel:wechat", "channel:alipay", "channel:counter", "drawer")


def channel(provider: str, way: str) -> str:
    """Cash lies in the drawer; a scan at the counter on the shop's own code."""
    return "drawer" if (provider, way) == ("counter", "cash") else f"channel:{provider}"
