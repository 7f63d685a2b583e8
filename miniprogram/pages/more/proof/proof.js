import { asking } from '../../../asking.js'
import { marketed } from '../../../market-words.js'
import { verdict, verify } from '../shared/proof.js'
import { proofView } from '../shared/proof-view.js'
import { withMore } from '../shared/more-words.js'
import { tag } from '../../../words.js'

const t = withMore(marketed, tag)

Page(asking({
  start: { verdict: '' },
  view: (facts, context) => proofView(facts, { ...context, words: t }),
  once: true,
  data: { t },

  async ask(api) {
    const { round, room } = this.query
    const [proof, { mine }] = await Promise.all([api.proof(round, room), api.round(round, room)])
    // Recomputing takes a moment on an old phone: first the page is seen.
    setTimeout(() => this.know({ verdict: verdict(verify(proof)) }), 50)
    return { proof, mine: mine.entry }
  },

  onShow() {
    wx.setNavigationBarTitle({ title: t.proof.title })
  },

  onCopy() {
    wx.setClipboardData({ data: this.data.whole, success: () => wx.showToast({ title: t.copiedText, icon: 'none' }) })
  },
}))
