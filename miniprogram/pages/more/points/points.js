import { asking } from '../../../asking.js'
import { pointsView } from '../shared/mine-view.js'
import { words } from '../../../words.js'

Page(asking({
  ask: (api) => api.points(),
  view: pointsView,

  onShow() {
    wx.setNavigationBarTitle({ title: words.me.points })
  },
}))
