/** What a room sells. `pin` is {stretch, good} of what is explained in the picture; `wanted` how many wish to hear of it, by product. */
export const shelf = {
  empty: { known: false, refused: null, goods: [], pin: null, wanted: {} },

  steps: {
    shelf: ({ pin }, { answer }) => ({ known: true, refused: null, goods: answer.goods, pin: pinOf(pin, answer) }),
    'shelf refused': ({ known }, { refused }) => (known ? {} : { refused }),
    wanted: ({ wanted }, { product, count }) => ({ wanted: { ...wanted, [product]: count } }),

    ShelfChanged: ({ pin }, { goods }) => ({ known: true, refused: null, goods, pin: pin && { ...pin, good: goodOf(goods, pin.good.product) || pin.good } }),
    ShelfCounted: ({ goods, pin }, { product, available, sold }) => {
      const counted = (good) => (good.product === product ? { ...good, available, sold } : good)
      return { goods: goods.map(counted), pin: pin && { ...pin, good: counted(pin.good) } }
    },
    ProductPinned: (_, { window: stretch, good }) => ({ pin: { stretch, good } }),
    ProductUnpinned: ({ pin }, { window: stretch }) => ({ pin: pin && pin.stretch === stretch ? null : pin }),
    BroadcastEnded: () => ({ pin: null, wanted: {} }),
  },
}

/** A page that is opened in the middle of an explanation shows it at once. */
function pinOf(pin, { goods, explaining }) {
  if (!explaining) return null
  const good = goodOf(goods, explaining.product)
  const { window: stretch } = explaining
  return good ? { stretch, good } : pin
}

function goodOf(goods, product) {
  return goods.find((good) => good.product === product)
}
