import { asking } from '../../asking.js'
import { shopView } from '../../shared/shop-view.js'

Page(asking({
  ask: (api) => api.shop(),
  view: shopView,

  onShow() {
    wx.setNavigationBarTitle({ title: this.data.title })
  },

  onShareAppMessage() {
    return { title: this.data.title, path: '/pages/shop/shop' }
  },
}))
