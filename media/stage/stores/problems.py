"""What may stand between two stores."""

from appliance.errors import BadInput, Conflict, NotFound, NotSignedIn, Unavailable


class StoreNotFound(NotFound):
    zh = "没有这家友店"
    en = "There is no such store"


class LetterRefused(NotSignedIn):
    zh = "对不上：两家店没有配对，或者已经解除"
    en = "Not known: the two stores are not paired, or no longer"


class LetterLate(NotSignedIn):
    zh = "两家的机器时间差太多，请先对时"
    en = "The clocks of the two boxes are too far apart: set them first"


class CodeUnreadable(BadInput):
    zh = "这不是完整的配对码，请整段复制过来"
    en = "This is not a whole pairing code: copy all of it"


class CodeIsOurs(BadInput):
    zh = "这是本店自己的配对码，请发给友店去填"
    en = "This is this store's own code: give it to the other store"


class CodeRefused(NotSignedIn):
    zh = "配对码过期了或者用过了，请让友店再做一个"
    en = "The pairing code has expired or was used: ask the other store for another"


class AddressUnusable(BadInput):
    zh = "地址要像 http://10.8.0.2:8080 这样，只写到端口"
    en = "An address looks like http://10.8.0.2:8080 and ends with the port"


class NameUnusable(BadInput):
    zh = "名称要有 1 到 20 个字"
    en = "A name has 1 to 20 characters"


class StoreInContest(Conflict):
    zh = "正在和这家店 PK，打完再解除"
    en = "A contest with this store is going on: part when it is over"


class StoreOutOfReach(Unavailable):
    zh = "联系不上友店：它的机器没开，地址变了，或者两边网络不通"
    en = "The other store cannot be reached: its box is off, its address has changed, or the network between is down"


class StoreRefused(Conflict):
    zh = "友店说：{why}"
    en = "The other store says: {why}"


class NobodyOnAir(Conflict):
    zh = "没有用浏览器开播的直播间，接不了 PK"
    en = "No room is live from a browser, so no contest can be taken up"


class AlreadyCalling(Conflict):
    zh = "已经在等一家友店回答了，先取消那个邀请"
    en = "Another store is being called already: take that invitation back first"


class CallOver(Conflict):
    zh = "这个 PK 邀请已经过期或者取消了"
    en = "This invitation has expired or was taken back"
