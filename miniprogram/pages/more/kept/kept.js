import { asking } from '../../../asking.js'
import { goodsCard } from '../../../shared/goods-card.js'
import { withMore } from '../shared/more-words.js'
import { sure } from '../../../telling.js'
import { tag, words } from '../../../words.js'

const t = withMore(words, tag)

/** Products that somebody keeps: favourites, or what he looked at. */
Page(asking({
  data: { t },
  ticks: true,
  view: ({ answer }, context) => ({
    kind: (context.query || {}).kind || '',
    title: words.me[(context.query || {}).kind] || '',
    cards: ((answer && answer.items) || []).map((card) => goodsCard(card.product || card, context)),
  }),

  ask(api) {
    return this.query.kind === 'footprints' ? api.footprints() : api.favourites()
  },

  onShow() {
    wx.setNavigationBarTitle({ title: words.me[this.query.kind] || '' })
  },

  async onClear() {
    if (!(await sure(t.mine.sureClear))) return
    this.act(async (api) => {
      await api.clearFootprints()
      await this.ask()
    })
  },
}))
