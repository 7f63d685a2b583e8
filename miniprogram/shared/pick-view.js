import { dealOf, strikeOf } from './goods.js'
import { price } from './money.js'
import { skuView } from './product-view.js'
import { chosenSku } from './sku.js'

/** What the sheet shows in which a kind is chosen in a room: as in the shop, with the room's own prices said to be so. */
export function pickView(facts, good, context) {
  const { answer, refused, chosen } = facts
  if (!answer) return { stage: refused ? (refused.status === 404 ? 'missing' : 'failed') : 'loading', specs: [] }
  const view = skuView(facts, context)
  return { ...view, stage: 'ready', sheetPrice: priceHere(view.sheetPrice, chosenSku(answer, chosen), good) }
}

/** Before a kind is chosen the room's lowest price leads; the plain one stands struck out only beside that very price. */
function priceHere(plain, sku, good) {
  const lowest = good && good.price < good.plain_price
  if (!lowest || (sku && dealOf(sku) !== good.price)) return plain
  return { price: price(good.price), to: null, strike: strikeOf(good.plain_price, good.price) }
}
