import { client, leaveFor, payInWechat } from './platform.js'
import { askBeside, reachOf } from './reaching.js'
import { handoverKind, IN_VAIN, wantedWay } from './shared/pay-view.js'
import { OF_ORDERS, OF_TEAMS } from './shared/reach.js'
import { words } from './words.js'

const KEPT = 'paying'

/** After so many ms nobody waits at the cashier: a try that is not paid by then was most likely given up. */
const GIVEN_UP = 30000

/** The try that was under way for an order when its buyer left the page, or null; `known` is its id from the address. */
export function keptAttempt(order, known) {
  const kept = wx.getStorageSync(KEPT)
  const attempt = known || (kept && kept.order === order && kept.attempt)
  if (!attempt) return null
  const asked = kept && Date.now() - kept.begun > GIVEN_UP ? IN_VAIN : 0
  return { ...(kept || {}), attempt, asked, state: 'waiting' }
}

/** Where to go on after paying: the room in which it was bought, or ''. */
export function keptRoom(order) {
  const kept = wx.getStorageSync(KEPT)
  return (kept && kept.order === order && kept.room) || ''
}

/** Who leaves the page before paying comes back to this room. */
export function keepRoom(order, room) {
  wx.setStorageSync(KEPT, { order, room })
}

export function forgetAttempt() {
  wx.setStorageSync(KEPT, '')
}

/** How the payment of an order stands, and how often that was asked of its try: {attempt, answer: {order, ways, now}}; `recognise` is WeChat's door, where the buyer is unknown. */
export async function standOf(api, order, attempt) {
  const waits = attempt && attempt.state === 'waiting'
  const said = waits ? await api.payment(attempt.attempt) : {}
  const known = await api.order(order)
  const offered = known.payment === 'unpaid' && known.state === 'pending' ? await api.ways(order, client) : { items: [] }
  return {
    attempt: waits ? { ...attempt, ...said, handover: said.handover || attempt.handover, asked: (attempt.asked || 0) + 1 } : attempt,
    answer: { order: known, ways: offered.items, now: known.now },
    recognise: offered.recognise || '',
  }
}

/** Begins to pay an order of `facts` in the way that was chosen; resolves to the attempt. */
export async function beginToPay(api, order, facts, once, room = '') {
  const { provider, way } = wantedWay(facts)
  const wish = { provider, way, client }
  const [begun, { templates }] = await Promise.all([api.pay(order, wish, once.keyOf(wish)), reachOf(api)])
  const about = facts.answer.order && facts.answer.order.team ? OF_TEAMS : OF_ORDERS
  const attempt = { ...wish, ...begun, templates, about }
  once.settle()
  wx.setStorageSync(KEPT, { ...attempt, order, room, begun: Date.now() })
  return attempt
}

/** Hands the buyer over to who takes the money; resolves to whether this page goes on. */
export async function handOn(api, { handover, templates, about = OF_ORDERS }) {
  const kind = handoverKind(handover)
  if (kind === 'leave' && leaveFor(handover.address)) return false
  if (kind === 'jsapi' && !(await payInWechat(handover, () => askBeside(api, about, templates)))) wx.showToast({ title: words.pay.notDone, icon: 'none' })
  return true
}
