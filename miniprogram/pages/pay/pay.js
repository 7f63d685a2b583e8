import { asking, tell } from '../../asking.js'
import { client, codePicture, leaveFor, payInWechat } from '../../platform.js'
import { createOnce } from '../../shared/once.js'
import { handoverKind, nameOf, payView } from '../../shared/pay-view.js'
import { words } from '../../words.js'

const WAITING = 2000
const CALM = 15000

Page(asking({
  start: { attempt: null, chosen: '' },
  ticks: true,
  view: (facts, context) => payView(facts, { ...context, client, codePicture: drawn }),
  every: ({ attempt, answer }) => (answer.order.payment !== 'unpaid' ? -1 : attempt && attempt.state === 'waiting' ? WAITING : CALM),

  onLoad({ attempt, order, code, state }) {
    this.once = createOnce()
    this.came = code && state ? { code, state } : null
    const kept = wx.getStorageSync('paying')
    const known = attempt || (kept && kept.order === order && kept.attempt)
    if (known) this.know({ attempt: { attempt: known, state: 'waiting', ...(kept || {}) } })
    wx.setNavigationBarTitle({ title: words.pay.title })
  },

  async ask(api) {
    await this.comeBack(api)
    const { attempt } = this.facts
    if (attempt && attempt.state === 'waiting') {
      const said = await api.payment(attempt.attempt)
      this.know({ attempt: { ...attempt, ...said, handover: said.handover || attempt.handover } })
    }
    const order = await api.order(this.query.order)
    const offered = order.payment === 'unpaid' && order.state === 'pending' ? await api.ways(this.query.order, client) : { items: [] }
    if (offered.recognise && !this.query.code) leaveFor(offered.recognise)
    return { order, ways: offered.items, now: order.now }
  },

  /** From WeChat's door, once; who was not recognised there pays in the ways that need no name. */
  async comeBack(api) {
    const { came } = this
    this.came = null
    if (came) await api.signInAt(came.code, came.state).catch(() => {})
  },

  onWay({ currentTarget }) {
    this.know({ chosen: currentTarget.dataset.name })
  },

  onPay() {
    const { ways } = this.facts.answer
    const way = ways.find((each) => nameOf(each) === this.facts.chosen) || ways[0]
    this.act(async (api) => {
      const wish = { provider: way.provider, way: way.way, client }
      const attempt = await api.pay(this.query.order, wish, this.once.keyOf(wish))
      this.once.settle()
      const kept = { ...wish, ...attempt }
      wx.setStorageSync('paying', { ...kept, order: this.query.order })
      this.know({ attempt: kept })
      await this.hand(kept)
    })
  },

  async hand({ handover }) {
    const kind = handoverKind(handover)
    if (kind === 'leave' && leaveFor(handover.address)) return
    if (kind === 'jsapi' && !(await payInWechat(handover))) wx.showToast({ title: words.pay.notDone, icon: 'none' })
    this.poll.hurry()
  },

  /** Some codes are addresses, which open without a second phone too. */
  onOpen() {
    leaveFor(this.facts.attempt.handover.code)
  },

  /** Another way: the try under way may still be paid, the shop's server sees to that. */
  onOther() {
    wx.setStorageSync('paying', '')
    this.once.settle()
    this.know({ attempt: null })
  },

  onCheck() {
    this.ask().then(() => {
      if (this.data.phase !== 'paid') wx.showToast({ title: words.pay.notYet, icon: 'none' })
    }, tell)
  },

  onOrder() {
    wx.redirectTo({ url: `/pages/order/order?id=${this.query.order}` })
  },

  onShop() {
    wx.switchTab({ url: '/pages/shop/shop' })
  },
}))

let last = { text: '', picture: '' }

/** A code is drawn once, however often the page is shown. */
function drawn(text) {
  if (last.text !== text) last = { text, picture: codePicture(text) }
  return last.picture
}
