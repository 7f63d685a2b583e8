"""Why somebody cannot play, or a round cannot be opened."""

from appliance.errors import BadInput, Conflict, NotAllowed, NotFound


class RoundNotFound(NotFound):
    zh = "没有这一轮活动"
    en = "There is no such round"


class RoundNotOpen(Conflict):
    zh = "还没开始，请稍等"
    en = "It has not begun yet, please wait"


class NothingDrawn(NotFound):
    zh = "这一轮没有抽奖，没有开奖依据；各人选了什么不公布"
    en = "Nothing is drawn in this round, so there is no proof; what each person chose is not published"


class RoundOver(Conflict):
    zh = "这一轮已经结束了"
    en = "This round is over"


class RoundFull(Conflict):
    zh = "参与的人数已经满了"
    en = "No more people can take part"


class StaffCannotPlay(NotAllowed):
    zh = "店里的同事不参加抽奖和领奖"
    en = "Colleagues of the shop do not take part"


class ChoiceUnusable(BadInput):
    zh = "请选择一个选项"
    en = "Choose one of the options"


class SayKeyword(Conflict):
    zh = "发一条带“{keyword}”的评论就能参加"
    en = "Say '{keyword}' in the chat to take part"


class KeywordHeld(Conflict):
    zh = "您的口令在等店员看过，通过后就自动参加，不用再发"
    en = "What you said waits for a colleague of the shop: once it is let through you are in, no need to say it again"


class FollowFirst(Conflict):
    zh = "关注直播间后就能参加"
    en = "Follow this room to take part"


class ShareFirst(Conflict):
    zh = "分享直播间后就能参加"
    en = "Share this room to take part"


class BuyFirst(Conflict):
    zh = "在这场直播里下单并付款后就能参加"
    en = "Buy something in this show to take part"


class LogInFirst(Conflict):
    zh = "这一轮登录后才能参加，请从微信里打开直播间"
    en = "This round is for members: open the room in WeChat to log in"


class LevelNeeded(Conflict):
    zh = "这一轮是给“{level}”会员的"
    en = "This round is for '{level}' members"


class RoundRunning(Conflict):
    zh = "同一种活动还有一轮没结束，等它结束再开"
    en = "A round of this kind is still going on, wait for its end"


class KeepsItsTime(Conflict):
    zh = "福袋的开奖时间公布后不能提前，可以取消这一轮"
    en = "The time of a draw stands once it is announced; the round can be cancelled"


class TitleUnusable(BadInput):
    zh = "标题要有 1 到 30 个字"
    en = "A title has 1 to 30 characters"


class TimeUnusable(BadInput):
    zh = "时间填得不对：开始在 24 小时以内，持续 5 秒到 24 小时"
    en = "It begins within 24 hours and takes from 5 seconds to 24 hours"


class CheckInTimeUnusable(BadInput):
    zh = "签到要开 1 到 30 分钟"
    en = "A check-in takes from 1 to 30 minutes"


class OptionsUnusable(BadInput):
    zh = "选项要有 2 到 6 个，每个 1 到 20 个字，不能重复"
    en = "There are 2 to 6 different options of 1 to 20 characters"


class AnswerMissing(BadInput):
    zh = "请选出正确答案"
    en = "Say which option is right"


class PrizesUnusable(BadInput):
    zh = "奖品填得不对：{why}"
    en = "The prizes cannot be used: {why_en}"


class PrizeTooDear(BadInput):
    zh = "单个奖品的价值不能超过 5 万元（规范促销行为暂行规定）"
    en = "One prize may be worth 50,000 yuan at most"


class KeywordUnusable(BadInput):
    zh = "口令要有 1 到 12 个字"
    en = "What is to be said has 1 to 12 characters"


class LevelMissing(BadInput):
    zh = "请选一个有会员的等级"
    en = "Choose a level that members have"


class ProofNotYet(Conflict):
    zh = "结束后才能公布开奖依据"
    en = "What the draw rests on is told when it is over"


class WinNotFound(NotFound):
    zh = "没有这个奖品"
    en = "There is no such prize"


class WinLapsed(Conflict):
    zh = "领奖时间已经过了"
    en = "The time for claiming this prize is over"


class NothingToClaim(Conflict):
    zh = "这个奖品已经到账，不用再领"
    en = "This prize is yours already, there is nothing to claim"


class AddressNeeded(BadInput):
    zh = "请填收货地址"
    en = "Please say where it should go"
