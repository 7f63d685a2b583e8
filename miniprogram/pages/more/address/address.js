import { asking } from '../../../asking.js'
import { words } from '../../../words.js'

/** An address that is kept, or a new one, on a page of its own; over a picture the same form stands in the checkout. */
Page(asking({
  once: true,
  view: ({ answer }) => ({ known: answer && !answer.fresh ? answer : null, near: (answer && answer.near) || '' }),

  async ask(api) {
    const kept = this.query.id === 'new' ? null : (await api.addresses()).items.find((each) => each.id === this.query.id)
    return kept || { fresh: true, near: (await api.about()).region }
  },

  onLoad() {
    wx.setNavigationBarTitle({ title: words.address.one })
  },

  onSaved() {
    this.onBack()
  },
}))
