import { asking } from '../../../asking.js'
import { pointsView } from '../shared/mine-view.js'
import { withMore } from '../shared/more-words.js'
import { tag, words } from '../../../words.js'

const t = withMore(words, tag)

Page(asking({
  ask: (api) => api.points(),
  view: (facts, context) => pointsView(facts, { ...context, words: t }),
  data: { t },

  onShow() {
    wx.setNavigationBarTitle({ title: words.me.points })
  },
}))
