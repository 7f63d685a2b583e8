import { strikeOf } from './goods.js'
import { price } from './money.js'
import { skuView } from './product-view.js'
import { chosenSku } from './sku.js'

/** What the sheet shows in which a kind is chosen in a room: as in the shop, at the price of this room. */
export function pickView(facts, good, context) {
  const { answer, refused, chosen, prices } = facts
  if (!answer) return { stage: refused ? (refused.status === 404 ? 'missing' : 'failed') : 'loading', specs: [] }
  const view = skuView(facts, context)
  const sku = chosenSku(answer, chosen)
  return { ...view, stage: 'ready', sheetPrice: priceHere(view.sheetPrice, sku, good, prices) }
}

/** Before a kind is chosen the room's lowest price leads; then that of the kind, as the till would say it. */
function priceHere(plain, sku, good, prices) {
  if (!sku) return good && good.price < good.plain_price ? { price: price(good.price), to: null, strike: strikeOf(good.plain_price, good.price) } : plain
  const here = prices[sku.id]
  return here !== undefined && here < sku.price ? { price: price(here), to: null, strike: strikeOf(sku.price, here) } : plain
}
