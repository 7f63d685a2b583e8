import { asking } from '../../../asking.js'
import { claimsView } from '../shared/after-sale-view.js'
import { words } from '../../../words.js'

Page(asking({
  ask: (api) => api.afterSales(),
  view: claimsView,

  onShow() {
    wx.setNavigationBarTitle({ title: words.claims.title })
  },

  onOrders() {
    wx.navigateTo({ url: '/pages/more/orders/orders' })
  },
}))
