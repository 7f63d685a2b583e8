import { asking } from '../../../asking.js'
import { client } from '../../../platform.js'
import { tag, words } from '../../../words.js'
import { aboutView } from '../shared/about-view.js'
import { withMore } from '../shared/more-words.js'

const t = withMore(words, tag)

/** 店铺信息与投诉: who sells here, and where one goes with a complaint. */
Page(asking({
  ask: (api) => api.about(),
  view: (facts, context) => aboutView(facts, { ...context, words: t, client }),
  data: { t },

  onShow() {
    wx.setNavigationBarTitle({ title: t.shop.about })
  },

  /** WeChat asks once more before it calls; who thinks better of it has not failed. */
  onCall({ currentTarget }) {
    wx.makePhoneCall({ phoneNumber: currentTarget.dataset.phone, fail() {} })
  },
}))
