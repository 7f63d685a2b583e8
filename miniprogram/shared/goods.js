import { tintOf } from './card.js'
import { fill } from './i18n/index.js'
import { price, yuan } from './money.js'
import { crowd } from './numbers.js'

/** What a card shows of a product of the API, in words. `picture(path)` makes addresses whole. */
export function goodsCard(card, { words, tag, picture }) {
  const now = dealOf(card)
  return {
    id: card.id,
    url: `/pages/product/product?id=${encodeURIComponent(card.id)}`,
    title: card.title,
    ...faceOf(card, picture),
    price: price(now),
    strike: strikeOf(card.strike_price, now),
    inHand: inHandOf(card.in_hand, now, words),
    tags: (card.tags || []).slice(0, 2),
    sold: card.sold > 0 ? fill(words.goods.sold, { count: crowd(card.sold, tag) }) : '',
    gone: card.available !== undefined && card.available <= 0,
  }
}

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

/** The struck-through price, only where it is the higher one. */
export function strikeOf(strike, now) {
  return strike && strike > now ? `¥${yuan(strike)}` : ''
}

/** The picture of a thing, or its colour and first letter. */
export function faceOf({ title, product, id, picture: path }, picture) {
  return { picture: picture(path), initial: Array.from(title || '·')[0], tint: tintOf(product || id) }
}
