import { tintOf } from './card.js'
import { fill } from './i18n/index.js'
import { yuan } from './money.js'

/** What one pays now: the deal of the moment where there is one. */
export function dealOf({ price: plain, deal_price: deal }) {
  return deal === null || deal === undefined ? plain : Math.min(deal, plain)
}

/** 到手价 in words, "券后 ¥9.90", where it is less than what one pays `now`; `from` says that it begins there. */
export function inHandOf(found, now, words, from = false) {
  if (!found || found.price >= now) return ''
  const why = fill(words.inHand[found.why] || words.inHand.coupon, { off: yuan(found.off || 0) })
  return `${why} ¥${yuan(found.price)}${from ? words.goods.from : ''}`
}

/** When something ends that prices of these goods or their `promotions` rest on. */
export function endsOf(goods, promotions = []) {
  return [...goods.map((good) => good.in_hand && good.in_hand.until), ...promotions.map((each) => each.ends_at)].filter(Boolean)
}

/** The struck-through price, only where it is the higher one. */
export function strikeOf(strike, now) {
  return strike && strike > now ? `¥${yuan(strike)}` : ''
}

/** The picture of a thing, or its colour and first letter. */
export function faceOf({ title, product, id, picture: path }, picture) {
  return { picture: picture(path), initial: Array.from(title || '·')[0], tint: tintOf(product || id) }
}
