import { dealOf, faceOf, inHandOf, strikeOf } from './goods.js'
import { fill } from './i18n/index.js'
import { price } from './money.js'
import { crowd } from './numbers.js'
import { offerTag } from './on-offer.js'

/** What a card shows of a product of the API, in words. `picture(path)` makes addresses whole. */
export function goodsCard(card, context) {
  const { words, tag, picture } = context
  const now = dealOf(card)
  return {
    id: card.id,
    url: `/pages/product/product?id=${encodeURIComponent(card.id)}`,
    title: card.title,
    ...faceOf(card, picture),
    price: price(now),
    strike: strikeOf(card.strike_price, now),
    inHand: inHandOf(card.in_hand, now, words),
    offer: offerTag(card.deals, context),
    tags: (card.tags || []).slice(0, 2),
    sold: card.sold > 0 ? fill(words.goods.sold, { count: crowd(card.sold, tag) }) : '',
    gone: card.available !== undefined && card.available <= 0,
  }
}
