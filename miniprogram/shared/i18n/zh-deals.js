export default {
  deals: {
    title: '我的拼团和砍价',
    none: '还没有参加过拼团和砍价',
    noneHint: '商品页和直播间里有拼团、砍价时，开的团和砍的价都会在这里',
    order: '看订单',
    notAllowed: '没有允许，微信就提醒不了',
    tabs: { all: '全部', 'group-buy': '拼团', bargain: '砍价' },
    team: {
      mark: '{count} 人团',
      progress: '{done} / {all} 人已付款',
      sharing: '还差 {count} 人，一起拼 {title}，只要 ¥{price}',
      states: { taken: '等您下单', ordered: '等您付款', waiting: '等人参团', full: '拼团成功', settling: '正在结算…', failed: '拼团未成功，自动退款', returned: '已退款退出', lapsed: '没有下单，位置让出了' },
      actions: { taken: '去下单', ordered: '去付款', waiting: '邀请好友参团', full: '看订单', settling: '看我的团', failed: '再去看看', returned: '再去看看', lapsed: '再去看看' },
    },
    bargain: {
      mark: '砍价',
      progress: '{done} / {all} 刀',
      sharing: '我在砍「{title}」，已砍到 ¥{price}，来帮我砍一刀',
      states: { cutting: '正在砍', floor: '砍到底价了', stopped: '不再砍了', ordered: '等您付款', bought: '买到了', lapsed: '时间到了', 'sold-out': '已抢光' },
      actions: { cutting: '叫朋友来砍', floor: '现在就买 ¥{price}', stopped: '现在就买 ¥{price}', ordered: '去付款', bought: '看订单', lapsed: '再去看看', 'sold-out': '看看商品' },
    },
  },
}
