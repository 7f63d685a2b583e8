import { foremostBargain } from './bargains.js'
import { faceOf } from './goods.js'
import { fill } from './i18n/index.js'
import { price, yuan } from './money.js'
import { clock } from './time.js'

/** What can be done on the card, by where it stands: the handler's name, or nothing. */
const ACTS = { open: 'begin', cutting: 'see', floor: 'buy', stopped: 'buy', ordered: 'pay', bought: 'order' }
const OWN = ['cutting', 'floor', 'stopped', 'ordered', 'bought']

/** The card of the bargain that matters now, or null; `closed` cards were put away (true) or taken out again (false). */
export function bargainView(bargains, { closed, asked }, context) {
  const found = foremostBargain(bargains, context.now, asked)
  if (!found) return null
  const { one, phase, news } = found
  const { words } = context
  const own = OWN.includes(phase)
  return {
    bargain: one.bargain,
    room: one.room,
    phase,
    closed: closed[one.bargain] === true,
    forward: asked ? asked === one.bargain : closed[one.bargain] === false || news,
    name: words.bargain.name,
    title: one.title,
    ...faceOf(one, context.picture),
    ...barOf(one, own ? one.mine : null, words),
    heading: words.bargain.phases[phase],
    clock: clockOf(one, phase, context.now),
    clockName: words.bargain.clocks[phase] || '',
    left: fill(words.bargain.left, { left: Math.max(0, one.left), quantity: one.quantity }),
    hint: hintOf(one, phase, context),
    act: bargains.busy === one.bargain ? '' : ACTS[phase] || '',
    action: actionOf(one, phase, words),
    buy: phase === 'cutting' ? fill(words.bargain.actions.buy, { price: yuan(one.mine.price) }) : '',
    haggle: own ? one.mine.haggle : '',
    order: (own && one.mine.order) || '',
  }
}

/** How far a price has come down from the start to the floor, for a bar, in words and for the ear. */
export function barOf(one, mine, words) {
  const now = mine ? mine.price : one.start_price
  const done = mine ? mine.helped : 0
  return {
    price: price(mine ? mine.price : one.floor_price),
    priceName: mine ? words.bargain.now : words.bargain.lowest,
    start: fill(words.bargain.start, { price: yuan(one.start_price) }),
    floor: fill(words.bargain.floor, { price: yuan(one.floor_price) }),
    share: Math.round(((one.start_price - now) / (one.start_price - one.floor_price)) * 100),
    cuts: fill(words.bargain.cuts, { done, all: one.helpers }),
    told: fill(words.bargain.progress, { done, all: one.helpers, price: yuan(now) }),
  }
}

/** Where a haggle stands; of a private room's, with the ticket by which its link lets others in. */
export function hagglePage(haggle, room, ticket = '') {
  const given = Object.entries({ id: haggle, room, ticket }).filter(([, value]) => value)
  return `/pages/more/bargain/bargain?${given.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`
}

/** What stands on a product's page of the shop's own bargains. */
export function offersOf(answer, { words }) {
  return ((answer && answer.items) || []).map((one) => ({
    bargain: one.bargain,
    words: fill(words.bargain.offer, { floor: yuan(one.floor_price), all: one.helpers, hours: one.hours }),
    action: one.mine ? words.bargain.actions.mine : words.bargain.actions.begin,
    haggle: one.mine ? one.mine.haggle : '',
    gone: one.state !== 'open' && !one.mine,
    goneWords: words.bargain.phases[one.state] || '',
  }))
}

function clockOf(one, phase, now) {
  if (phase === 'announced') return clock(one.opens_at, now)
  if (phase === 'open') return clock(one.ends_at, now)
  return ['cutting', 'floor', 'stopped'].includes(phase) ? clock(one.mine.until, now) : ''
}

function hintOf(one, phase, { words, now }) {
  const friend = one.mine && one.mine.friend
  if (friend && now < friend.until) return fill(words.bargain.friend, { name: friend.name, amount: yuan(friend.amount) })
  return words.bargain.hints[phase] || ''
}

function actionOf(one, phase, words) {
  if (phase === 'floor' || phase === 'stopped') return fill(words.bargain.actions.buy, { price: yuan(one.mine.price) })
  return words.bargain.actions[ACTS[phase]] || ''
}
