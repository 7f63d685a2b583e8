/**
 * What of the market lies open on a viewer's page. `sheet`: bag, pick, order, pay, round or nothing; `closed` are cards that
 * were put away, `asked` the one that was taken out last, `seen` rounds that were opened (open), read to the end (result) or let be (away); `order` is what is being bought:
 * {items}, or the {claim} of a `deal` with a card of its own: {sale}, {bargain} or {group}; `owed` is the order whose payment was left,
 * with {until}; `reminded` one that the shop has reminded of.
 */
export const market = {
  empty: { sheet: '', query: '', picked: null, order: null, round: '', quantity: 1, owed: null, reminded: '', closed: {}, asked: '', seen: {} },

  steps: {
    'bag opened': () => ({ sheet: 'bag' }),
    'bag searched': (_, { query }) => ({ query }),
    'quantity set': (_, { quantity }) => ({ quantity }),
    'goods picked': ({ sheet }, { product, purpose }) => ({ sheet: 'pick', picked: { product, purpose, from: sheet } }),
    'order begun': (_, { items = [], claim = '', deal = null }) => ({ sheet: 'order', order: { items, claim, deal, order: '' } }),
    'payment begun': ({ order }, { order: id, deal }) => ({ sheet: 'pay', order: { ...order, ...(deal === undefined ? {} : { deal }), order: id } }),
    'payment left': (_, { order, until }) => ({ owed: { order, until } }),
    PaymentReminded: (_, { order, until }) => ({ owed: { order, until }, reminded: order }),
    'payment settled': ({ owed }, { order }) => ({ owed: owed && owed.order === order ? null : owed }),
    'round opened': ({ seen }, { round }) => ({ sheet: 'round', round, seen: { ...seen, [round]: seen[round] || 'open' } }),
    'card closed': ({ closed, asked }, { card }) => ({ closed: { ...closed, [card]: true }, asked: asked === card ? '' : asked }),
    'card reopened': ({ closed }, { card }) => ({ closed: { ...closed, [card]: false }, asked: card }),
    FlashSaleAnnounced: () => ({ asked: '' }),
    FlashSaleOpened: () => ({ asked: '' }),
    'sheets away': () => ({ sheet: '' }),
    'rain left': ({ seen }, { round }) => ({ seen: { ...seen, [round]: 'away' } }),

    /** Closing what was picked from the bag goes back to the bag; a `round` was seen, or, when it is `over`, is done with. */
    'sheet shut': ({ sheet, picked, seen }, { round, over }) => ({
      sheet: sheet === 'pick' && picked.from === 'bag' ? 'bag' : '',
      seen: round ? { ...seen, [round]: over ? 'result' : 'open' } : seen,
    }),
  },
}
