import { fill } from './i18n/index.js'
import { price, sum, yuan } from './money.js'
import { pieceOf } from './shop-view.js'

/** What made a total, line by line, as it happened: [{name, value, off}]. */
export function explain(quote, words) {
  const shipping = quote.shipping + quote.shipping_off
  return [
    { key: 'goods', name: words.quote.goods, value: sum(quote.goods) },
    ...reductions(quote.lines.flatMap((line) => line.adjustments), words),
    { key: 'shipping', name: words.quote.shipping, value: quote.deliverable === false ? words.quote.noDelivery : shipping ? sum(shipping) : words.quote.free },
    ...reductions(quote.shipping_adjustments || [], words, 'shipping-'),
  ]
}

/** The same reason on several lines is one row: what it took off in all. */
export function reductions(adjustments, words, prefix = '') {
  const found = new Map()
  for (const each of adjustments) {
    const key = `${prefix}${each.kind}/${each.promotion}/${each.coupon || ''}`
    const known = found.get(key) || { key, name: reasonOf(each, words), amount: 0 }
    found.set(key, { ...known, amount: known.amount + each.amount })
  }
  return [...found.values()].map(({ key, name, amount }) => ({ key, name, value: `-${sum(amount)}`, off: true }))
}

/** Why a line costs what it does: "限时价 春日特惠 -¥3.00". */
export function reasonsOf(line, words) {
  return (line.adjustments || []).map((each, index) => ({ key: String(index), text: `${reasonOf(each, words)} -¥${yuan(each.amount)}` }))
}

function reasonOf({ kind, name }, words) {
  const known = words.promo.kinds[kind] || ''
  return !name || name === known || kind === 'points' || kind === 'member-price' || kind === 'room-price' ? known || name : `${known ? `${known} ` : ''}${name}`
}

/** "再买 ¥12 减 ¥10": what a little more would bring. */
export function nudgesOf(quote, words, goods = {}) {
  return (quote.nudges || []).map((each, index) => ({ key: String(index), text: nudgeOf(each, words, partsOf(each, goods)) })).filter(({ text }) => text)
}

function partsOf({ parts }, goods) {
  return Object.entries(parts || {}).filter(([sku]) => goods[sku]).map(([sku, pieces]) => ({ ...goods[sku], pieces }))
}

function nudgeOf({ kind, name, missing, pieces, off, price: cost }, words, parts) {
  const named = parts.map((each) => pieceOf(each, words))
  if (kind === 'bundle') return named.length ? fill(words.quote.moreParts, { parts: named.join(words.comma), price: yuan(cost) }) : ''
  const more = fill(pieces ? words.quote.morePieces : words.quote.moreAmount, { missing: pieces ? missing : yuan(missing) })
  if (kind === 'shipping') return more + words.quote.thenFree
  if (kind === 'gift' && named.length) return more + fill(words.quote.thenGift, { gifts: named.join(words.comma) })
  return more + (off ? fill(words.quote.thenOff, { off: yuan(off) }) : fill(words.quote.thenName, { name }))
}

/** What the buyer saves against the plain prices. */
export function savedOf(quote) {
  return quote.discount + quote.points_off + quote.shipping_off
}

export function totalOf(quote) {
  return { total: price(quote.total), saved: savedOf(quote) > 0 ? sum(savedOf(quote)) : '' }
}
