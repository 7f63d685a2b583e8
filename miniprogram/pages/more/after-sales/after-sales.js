import { asking } from '../../../asking.js'
import { go } from '../../../going.js'
import { claimsView } from '../shared/after-sale-view.js'
import { tag, words } from '../../../words.js'
import { withMore } from '../shared/more-words.js'

const t = withMore(words, tag)

Page(asking({
  ask: (api) => api.afterSales(),
  view: (facts, context) => claimsView(facts, { ...context, words: t }),
  data: { t },

  onShow() {
    wx.setNavigationBarTitle({ title: t.orders.claims })
  },

  onOrders() {
    go('/pages/more/orders/orders')
  },
}))
