import { asking } from '../../asking.js'
import { drawn } from '../../drawn.js'
import { beginToPay, forgetAttempt, handOn, keptAttempt, keptRoom, standOf } from '../../paying.js'
import { client, leaveFor } from '../../platform.js'
import { createOnce } from '../../shared/once.js'
import { payView } from '../../shared/pay-view.js'
import { tell } from '../../telling.js'
import { words } from '../../words.js'

const WAITING = 2000
const CALM = 15000

Page(asking({
  start: { attempt: null, chosen: '' },
  ticks: true,
  view: (facts, context) => ({ pay: payView(facts, { ...context, client, codePicture: drawn }) }),
  every: ({ attempt, answer: { order } }) => (order.payment !== 'unpaid' ? (order.team && order.team.waits ? CALM : -1) : attempt && attempt.state === 'waiting' ? WAITING : CALM),
  data: { room: '' },

  onLoad({ attempt, order, code, state }) {
    this.once = createOnce()
    this.came = code && state ? { code, state } : null
    this.know({ attempt: keptAttempt(order, attempt) })
    this.setData({ room: keptRoom(order) })
    wx.setNavigationBarTitle({ title: words.pay.title })
  },

  async ask(api) {
    await this.comeBack(api)
    const asked = this.facts.attempt
    const { attempt, answer, recognise } = await standOf(api, this.query.order, asked)
    if (this.facts.attempt === asked) this.know({ attempt }) // else a tap was quicker
    if (recognise && !this.query.code) leaveFor(recognise)
    return answer
  },

  /** From WeChat's door, once; who was not recognised there pays in the ways that need no name. */
  async comeBack(api) {
    const { came } = this
    this.came = null
    if (came) await api.signInAt(came.code, came.state).catch(() => {})
  },

  onWay({ detail }) {
    this.know({ chosen: detail.name })
  },

  onPay() {
    this.act(async (api) => {
      const attempt = await beginToPay(api, this.query.order, this.facts, this.once, this.data.room)
      this.know({ attempt })
      if (!(await handOn(api, attempt))) return
      this.know({ attempt: { ...this.facts.attempt, asked: 0 } })
      this.poll.hurry()
    })
  },

  /** Some codes are addresses, which open without a second phone too. */
  onOpen() {
    leaveFor(this.facts.attempt.handover.code)
  },

  /** Another way: the try under way may still be paid, the shop's server sees to that. */
  onOther() {
    forgetAttempt()
    this.once.settle()
    this.know({ attempt: null })
  },

  onCheck() {
    this.ask().then(() => {
      if (this.data.pay.phase !== 'paid') wx.showToast({ title: words.pay.notYet, icon: 'none' })
    }, tell)
  },

  onTeam() {
    wx.redirectTo({ url: this.data.pay.team.url })
  },

  onOrder() {
    wx.redirectTo({ url: `/pages/more/order/order?id=${this.query.order}` })
  },

  /** On with what one was at: the show in which it was bought, or the shop. */
  onOn() {
    const { room } = this.data
    if (room) wx.reLaunch({ url: `/pages/room/room?room=${encodeURIComponent(room)}` })
    else wx.switchTab({ url: '/pages/shop/shop' })
  },
}))
