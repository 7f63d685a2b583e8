import { learn, learning, mention, say } from './floor.js'
import { marketed } from './market-words.js'
import { Refused } from './shared/api.js'
import { fill } from './shared/i18n/index.js'
import { yuan } from './shared/money.js'
import { createOnce } from './shared/once.js'
import { isForGood } from './shared/problems.js'
import { tell } from './telling.js'

const opening = createOnce()

/** What a viewer does at the market of the room he is in; what comes of it that room's page learns (floor.js), and no other's. */

/** What stands in a room, by the fact that tells it, and what asks for it. */
const STANDS = { shelf: 'shelf', sales: 'sales', bargains: 'bargains', 'group buys': 'groupBuys', rounds: 'rounds', battle: 'battle' }

export const standing = Object.keys(STANDS)

/** Asks what stands in a room now. */
export function refresh(room) {
  return Promise.all(standing.map((fact) => askAbout(fact, room)))
}

/** Resolves to whether `fact` needs no asking any more: it was heard in the room where it was asked, or is refused for good. */
export async function askAbout(fact, room) {
  const learn = learning()
  try {
    return learn({ type: fact, answer: await getApp().api[STANDS[fact]](room) })
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused
    return learn({ type: `${fact} refused`, refused }) && isForGood(refused)
  }
}

export async function want(product) {
  const learn = learning()
  const answer = await tried(() => say('want', { product }))
  if (!answer) return
  learn({ type: 'wanted', product, count: answer.count })
  wx.showToast({ title: marketed.market.wishSent, icon: 'none' })
}

/** Others hear that somebody goes shopping; whether they do is of no weight. */
export function pick(product, purpose) {
  learn({ type: 'goods picked', product, purpose })
  mention('going', { product })
}

export async function grab(sale, quantity) {
  const learn = learning()
  learn({ type: 'grabbing', sale, quantity })
  const answer = await tried(() => say('grab', { sale, quantity }), () => learn({ type: 'grab refused', sale }))
  if (answer) learn({ type: 'grabbed', sale, answer })
}

/** One's own price begins to come down; the first cut is one's own. */
export async function haggle(bargain, room) {
  const learn = learning()
  learn({ type: 'haggling', bargain })
  const answer = await tried(() => getApp().api.beginHaggle(bargain, room), () => learn({ type: 'haggle refused', bargain }))
  if (!answer) return
  learn({ type: 'haggle begun', bargain, answer })
  wx.showToast({ title: fill(marketed.bargain.own, { amount: yuan(answer.cuts[0].amount) }), icon: 'none', duration: 2500 })
}

/** Opens a team and goes on to order the seat in it, which is kept for a quarter of an hour. */
export async function openTeam(group, quantity, room) {
  const learn = learning()
  const sat = await tried(() => getApp().api.openTeam(group, quantity, opening.keyOf({ group, quantity }), room))
  if (!sat) return
  opening.settle()
  learn({ type: 'team sat', group, ...sat, until: null })
  learn({ type: 'order begun', claim: sat.claim, deal: { group } })
}

/** Says a round's keyword; resolves to whether it is said: in a room under review it waits, and enters by itself later. */
export async function sayKeyword(text) {
  const learn = learning()
  const answer = await say('comment', { text })
  learn({ ...answer, type: 'said', text })
  return answer.state !== 'held'
}

/** Enters a round; `first` is what its rule asks for, which may say that this takes its time. */
export async function join(round, choice, first = () => {}) {
  const learn = learning()
  if (!learn({ type: 'joining', round, choice })) return
  const entered = async () => {
    if ((await first()) === false) return null
    return say('join', choice === undefined ? { round } : { round, choice })
  }
  const answer = await tried(entered, () => learn({ type: 'join refused', round }))
  if (answer) learn({ type: 'joined', round, answer })
}

/** An order that waits for its money: what became of it is told in a word. */
export async function lookAfter(order) {
  try {
    const { payment, state } = await getApp().api.order(order)
    if (payment === 'unpaid' && state !== 'closed') return
    learn({ type: 'payment settled', order })
    wx.showToast({ title: payment === 'unpaid' ? marketed.pay.over : marketed.market.paid, icon: 'none', duration: 2500 })
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused
  }
}

/** A refusal is told where the eye is, after what it undoes; it resolves to undefined then. */
async function tried(act, undo = () => {}) {
  try {
    return await act()
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused
    undo()
    if (refused.status === 0) wx.showToast({ title: marketed.market.offline, icon: 'none', duration: 2500 })
    else tell(refused)
    return undefined
  }
}
