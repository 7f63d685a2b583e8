import { Refused } from './shared/api.js'
import { takesOf, without } from './shared/product-view.js'

/**
 * Takes the coupons that a price was told with: {all, answer}, whether all were had, and the product without those that were, so
 * that none is taken twice. One that was refused leaves the true price to the order.
 */
export async function takeFor(product, sku) {
  const asked = takesOf(product, sku)
  const had = await Promise.all(asked.map((promotion) => getApp().api.claim(promotion).then(() => true, refused)))
  return { all: had.every(Boolean), answer: without(product, asked.filter((_, place) => had[place])) }
}

function refused(error) {
  if (!(error instanceof Refused)) throw error
  return false
}
