/**
 * A checkout before its first quote. `items` null means: what is selected in the cart. `agreed`: to keep personal data, as
 * known from before; `keeps`: said now. `addresses` null: the shop has not said them. `weighing` until the last question is answered.
 * `claim` is to pieces of a flash sale; `room` where the goods were found.
 */
export const emptyCheckout = {
  items: null,
  claim: '',
  answer: null,
  refused: null,
  weighing: false,
  coupons: null,
  points: false,
  delivery: '',
  address: null,
  addresses: null,
  contact: { name: '', phone: '' },
  note: '',
  confirmed: false,
  agreed: false,
  keeps: false,
  moved: null,
  shop: null,
  pane: '',
  room: null,
}

/** What is asked of POST /quotes. */
export function wantedQuote(state) {
  return {
    ...(state.items ? { items: state.items } : {}),
    ...(state.claim ? { claim: state.claim } : {}),
    ...(state.room ? { room: state.room } : {}),
    ...(state.coupons ? { coupons: state.coupons } : {}),
    points: state.points ? -1 : 0,
    delivery: state.delivery || 'express',
    ...(sends(state) && state.address ? { address: state.address.id } : {}),
    ...(calls(state) ? { contact: { ...state.contact, name: state.contact.name.trim() || state.contact.phone.trim() } } : {}),
  }
}

/** Of what is asked, what a tap chose. */
export function choicesOf({ coupons, points, delivery, address }) {
  return { coupons, points, delivery, address }
}

/** What is asked of POST /orders: the same, and what the buyer agreed to. */
export function wantedOrder(state) {
  const { quote } = state.answer
  return {
    ...wantedQuote(state),
    points: quote.points,
    coupons: quote.coupons,
    note: state.note.trim(),
    confirmed_exceptions: state.confirmed ? exceptionsOf(state.answer) : [],
    seen_total: quote.total,
    seen_pieces: piecesOf(quote.lines),
    ...(state.delivery === 'pickup' ? { contact: state.contact } : {}),
  }
}

/** What an order that was refused would cost now, and what of its gifts is gone. */
export function movedOf(before, after) {
  const [seen, there] = [piecesOf(before.quote.lines), piecesOf(after.quote.lines)]
  const gifts = before.quote.lines.filter(({ gift }) => gift).map(({ sku }) => sku)
  const lost = gifts.filter((sku) => !(there[sku] >= seen[sku]))
  const titles = lost.map((sku) => (before.goods[sku] || {}).title || sku)
  return { before: before.quote.total, after: after.quote.total, gifts: [...new Set(titles)] }
}

function piecesOf(lines) {
  const pieces = {}
  for (const line of lines) pieces[line.sku] = (pieces[line.sku] || 0) + line.quantity
  return pieces
}

/** Who picks up has given a whole number and agreed to that: what it has had already is not in the price. */
export function calls(state) {
  return state.delivery === 'pickup' && (state.agreed || state.keeps) && state.contact.phone.replace(/\D/g, '').length > 9
}

/** What still keeps the order from being placed: '', quote, goods, address, addresses (which are not known), contact, consent, delivery or exceptions. */
export function missing(state) {
  if (!state.answer || state.weighing) return 'quote'
  if (state.answer.quote.lines.length === 0 || Object.keys(state.answer.troubles).length > 0) return 'goods'
  if (sends(state) && !state.address) return state.addresses ? 'address' : 'addresses'
  if (state.delivery === 'pickup' && !(state.contact.name.trim() && state.contact.phone.trim())) return 'contact'
  if (state.delivery === 'pickup' && !state.agreed && !state.keeps) return 'consent'
  if (state.answer.quote.deliverable === false) return 'delivery'
  return exceptionsOf(state.answer).length > 0 && !state.confirmed ? 'exceptions' : ''
}

/** SKUs of this purchase that cannot be returned without a reason. */
export function exceptionsOf(answer) {
  return answer.exceptions || []
}

export function sends(state) {
  return (state.delivery || 'express') === 'express' || state.delivery === 'city'
}

/** Taking a coupon up or putting it back, as it stands in the last quote; what was `wanted` since stays, and one of another group. */
export function toggleCoupon(quote, id, wanted = null) {
  const chosen = quote.coupons || []
  const others = (wanted || chosen).filter((each) => each !== id)
  return chosen.includes(id) ? others : [...others, id]
}
