import { asking } from '../../asking.js'
import { readAgain, readOn } from '../../paging.js'
import { endsOf } from '../../shared/goods.js'
import { goodsView } from '../../shared/goods-view.js'

const HISTORY = 'searched'
const KEPT = 10

Page(asking({
  start: { more: [], next: undefined, typed: '', finding: false, searched: [] },
  once: true,
  view: goodsView,
  ends: ({ answer: { items, until }, more }) => (more.length ? [] : [until, ...endsOf(items)]),
  ticks: true,

  async ask(api) {
    const [categories, first] = await Promise.all([api.categories(), this.read()])
    await readAgain(this, first.next, (cursor) => this.read(cursor))
    return { categories: categories.items, items: first.items, now: first.now, until: first.until }
  },

  onLoad({ q, find }) {
    this.know({ typed: q || '', finding: Boolean(find), searched: wx.getStorageSync(HISTORY) || [] })
  },

  onReachBottom() {
    return readOn(this, (cursor) => this.read(cursor))
  },

  read(cursor) {
    const { category, q, tag, sort } = this.query
    return getApp().api.products({ category, q, tag, sort, cursor })
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
