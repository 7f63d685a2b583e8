"""What cannot be asked for while the shop knows nobody."""

from appliance.errors import BadInput


class NobodyLogsIn(BadInput):
    zh = "本店还没有接入微信，没有人能登录，请不要只限会员"
    en = "The shop has no WeChat account yet, so nobody can log in: do not ask for it"
