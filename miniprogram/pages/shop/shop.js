import { asking } from '../../asking.js'
import { COUNT, piecesIn } from '../../shared/basket.js'
import { endsOf } from '../../shared/goods.js'
import { shopView } from '../../shared/shop-view.js'

Page(asking({
  ask: (api) => api.shop(),
  view: shopView,
  ends: ({ answer: { new: fresh, hot, promotions } }) => endsOf([...fresh, ...hot], promotions),
  ticks: true,

  /** How much lies in the cart is nice to know, and no more. */
  onLoad() {
    getApp().api.cart().then((cart) => COUNT.tell(piecesIn(cart)), () => {})
  },

  onShow() {
    wx.setNavigationBarTitle({ title: this.data.title })
  },

  onShareAppMessage() {
    return { title: this.data.title, path: `/pages/shop/shop?from=share${getApp().api.mark}` }
  },
}))
