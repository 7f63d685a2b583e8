"""What may stand between a guest and the stage."""

from appliance.errors import BadInput, Conflict, NotFound, NotSignedIn


class SeatNotFound(NotFound):
    zh = "没有这个连麦席位"
    en = "There is no such seat on stage"


class LinkRefused(NotSignedIn):
    zh = "连麦链接无效，请让主播再发一个"
    en = "This invitation is not valid: ask the host for another"


class LinkExpired(NotSignedIn):
    zh = "连麦链接过期了，请让主播再发一个"
    en = "This invitation has expired: ask the host for another"


class LinkUsed(NotSignedIn):
    zh = "这个链接已经在别的浏览器用过了，请让主播再发一个"
    en = "This invitation was used in another browser already: ask the host for another"


class SeatOver(Conflict):
    zh = "这次连麦已经结束了"
    en = "This seat on stage is over"


class NotRinging(Conflict):
    zh = "嘉宾现在没有在等：请他再按一次“加入”"
    en = "The guest does not wait at the moment: ask them to press “join” again"


class StageFull(Conflict):
    zh = "台上最多 4 个人，先请一位下来"
    en = "There are at most 4 people on stage: let one leave first"


class TooManyInvited(Conflict):
    zh = "已经有 {most} 个没用完的邀请，先撤回几个"
    en = "{most} invitations are open already: withdraw some first"


class NameUnusable(BadInput):
    zh = "名字要有 1 到 12 个字"
    en = "A name has 1 to 12 characters"


class ConsentMissing(BadInput):
    zh = "要先同意出镜说明（第 {version} 版）才能加入"
    en = "You can join after agreeing to be shown (version {version})"


class LayoutUnknown(BadInput):
    zh = "没有这种画面布局"
    en = "There is no such layout"
