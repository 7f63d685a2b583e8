import { asking } from '../../asking.js'
import { endsOf } from '../../shared/goods.js'
import { goodsView } from '../../shared/goods-view.js'
import { tell } from '../../telling.js'

const HISTORY = 'searched'
const KEPT = 10

Page(asking({
  start: { more: [], next: undefined, typed: '', finding: false, searched: [] },
  once: true,
  view: goodsView,
  ends: ({ answer: { items, until }, more }) => (more.length ? [] : [until, ...endsOf(items)]),
  ticks: true,

  async ask(api) {
    const [categories, first] = await Promise.all([api.categories(), api.products(this.wanted())])
    this.know({ more: [], next: first.next })
    return { categories: categories.items, items: first.items, now: first.now, until: first.until }
  },

  onLoad({ q, find }) {
    this.know({ typed: q || '', finding: Boolean(find), searched: wx.getStorageSync(HISTORY) || [] })
  },

  async onReachBottom() {
    if (!this.facts.next || this.reading) return
    this.reading = true
    try {
      const { items, next } = await getApp().api.products({ ...this.wanted(), cursor: this.facts.next })
      this.know({ more: [...this.facts.more, ...items], next })
    } catch (refused) {
      tell(refused)
    } finally {
      this.reading = false
    }
  },

  wanted() {
    const { category, q, tag, sort } = this.query
    return { category, q, tag, sort }
  },

  onTyping({ detail }) {
    this.facts.typed = detail.value
  },

  onFinding() {
    this.know({ finding: true })
  },

  onFind({ detail }) {
    this.find(detail.value)
  },

  onFindNow() {
    this.find(this.facts.typed)
  },

  onForget() {
    wx.setStorageSync(HISTORY, [])
    this.know({ searched: [] })
  },

  find(text) {
    const q = text.trim()
    if (!q) return
    wx.setStorageSync(HISTORY, [q, ...this.facts.searched.filter((each) => each !== q)].slice(0, KEPT))
    wx.redirectTo({ url: `/pages/goods/goods?q=${encodeURIComponent(q)}` })
  },
}))
