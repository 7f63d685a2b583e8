import { faceOf } from '../../../shared/goods.js'
import { fill } from '../../../shared/i18n/index.js'
import { sum } from '../../../shared/money.js'
import { piecesOf } from '../../../shared/numbers.js'
import { moment } from '../../../shared/time.js'

/** Carriers by WeChat's codes; none: brought to the shop. */
const CARRIERS = ['SF', 'ZTO', 'YTO', 'STO', 'YD', 'JTSD', 'JD', 'EMS', 'YZPY', 'DBL', '']

export const REASONS = ['no-reason', 'damaged', 'wrong', 'missing', 'unlike', 'late', 'other']
/** What can be wrong with goods that nobody has seen. */
const UNSENT = ['no-reason', 'late', 'other']
/** As `store/after_sales` has it. */
export const MOST_PHOTOS = 9

function reasonsOf(line, wish, options, words) {
  const unsent = line.shipped === 0
  const possible = unsent ? UNSENT : REASONS
  const label = (name) => (unsent && words.claims.unsentReasons[name]) || words.claims.reasons[name]
  return possible.filter((name) => options.no_reason || name !== 'no-reason').map((name) => ({ name, label: label(name), chosen: name === wish.reason }))
}

/** The same again, or another variant that is as dear; a dearer or cheaper one is a return and a new order. */
function othersOf(held, wish, options, words) {
  const others = (options.others || []).map((each) => ({ sku: each.sku, label: each.spec }))
  return others.length ? [{ sku: '', label: held || words.claims.same }, ...others].map((each) => ({ ...each, chosen: each.sku === (wish.sku || '') })) : []
}

/** What the page shows on which something is claimed. `facts.wish` is what the buyer said so far. */
export function applyView(facts, context) {
  const { words, query = {} } = context
  const line = facts.answer && facts.answer.order.lines.find((each) => each.line === query.line)
  const options = facts.answer && (facts.answer.options.find((each) => each.line === query.line) || { left: 0, kinds: [], no_reason: false, until: null })
  if (!line) return { kinds: [], reasons: [], photos: [], ready: false }
  const { wish } = facts
  const held = options.spec || line.spec
  return {
    title: line.title,
    spec: held,
    ...faceOf(line, context.picture),
    none: options.left === 0,
    most: Math.max(1, options.left),
    quantity: Math.min(wish.quantity, Math.max(1, options.left)),
    kinds: options.kinds.map((name) => ({ name, label: words.claims.kinds[name], hint: words.claims.kindHints[name], chosen: name === kindOf(wish, options) })),
    reasons: reasonsOf(line, wish, options, words),
    others: kindOf(wish, options) === 'exchange' ? othersOf(held, wish, options, words) : [],
    words: wish.words,
    photos: wish.photos,
    room: roomFor(wish) > 0,
    uploading: uploads(wish),
    amount: sum(Math.floor((line.amount * Math.min(wish.quantity, options.left)) / line.quantity)),
    refundable: kindOf(wish, options) !== 'exchange',
    ready: Boolean(wish.reason) && options.left > 0 && !uploads(wish),
    until: options.until ? fill(words.claims.returnUntil, { when: moment(options.until, context.now, words) }) : '',
  }
}

/** How many photos more the shop takes. */
export function roomFor({ photos }) {
  return MOST_PHOTOS - photos.length
}

/** Whether some have not arrived at the shop yet. */
function uploads({ photos }) {
  return photos.some(({ name }) => !name)
}

/** The kind that was chosen, where it is possible; else what most people want. */
export function kindOf(wish, options) {
  return [wish.kind, 'return', 'refund'].find((kind) => options.kinds.includes(kind)) || 'refund'
}

export function claimsView({ answer }, context) {
  const { words, now } = context
  return {
    claims: ((answer && answer.items) || []).map((claim) => ({
      id: claim.after_sale,
      url: `/pages/more/after-sale/after-sale?id=${claim.after_sale}`,
      title: claim.title,
      ...faceOf(claim, context.picture),
      what: [words.claims.kinds[claim.kind], piecesOf(claim.quantity, words), claim.kind === 'exchange' ? '' : sum(claim.amount)].filter(Boolean).join(' · '),
      state: words.claims.states[claim.state] || claim.state,
      day: moment(claim.applied_at, now, words),
    })),
  }
}

/** What the page of one claim shows. */
export function claimView({ answer: claim, parcel }, context) {
  const { words, now } = context
  if (!claim) return { title: words.claims.one, facts: [], photos: [], carriers: [] }
  return {
    title: words.claims.states[claim.state] || claim.state,
    hint: words.claims.hints[claim.state] || '',
    deadline: claim.deadline_at ? fill(words.claims.until, { when: moment(claim.deadline_at, now, words) }) : '',
    goods: claim.title,
    spec: claim.spec,
    ...faceOf(claim, context.picture),
    quantity: claim.quantity,
    facts: factsOf(claim, context),
    photos: claim.photos.map(context.picture),
    answer: claim.answer,
    sendBack: claim.can.send_back,
    backTo: claim.returns_to,
    carriers: CARRIERS.map((name) => ({ name: name || 'shop', code: name, label: words.claims.carriers[name || 'shop'], chosen: parcel.carrier === name })),
    byShop: parcel.carrier === '',
    tracking: parcel.tracking,
    withdraw: claim.can.cancel,
    order: `/pages/more/order/order?id=${claim.order}`,
  }
}

function factsOf(claim, { words, now }) {
  const rows = [
    ['kind', words.claims.kinds[claim.kind]],
    ['reason', words.claims.reasons[claim.reason]],
    ['words', claim.words],
    ['wanted', claim.wanted_spec || ''],
    ['amount', claim.kind === 'exchange' ? '' : sum(claim.amount)],
    ['tracking', claim.tracking ? `${claim.carrier_name || claim.carrier} ${claim.tracking}` : ''],
    ['applied_at', moment(claim.applied_at, now, words)],
    ['ended_at', claim.ended_at && moment(claim.ended_at, now, words)],
  ]
  return rows.filter(([, value]) => value).map(([key, value]) => ({ key, name: words.claims.facts[key], value }))
}
