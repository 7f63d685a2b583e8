import { fill } from '../../../shared/i18n/index.js'
import { moment } from '../../../shared/time.js'

/** What the page of one's prizes shows of GET /me/wins. */
export function winsView({ answer, claiming, sending }, context) {
  const { items = [], deliveries = ['express'], shop = null } = answer || {}
  return {
    wins: items.map((win) => winOf(win, context)),
    claiming: claimOf(items.find(({ win }) => win === claiming), { deliveries, shop }, sending, context),
  }
}

function winOf(win, { words, now, picture }) {
  const state = stateOf(win, now)
  return {
    win: win.win,
    title: win.points > 0 && win.kind === 'points' ? fill(words.wins.points, { points: win.points }) : win.title,
    picture: picture(win.picture),
    from: win.round_title,
    when: fill(words.wins.at, { when: moment(win.at, now, words) }),
    state,
    label: words.wins.states[state],
    hint: state === 'won' && win.until ? fill(words.wins.until, { when: moment(win.until, now, words) }) : words.wins.stateHints[state] || '',
    claimable: state === 'won',
    order: win.order ? `/pages/more/order/order?id=${encodeURIComponent(win.order)}` : '',
    proof: `/pages/more/proof/proof?round=${encodeURIComponent(win.round)}`,
  }
}

/** won, claimed, shipped, lapsed, or given: what is no goods is there at once. */
function stateOf({ kind, state, until, shipment }, now) {
  if (state === 'lapsed' || (state === 'won' && until && Date.parse(until) <= now)) return 'lapsed'
  if (kind !== 'goods') return 'given'
  return state === 'claimed' && shipment && shipment !== 'none' ? 'shipped' : state
}

/** The sheet in which a prize is claimed: where it goes, and what is still missing. One way alone is said, not chosen. */
function claimOf(win, { deliveries, shop }, sending, { words }) {
  if (!win) return null
  const { addresses, address, contact, keeps, agreed } = sending
  const delivery = deliveryOf(sending, deliveries)
  const chosen = addresses.find(({ id }) => id === address) || addresses[0] || null
  const reached = contact.name.trim() && contact.phone.trim()
  const consents = delivery === 'pickup' && !agreed
  const missing = delivery === 'pickup' ? (!reached ? 'contact' : consents && !keeps ? 'consent' : '') : chosen ? '' : 'address'
  return {
    win: win.win,
    title: win.title,
    ways: deliveries.length > 1 ? deliveries.map((name) => ({ name, label: words.wins[name], chosen: name === delivery })) : [],
    sends: delivery === 'express',
    place: delivery === 'pickup' && shop ? [shop.name, shop.place, shop.hours].filter(Boolean).join(' ') : '',
    places: addresses.map((each) => ({ ...each, chosen: Boolean(chosen) && each.id === chosen.id })),
    contact,
    consents,
    keeps,
    missing: words.checkout.missing[missing] || '',
  }
}

function deliveryOf({ delivery }, deliveries) {
  return deliveries.includes(delivery) ? delivery : deliveries[0]
}

/** What is asked of POST /wins/WIN/claim. */
export function wantedClaim(sending, { deliveries = ['express'] } = {}) {
  const { addresses, address, contact } = sending
  const delivery = deliveryOf(sending, deliveries)
  if (delivery === 'pickup') return { delivery, contact: { name: contact.name.trim(), phone: contact.phone.trim() } }
  return { delivery, address: address || addresses[0].id }
}
