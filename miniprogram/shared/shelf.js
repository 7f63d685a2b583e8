/**
 * What a room sells. `clips` are products that can be watched as they were explained; `pin` is {stretch, good, from} of what is explained in the picture, `from` when it appeared or was touched last (server time, ms); `popped` the like of a card that came up; `wanted` how many wish to hear of it, by product;
 * `mine` what a piece comes to for this viewer, by product (null: nothing lowers it), and `stale` why that is to be asked anew:
 * room (for everybody it is another now) or own (the viewer took or used a coupon); `asked` are the goods as they were when it was.
 */
export const shelf = {
  empty: { known: false, refused: null, goods: [], clips: [], pin: null, popped: null, wanted: {}, mine: {}, stale: 'room', asked: [] },

  steps: {
    shelf: ({ pin, ...before }, { answer }) => ({ ...forget(before, answer.goods), known: true, refused: null, goods: answer.goods, clips: answer.clips || [], pin: pinOf(pin, answer) }),
    'shelf refused': ({ known }, { refused }) => (known ? {} : { refused }),
    wanted: ({ wanted }, { product, count }) => ({ wanted: { ...wanted, [product]: count } }),

    'in hand asked': ({ goods }) => ({ stale: '', asked: goods }),
    'in hand': ({ goods, asked }, { answer: { items } }) => ({ mine: Object.fromEntries(goods.filter((good) => isSame(goodOf(asked, good.product), good)).map(({ product }) => [product, items[product] || null])) }),
    'in hand lapsed': ({ mine, stale }, _, { now }) => ({ mine: Object.fromEntries(Object.entries(mine).filter(([, own]) => !isOver(own, now))), stale: stale || 'room' }),
    'coupon taken': () => ({ stale: 'own' }),
    'payment begun': () => ({ stale: 'own' }),
    PrizeWon: ({ stale }, { kind }) => ({ stale: kind === 'coupon' ? 'own' : stale }),

    ShelfChanged: ({ pin, ...before }, { goods }) => ({ ...forget(before, goods), known: true, refused: null, goods, pin: pin && { ...pin, good: goodOf(goods, pin.good.product) || pin.good } }),
    ShelfCounted: ({ goods, pin, ...before }, { product, available, sold, in_hand: inHand = null }) => {
      const counted = (good) => (good.product === product ? { ...good, available, sold, in_hand: inHand } : good)
      const after = goods.map(counted)
      return { ...forget({ goods, ...before }, after), goods: after, pin: pin && { ...pin, good: counted(pin.good) } }
    },
    ProductPinned: (_, { window: stretch, good }, { now }) => ({ pin: { stretch, good, from: now } }),
    'card touched': ({ pin }, { card }, { now }) => (pin && pin.stretch === card ? { pin: { ...pin, from: now } } : {}),
    ProductUnpinned: ({ pin }, { window: stretch }) => ({ pin: pin && pin.stretch === stretch ? null : pin }),
    ProductPopped: (_, { good }, { now }) => ({ popped: { stretch: `pop ${now}`, good, from: now } }),
    BroadcastEnded: () => ({ pin: null, popped: null, wanted: {} }),
  },
}

/** What a piece of it comes to for this viewer, or, as long as that is not known, for anybody. */
export function inHandIn({ mine }, good) {
  return good.product in mine ? mine[good.product] : good.in_hand
}

/** Whether something of one's own has ended by `now` (server time, ms), a coupon perhaps: the room's word holds until that was asked anew. */
export function lapsed({ mine }, now) {
  return Object.values(mine).some((own) => isOver(own, now))
}

function isOver(own, now) {
  return Boolean(own && own.until) && Date.parse(own.until) <= now
}

/** Where something is another for everybody, it is for the viewer, too: until that was asked the room's word holds. */
function forget({ goods, mine, stale }, after) {
  const moved = after.filter((good) => !isSame(goodOf(goods, good.product), good)).map(({ product }) => product)
  if (!moved.length) return {}
  return { mine: Object.fromEntries(Object.entries(mine).filter(([product]) => !moved.includes(product))), stale: stale || 'room' }
}

function isSame(before, { price, in_hand: inHand }) {
  const known = before && before.in_hand
  return Boolean(before) && before.price === price && (known ? Boolean(inHand) && known.price === inHand.price && known.why === inHand.why : !inHand)
}

/** Of what begins the room tells (`explained` in live.js); an answer knows what it costs by now, and whether anything is explained. */
function pinOf(pin, { goods, explaining }) {
  return explaining && pin && { ...pin, good: goodOf(goods, pin.good.product) || pin.good }
}

function goodOf(goods, product) {
  return goods.find((good) => good.product === product)
}
