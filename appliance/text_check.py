"""WeChat's opinion of a text, as the chat asks for it."""

from appliance.db import Database
from chat.comments.checking import TextCheck, Verdict
from store.members import reads as members
from store.wechat.opened import Weixin

COMMENTS = 2
"""The scene of a text (msg_sec_check, `scene`): 1 profile, 2 comment, 3 forum, 4 social log."""


def text_check(db: Database, weixin: Weixin) -> TextCheck:
    """WeChat's msg_sec_check, version 2: `errcode` is 0 for a risky text too, `result` tells."""

    async def check(viewer: str, name: str, text: str) -> Verdict:
        client = await weixin.client()
        async with db.read() as session:
            openid = await members.openid(session, viewer)
        if not openid:
            return "none"
        asked = {"version": 2, "scene": COMMENTS, "openid": openid, "content": text, "nickname": name}
        answer = await client.call("/wxa/msg_sec_check", asked)
        suggest = answer.get("result", {}).get("suggest", "none")
        return suggest if suggest in ("pass", "review", "risky") else "none"

    return check
