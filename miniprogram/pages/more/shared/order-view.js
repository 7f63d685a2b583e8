import { faceOf } from '../../../shared/goods.js'
import { fill } from '../../../shared/i18n/index.js'
import { price, sum } from '../../../shared/money.js'
import { piecesOf } from '../../../shared/numbers.js'
import { reasonsOf, reductions } from '../../../shared/quote-view.js'
import { countdown, moment } from '../../../shared/time.js'

export const TABS = ['all', 'to-pay', 'to-ship', 'shipped', 'done']

/** What a list of orders shows. */
export function ordersView(facts, context) {
  const { words, query = {} } = context
  const answer = facts.answer || { items: [] }
  const state = query.state || 'all'
  return {
    tabs: TABS.map((name) => ({ name, label: words.orders.tabs[name], on: name === state, url: `/pages/more/orders/orders?state=${name}` })),
    orders: [...answer.items, ...facts.more].map((order) => cardOf(order, context)),
    more: Boolean(facts.next),
  }
}

/** What the page of one order shows. */
export function orderView({ answer: order, shop = null }, context) {
  const { words, now } = context
  if (!order) return { title: words.orders.one, lines: [], rows: [], parcels: [], facts: [] }
  return {
    title: words.orders.status[order.status] || order.status,
    hint: hintOf(order, context),
    team: teamOf(order, words),
    clock: order.can.pay && order.expires_at ? countdown(order.expires_at, now, words) : [],
    status: order.status,
    id: order.order,
    lines: order.lines.map((line) => lineOf(line, order, context)),
    rows: rowsOf(order, words),
    total: price(order.total),
    refunded: order.refunded > 0 ? sum(order.refunded) : '',
    contact: order.contact,
    region: order.region,
    delivery: words.delivery[order.delivery],
    shop: order.delivery === 'pickup' && order.status !== 'closed' ? shop : null,
    pickupCode: order.pickup_code || '',
    parcels: order.parcels.map((parcel, index) => parcelOf(parcel, index, order, context)),
    facts: momentsOf(order, context),
    can: order.can,
  }
}

/** Pieces of a line that an after-sale may still ask for. */
export function lineOf(line, order, context) {
  return {
    line: line.line,
    url: `/pages/product/product?id=${encodeURIComponent(line.product)}`,
    title: line.title,
    spec: line.spec,
    ...faceOf(line, context.picture),
    quantity: line.quantity,
    amount: line.gift ? context.words.quote.gift : sum(line.amount),
    reasons: reasonsOf(line, context.words),
    refunded: goneOf(line, context.words.orders),
    claim: line.claimable > 0 ? `/pages/more/apply/apply?order=${order.order}&line=${line.line}` : '',
  }
}

/** Pieces that were given back, or a gift that never left because what is kept does not earn it. */
function goneOf(line, words) {
  if (!line.refunded) return ''
  return line.gift && !line.shipped ? words.giftLost : fill(words.refundedPieces, { count: line.refunded })
}

function cardOf(order, context) {
  const { words, now } = context
  const pieces = order.lines.reduce((count, line) => count + line.quantity, 0)
  return {
    id: order.order,
    url: `/pages/more/order/order?id=${order.order}`,
    status: words.orders.status[order.status] || order.status,
    day: moment(order.created_at, now, words),
    lines: order.lines.slice(0, 3).map((line) => ({ line: line.line, title: line.title, spec: line.spec, quantity: line.quantity, ...faceOf(line, context.picture) })),
    pieces: piecesOf(pieces, words),
    total: sum(order.total),
    pay: order.can.pay ? `/pages/pay/pay?order=${order.order}` : '',
    receive: order.can.confirm_receipt,
  }
}

function hintOf(order, { words, now }) {
  if (order.status === 'closed') return words.orders.closed[order.close_reason] || ''
  if (order.status === 'waiting') return fill(words.orders.hints.waiting, { count: order.team.missing, when: moment(order.team.until, now, words) })
  return words.orders.hints[order.status] || ''
}

/** The team in which it was bought, or null. */
function teamOf({ team }, words) {
  if (!team) return null
  const text = team.state === 'open' ? fill(words.teams.missing, { count: team.missing }) : words.teams.states[team.state]
  return { url: `/pages/more/team/team?id=${team.team}`, text, action: team.waits && team.state === 'open' ? words.teams.steps.invite : words.teams.see }
}

function rowsOf(order, words) {
  return [
    { key: 'goods', name: words.quote.goods, value: sum(order.goods) },
    ...reductions(order.lines.flatMap((line) => (line.gift ? [] : line.adjustments)), words),
    ...(order.changed_by_shop > 0 ? [{ key: 'shop', name: words.quote.byShop, value: `-${sum(order.changed_by_shop)}`, off: true }] : []),
    { key: 'shipping', name: words.quote.shipping, value: order.shipping ? sum(order.shipping) : words.quote.free },
  ]
}

function parcelOf(parcel, index, order, { words, now }) {
  const names = new Map(order.lines.map((line) => [line.line, line.title]))
  return {
    key: parcel.parcel,
    name: fill(words.orders.parcel, { number: index + 1 }),
    carrier: parcel.carrier_name || words.delivery[parcel.kind],
    tracking: parcel.tracking,
    site: parcel.tracking && parcel.carrier_site,
    when: moment(parcel.shipped_at, now, words),
    arrived: Boolean(parcel.received_at),
    contents: Object.entries(parcel.lines).map(([line, pieces]) => `${names.get(line) || ''} × ${pieces}`).join(words.comma),
  }
}

function momentsOf(order, { words, now }) {
  const moments = [['number', order.number], ['note', order.note]]
  const times = ['created_at', 'paid_at', 'shipped_at', 'received_at', 'completed_at', 'closed_at']
  return [...moments, ...times.map((name) => [name, order[name] && moment(order[name], now, words)])]
    .filter(([, value]) => value)
    .map(([name, value]) => ({ key: name, name: words.orders.facts[name], value }))
}
