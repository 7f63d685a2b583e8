import { faceOf, inHandOf, strikeOf } from './goods.js'
import { fill } from './i18n/index.js'
import { price } from './money.js'
import { crowd } from './numbers.js'
import { inHandIn } from './shelf.js'

/** So long an explained product's card stands untouched before it makes itself small, in ms. */
const LARGE = 30000

/** So long a card that came up stays, in ms. */
const POPPED = 15000

/** From so few pieces on the number that is left is told. */
const FEW = 20

/** What the shopping bag shows; `query` is what was typed into its search, `lowerPriceOf` that of a product's deal. */
export function bagView(shelf, query, context, lowerPriceOf = () => null) {
  const wanted = query.trim().toLowerCase()
  const found = shelf.goods.filter((good) => !wanted || good.title.toLowerCase().includes(wanted) || String(good.number) === wanted)
  return {
    stage: bagStage(shelf, found),
    count: shelf.goods.length,
    searches: shelf.goods.length > 6 || wanted !== '',
    query,
    goods: found.map((good) => ({ ...rowOf(good, shelf, context), deal: lowerPriceOf(good.product) })),
  }
}

/** The card that came up a moment ago, else that of what is explained in the picture, or null; one that was `closed` stays away until the next, one that nobody touches is `small` after a while. */
export function explainView(shelf, closed, context) {
  const { popped } = shelf
  const pin = popped && context.now - popped.from < POPPED && !closed[popped.stretch] ? popped : shelf.pin
  if (!pin || closed[pin.stretch]) return null
  const good = shelf.goods.find(({ product }) => product === pin.good.product) || pin.good
  const total = good.available + (good.sold || 0)
  const taken = total > 0 && good.sold > 0 ? Math.floor((good.sold / total) * 100) : 0
  return {
    stretch: pin.stretch,
    explaining: isExplained(shelf, good),
    small: context.now - pin.from >= LARGE,
    ...goodOf(good, shelf, context),
    taken,
    takenWords: taken > 0 ? fill(context.words.market.taken, { percent: taken }) : '',
  }
}

function bagStage(shelf, found) {
  if (!shelf.known) return shelf.refused ? 'failed' : 'loading'
  if (shelf.goods.length === 0) return 'empty'
  return found.length === 0 ? 'none' : 'ready'
}

function rowOf(good, shelf, context) {
  const { words, tag } = context
  const wishes = shelf.wanted[good.product]
  const explaining = isExplained(shelf, good)
  return {
    ...goodOf(good, shelf, context),
    explaining,
    stock: good.available > 0 && good.available <= FEW ? fill(words.market.left, { count: good.available }) : '',
    sold: good.sold > 0 ? fill(words.market.sold, { count: crowd(good.sold, tag) }) : '',
    returns: good.return_kind === 'seven-days' ? words.market.returns : '',
    clip: shelf.clips.includes(good.product) ? `/pages/product/product?id=${encodeURIComponent(good.product)}&clip=1` : '',
    wished: wishes !== undefined,
    wishes: wishes > 1 ? fill(words.market.wishes, { count: crowd(wishes, tag) }) : '',
  }
}

function isExplained({ pin }, { product }) {
  return Boolean(pin) && pin.good.product === product
}

/** A price is the room's own only where it is lower than what anybody pays elsewhere. */
function goodOf(good, shelf, { words, picture }) {
  const own = good.plain_price > good.price
  return {
    product: good.product,
    number: good.number,
    title: good.title,
    ...faceOf(good, picture),
    price: price(good.price),
    plain: strikeOf(good.plain_price, good.price),
    own: own ? words.market.livePrice : '',
    inHand: inHandOf(inHandIn(shelf, good), good.price, words),
    gone: good.available <= 0,
  }
}
