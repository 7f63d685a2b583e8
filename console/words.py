"""How the console says roles, states, amounts and times."""

from collections.abc import Sequence
from datetime import datetime

from appliance.clock import CHINA
from appliance.identity.permissions import Role
from console.i18n import gettext as _
from media.recording.clips.peaks import Count


def role_name(role: str) -> str:
    names = {
        Role.OWNER: _("店主"),
        Role.OPERATOR: _("中控"),
        Role.HOST: _("主播"),
        Role.SERVICE: _("客服"),
        Role.WAREHOUSE: _("仓库"),
        Role.SCREEN: _("大屏"),
    }
    return names[Role(role)]


def role_duty(role: str) -> str:
    duties = {
        Role.OWNER: _("可以做所有事，包括管理同事账号"),
        Role.OPERATOR: _("管直播间和场次，看系统状态"),
        Role.HOST: _("看直播间和推流密钥，安排场次"),
        Role.SERVICE: _("照顾买家"),
        Role.WAREHOUSE: _("打包和发货"),
        Role.SCREEN: _("只看不动，给店里的大屏用"),
    }
    return duties[Role(role)]


def state_name(state: str) -> str:
    names = {
        "off": _("未开播"),
        "scheduled": _("待开播"),
        "live": _("直播中"),
        "away": _("主播离开"),
        "ended": _("已结束"),
        "cancelled": _("已取消"),
    }
    return names[state]


def state_light(state: str) -> str:
    """The class of the light that stands for a show's state."""
    return {"live": "live", "away": "amber"}.get(state, "off")


def topic_name(topic: str) -> str:
    """What a question is about (`chat.questions`)."""
    names = {
        "price": _("价格"),
        "size": _("尺码"),
        "stock": _("有没有货"),
        "delivery": _("发货和运费"),
        "coupon": _("优惠"),
        "use": _("用法"),
        "after-sale": _("退换"),
    }
    return names.get(topic, _("别的"))


def round_name(kind: str) -> str:
    """What is played in the room (`store.play.spec`)."""
    names = {
        "coupon-drop": _("发券"),
        "lottery": _("福袋"),
        "poll": _("投票"),
        "quiz": _("答题"),
        "red-packets": _("红包雨"),
        "check-in": _("签到"),
    }
    return names.get(kind, kind)


def source_name(source: str) -> str:
    """Where a viewer came from (`chat.visits.sources`)."""
    names = {
        "home": _("店铺页面"),
        "share": _("好友分享"),
        "moments": _("朋友圈"),
        "qr": _("扫码"),
        "follow": _("关注"),
        "notice": _("开播提醒"),
        "replay": _("回放"),
        "swipe": _("上下滑"),
    }
    return names.get(source, _("别处"))


def process_name(process: str) -> str:
    names = {
        "web": _("网页与接口"),
        "live": _("推流与播放"),
        "back": _("后台任务"),
    }
    return names.get(process, process)


def clock_time(moment: datetime) -> str:
    """In the shop's time zone, whatever the box is set to."""
    return moment.astimezone(CHINA).strftime("%H:%M")


def day(moment: datetime) -> str:
    local = moment.astimezone(CHINA)
    weekday = [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")][local.weekday()]
    return _("{month}月{day}日 {weekday}").format(
        month=local.month, month_name=local.strftime("%b"), day=local.day, weekday=weekday
    )


def day_and_time(moment: datetime) -> str:
    return f"{day(moment)} {clock_time(moment)}"


def to_the_second(moment: datetime | None) -> str:
    """For a table: 2026-03-01 20:15:07; nothing for what has not been."""
    return moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S") if moment else ""


def for_field(moment: datetime) -> str:
    """The value of an ``<input type="datetime-local">``."""
    return moment.astimezone(CHINA).strftime("%Y-%m-%dT%H:%M")


def span(seconds: float) -> str:
    """3725 s is 1:02:05."""
    minutes, rest = divmod(int(max(seconds, 0)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"


def why_lively(counts: Sequence[Count]) -> str:
    """Why a clip is suggested."""
    told = {
        "comments": _("%(count)s 条弹幕（平时 %(usual)s 条）"),
        "likes": _("%(count)s 次点赞（平时 %(usual)s 次）"),
        "orders": _("%(count)s 单（平时 %(usual)s 单）"),
    }
    parts = [told[one.kind] % {"count": one.count, "usual": one.usual} for one in counts]
    return _("这里 30 秒内 %(what)s") % {"what": _("、").join(parts)}


def place(milliseconds: int) -> str:
    """In a recording, as it stands in a field: 3,725,400 ms is 1:02:05.4."""
    tail = f"{milliseconds % 1000:03}".rstrip("0")
    return span(milliseconds // 1000) + (f".{tail}" if tail else "")


def lasting(seconds: float) -> str:
    """As people say it: 266,400 s is 3 天 2 小时."""
    minutes = int(seconds) // 60
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return _("{days} 天 {hours} 小时").format(days=days, hours=hours)
    if hours:
        return _("{hours} 小时 {minutes} 分钟").format(hours=hours, minutes=minutes)
    return _("{minutes} 分钟").format(minutes=minutes) if minutes else _("不到 1 分钟")


def size(count: float) -> str:
    """Bytes in the largest binary unit that leaves a figure above one."""
    for unit in ("B", "KB", "MB", "GB"):
        if count < 1024:
            return f"{count:.0f} {unit}" if unit in "BKB" else f"{count:.1f} {unit}"
        count /= 1024
    return f"{count:.2f} TB"


def percent(share: float) -> str:
    return f"{share * 100:.0f}%"


def rate(share: float) -> str:
    """To a tenth of a per cent, as conversions are compared."""
    return f"{share * 100:.1f}%"
