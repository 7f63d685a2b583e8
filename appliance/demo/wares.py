"""What a shop by the river in Tianjin sells; nothing here is a brand."""

from collections.abc import Mapping

import msgspec

CATEGORIES = ("麻花点心", "炒货小吃", "茶", "器皿", "米面油醋", "时令鲜货")


class Ware(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    subtitle: str
    category: str
    drawing: str
    """Of `drawings`."""
    skus: Mapping[tuple[str, ...], tuple[int, int, int]]
    """Price in fen, weight in grams, stock; by one value of each spec."""
    specs: tuple[str, ...] = ()
    member_off: int = 0
    """Per cent that members pay less."""
    tags: tuple[str, ...] = ()
    return_kind: str = "seven-days"
    most: int | None = None
    story: tuple[str, ...] = ()
    """Paragraphs of the detail."""


WARES = (
    Ware(
        title="老街夹馅麻花",
        subtitle="手工拧制，芝麻桂花夹馅，酥脆不粘牙",
        category="麻花点心",
        drawing="twist",
        specs=("口味", "包装"),
        skus={
            ("桂花芝麻", "500g 袋装"): (2980, 520, 120),
            ("桂花芝麻", "1kg 礼盒"): (6280, 1150, 60),
            ("椒盐", "500g 袋装"): (2980, 520, 90),
            ("椒盐", "1kg 礼盒"): (6280, 1150, 40),
            ("红糖", "500g 袋装"): (3180, 520, 80),
            ("红糖", "1kg 礼盒"): (6580, 1150, 30),
        },
        member_off=5,
        tags=("热卖", "送礼"),
        story=("每天清早和面，十股条子夹一股馅，慢火炸到金黄。", "常温密封可存 60 天，开袋后请尽快吃完。"),
    ),
    Ware(
        title="小麻花尝鲜装",
        subtitle="一口一个，独立小包，看直播正合适",
        category="麻花点心",
        drawing="twist",
        skus={(): (1280, 260, 300)},
        tags=("热卖",),
        story=("原味、椒盐各半，共 250 克。",),
    ),
    Ware(
        title="红豆馅炸糕",
        subtitle="黄米面皮，豆沙现熬，到手复热 3 分钟",
        category="麻花点心",
        drawing="cakes",
        specs=("数量",),
        skus={("4 个",): (1600, 420, 60), ("8 个",): (2980, 830, 40)},
        return_kind="perishable",
        story=("冷藏 3 天，冷冻 30 天。鲜活易腐商品，不适用七天无理由退货，下单时会请您确认。",),
    ),
    Ware(
        title="五香崩豆",
        subtitle="老法子砂炒，越嚼越香",
        category="炒货小吃",
        drawing="beans",
        specs=("口味",),
        skus={("五香",): (990, 210, 200), ("怪味",): (1090, 210, 160)},
        tags=("热卖",),
        story=("200 克袋装。咬得动的人都说香，牙口不好的请含一会儿。",),
    ),
    Ware(
        title="糖炒栗子",
        subtitle="当天现炒，热着出锅",
        category="炒货小吃",
        drawing="chestnuts",
        skus={(): (1980, 510, 80)},
        return_kind="perishable",
        most=5,
        story=("500 克。每位买家限购 5 份，让后面的人也能吃上热的。",),
    ),
    Ware(
        title="茉莉花茶",
        subtitle="七窨一提，汤清香正",
        category="茶",
        drawing="tin",
        specs=("规格",),
        skus={("50g 小罐",): (3900, 120, 150), ("200g 大罐",): (12800, 360, 60)},
        member_off=8,
        tags=("新品", "送礼"),
        story=("春茶坯，伏天花。水开后晾一会儿再冲，第二道更香。",),
    ),
    Ware(
        title="茉莉花茶双罐礼盒",
        subtitle="两罐花茶，一只盖碗，体面不贵",
        category="茶",
        drawing="gift",
        skus={(): (26800, 1200, 25)},
        tags=("送礼",),
        story=("礼盒内含 200g 大罐两罐、白瓷盖碗一只，附手提袋。",),
    ),
    Ware(
        title="白瓷盖碗",
        subtitle="薄胎手感轻，出汤不烫手",
        category="器皿",
        drawing="cup",
        specs=("颜色",),
        skus={("青",): (5900, 380, 45), ("白",): (5900, 380, 45)},
        story=("容量 150 毫升。破损包赔：签收当天拍照给客服即可。",),
    ),
    Ware(
        title="黛蓝茶壶",
        subtitle="断水利落，一壶三杯",
        category="器皿",
        drawing="pot",
        skus={(): (16800, 760, 18)},
        tags=("新品",),
        story=("容量 350 毫升，内壁无釉。第一次用请先煮一遍。",),
    ),
    Ware(
        title="洼里新米",
        subtitle="当年新米，粒粒弹牙",
        category="米面油醋",
        drawing="rice",
        specs=("重量",),
        skus={("2.5kg",): (3280, 2550, 100), ("5kg",): (5980, 5080, 70)},
        story=("十月收割，低温碾磨，真空包装。",),
    ),
    Ware(
        title="三年陈米醋",
        subtitle="晒足三年，拌凉菜蘸饺子",
        category="米面油醋",
        drawing="bottle",
        skus={(): (1890, 980, 110)},
        story=("500 毫升玻璃瓶，总酸 6 度。",),
    ),
    Ware(
        title="槐花蜜",
        subtitle="蓟州山里的槐花，头一茬",
        category="米面油醋",
        drawing="honey",
        skus={(): (4580, 760, 65)},
        member_off=5,
        story=("500 克玻璃瓶。低温结晶是好事，温水坐开即可。",),
    ),
    Ware(
        title="冻柿子",
        subtitle="盘山磨盘柿，冻透再吃才甜",
        category="时令鲜货",
        drawing="persimmons",
        specs=("数量",),
        skus={("6 只",): (2580, 1300, 50), ("12 只",): (4680, 2550, 30)},
        return_kind="perishable",
        tags=("时令",),
        story=("泡沫箱加冰袋发货，只送京津冀。",),
    ),
)
