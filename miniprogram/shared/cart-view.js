import { dealOf, faceOf, strikeOf } from './goods.js'
import { fill } from './i18n/index.js'
import { price } from './money.js'
import { explain, nudgesOf, reasonsOf, totalOf } from './quote-view.js'

/** What the cart shows of GET /cart; `facts.editing` turns its foot into the one that deletes. */
export function cartView(facts, context) {
  const cart = facts.answer || { items: [], gone: [], quote: null }
  const { words } = context
  const lines = new Map(((cart.quote && cart.quote.lines) || []).filter((line) => !line.gift).map((line) => [line.sku, line]))
  const items = cart.items.map((item) => itemOf(item, lines.get(item.sku), context))
  const chosen = items.filter((item) => item.selected)
  return {
    items,
    gone: (cart.gone || []).map((item) => ({ ...itemOf(item, null, context), why: words.cart.why[item.reason] || words.cart.why.gone })),
    gifts: ((cart.quote && cart.quote.lines) || []).filter((line) => line.gift).map((line) => giftOf(line, cart, words)),
    empty: items.length === 0 && (cart.gone || []).length === 0,
    all: items.length > 0 && chosen.length === items.length,
    pieces: chosen.reduce((sum, item) => sum + item.quantity, 0),
    open: facts.open,
    editing: facts.editing,
    ...moneyOf(cart.quote, chosen.length > 0, words, cart.goods),
  }
}

function moneyOf(quote, some, words, goods) {
  if (!quote || !some) return { total: price(0), saved: '', rows: [], nudges: [] }
  return { ...totalOf(quote), rows: explain(quote, words), nudges: nudgesOf(quote, words, goods) }
}

function itemOf(item, line, context) {
  const { words } = context
  const now = line ? line.unit_price : dealOf(item)
  return {
    sku: item.sku,
    product: item.product,
    url: `/pages/product/product?id=${encodeURIComponent(item.product)}&sku=${encodeURIComponent(item.sku)}`,
    title: item.title,
    spec: item.spec,
    ...faceOf(item, context.picture),
    quantity: item.quantity,
    selected: item.selected,
    price: price(now),
    strike: strikeOf(item.strike_price, now), // what a promotion takes off stands among the reasons: its list price is not proven
    least: item.least || 1,
    most: Math.max(1, Math.min(item.available || 1, item.most || 999)),
    reasons: line ? reasonsOf(line, words) : [],
    trouble: troubleOf(item, words),
  }
}

function troubleOf(item, words) {
  return item.trouble ? fill(words.cart.trouble[item.trouble] || '', { least: item.least, most: item.most, available: item.available }) : ''
}

function giftOf(line, cart, words) {
  const known = (cart.goods && cart.goods[line.sku]) || {}
  return { sku: line.sku, title: known.title || words.quote.gift, quantity: line.quantity }
}
