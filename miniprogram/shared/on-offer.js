import { fill } from './i18n/index.js'
import { price, yuan } from './money.js'
import { clock, moment } from './time.js'

const DAY = 86400000
const RANK = ['open', 'announced', 'sold-out']

/** What a card says of a product's `deals` (GET /products) in a few words: the best that can be had, else what comes; or nothing. */
export function offerTag(deals, context) {
  const [first] = standing(deals, context)
  if (!first || first.state === 'sold-out') return ''
  const { deal, state } = first
  const { words } = context
  const told = fill(words.offer.tags[deal.kind], { price: yuan(deal.price) })
  return state === 'open' ? told : `${told}·${briefly(deal, context)}`
}

/** What its page tells beside the shop's own teams and bargains: what is to be had in a room, and what begins later. */
export function offersIn(deals, context) {
  const { words, now } = context
  return standing(deals, context).filter(({ deal, state }) => deal.room || state === 'announced').map(({ deal, state }) => ({
    id: deal.activity,
    room: deal.room,
    kind: words.offer.kinds[deal.kind],
    price: price(deal.price),
    floor: deal.floor ? words.offer.floor : '',
    spec: deal.spec,
    ...timeOf(deal, state, { words, now }),
    soldOut: state === 'sold-out' ? words.offer.soldOut : '',
    action: deal.room ? words.offer.actions[deal.kind === 'flash-sale' ? state : 'room'] : '',
  }))
}

/** Whether pieces may go while one looks. */
export function runsOut(deals) {
  return (deals || []).some(({ kind }) => kind === 'flash-sale')
}

/** Those that are not over, as they stand at server time `now` (ms): what can be had first, then what comes; the lower price first, one that others have to help to last. */
function standing(deals, { words, now }) {
  const found = (deals || []).filter(({ kind }) => words.offer.tags[kind]).map((deal) => ({ deal, state: stateOf(deal, now) }))
  return found.filter(({ state }) => RANK.includes(state)).sort((one, other) => placeOf(one) - placeOf(other) || one.deal.price - other.deal.price)
}

function placeOf({ deal, state }) {
  return 2 * RANK.indexOf(state) + (deal.floor ? 1 : 0)
}

function stateOf({ state, opens_at: opens, ends_at: ends }, now) {
  if (now >= Date.parse(ends)) return 'ended'
  if (state !== 'announced') return state
  return now < Date.parse(opens) ? state : 'open'
}

/** A clock for what is near, a day for what is far. */
function timeOf(deal, state, { words, now }) {
  const until = state === 'announced' ? deal.opens_at : deal.ends_at
  if (Date.parse(until) - now > DAY) return { time: fill(words.offer.until, { when: moment(until, now, words) }), clock: '' }
  const left = clock(until, now)
  return state === 'announced' ? { time: opensOf(deal, { words, now }), clock: fill(words.offer.left, { clock: left }) } : { time: words.offer.ends, clock: left }
}

/** "20:00 开抢", "明天 20:00 开抢". */
function opensOf(deal, { words, now }) {
  return fill(words.offer.opens[deal.kind], { when: whenOf(deal, { words, now }) })
}

/** The same for a card, which is narrow: of another day the moment alone, "明天 20:00". */
function briefly(deal, context) {
  const when = whenOf(deal, context)
  return /^\d\d:\d\d$/.test(when) ? opensOf(deal, context) : when
}

/** By the shop's clock; of today only the hour. */
function whenOf({ opens_at: opens }, { words, now }) {
  return moment(opens, now, { ...words, today: '' }).trim()
}
