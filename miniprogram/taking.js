import { Refused } from './shared/api.js'

/** Takes the coupons that a price was told with; whether all were had. One that was refused leaves the true price to the order. */
export async function takeAll(promotions) {
  const taken = await Promise.all(promotions.map((promotion) => getApp().api.claim(promotion).then(() => true, refused)))
  return taken.every(Boolean)
}

function refused(error) {
  if (!(error instanceof Refused)) throw error
  return false
}
