import { asking } from '../../../asking.js'
import { couponsView } from '../shared/mine-view.js'
import { words } from '../../../words.js'

Page(asking({
  view: couponsView,

  async ask(api) {
    const [mine, offered] = await Promise.all([api.coupons(this.query.state || 'issued'), api.offered()])
    return { mine: mine.items, offered: offered.items }
  },

  onShow() {
    wx.setNavigationBarTitle({ title: words.coupon.title })
  },

  onClaim({ currentTarget }) {
    this.act(async (api) => {
      await api.claim(currentTarget.dataset.id)
      wx.showToast({ title: words.coupon.claimed, icon: 'none' })
      await this.ask()
    })
  },
}))
