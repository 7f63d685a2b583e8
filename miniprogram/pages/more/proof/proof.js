import { asking } from '../../../asking.js'
import { marketed } from '../../../market-words.js'
import { verdict, verify } from '../shared/proof.js'
import { proofView } from '../shared/proof-view.js'

Page(asking({
  start: { verdict: '' },
  view: (facts, context) => proofView(facts, { ...context, words: marketed }),
  once: true,
  data: { t: marketed },

  async ask(api) {
    const { round, room } = this.query
    const [proof, { mine }] = await Promise.all([api.proof(round, room), api.round(round, room)])
    // Recomputing takes a moment on an old phone: first the page is seen.
    setTimeout(() => this.know({ verdict: verdict(verify(proof)) }), 50)
    return { proof, mine: mine.entry }
  },

  onShow() {
    wx.setNavigationBarTitle({ title: marketed.proof.title })
  },

  onCopy() {
    wx.setClipboardData({ data: this.data.whole, success: () => wx.showToast({ title: marketed.copiedText, icon: 'none' }) })
  },
}))
