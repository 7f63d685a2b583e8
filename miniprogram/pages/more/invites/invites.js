import { asking } from '../../../asking.js'
import { ownCode } from '../../../inviting.js'
import { readAgain, readOn } from '../../../paging.js'
import { tag, words } from '../../../words.js'
import { invitesView } from '../shared/invites-view.js'
import { withMore } from '../shared/more-words.js'

const t = withMore(words, tag)

/** 邀请有礼: what both get, one's own link, and what came of one's friends. */
Page(asking({
  start: { more: [], next: null },
  view: (facts, context) => invitesView(facts, { ...context, words: t }),
  data: { t, poster: false },

  /** The code is there before anything can be shared. */
  async ask(api) {
    await ownCode()
    const first = await this.read()
    const { link } = first.on ? await api.inviteLink() : { link: '' }
    await readAgain(this, first.next, (before) => this.read(before))
    return { ...first, link }
  },

  onShow() {
    wx.setNavigationBarTitle({ title: t.invites.title })
  },

  onShareAppMessage() {
    return { title: t.invites.sharing, path: `/pages/shop/shop?from=share${getApp().api.mark}` }
  },

  onCopy() {
    wx.setClipboardData({ data: `${t.invites.sharing} ${this.facts.answer.link}`, success: () => wx.showToast({ title: t.invites.copied, icon: 'none' }) })
  },

  onPoster() {
    this.setData({ poster: true })
  },

  onPosterClosed() {
    this.setData({ poster: false })
  },

  onReachBottom() {
    return readOn(this, (before) => this.read(before))
  },

  async read(before) {
    const page = await getApp().api.invites({ before })
    return { ...page, items: page.friends }
  },
}))
