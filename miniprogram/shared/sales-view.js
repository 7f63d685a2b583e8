import { faceOf, strikeOf } from './goods.js'
import { fill } from './i18n/index.js'
import { price } from './money.js'
import { foremost } from './sales.js'
import { clock } from './time.js'

/** What can be done on the card, by where the sale stands: the handler's name, or nothing. */
const ACTS = { open: 'grab', won: 'order', ordered: 'pay', 'sold-out': 'queue', got: 'orders', ended: 'bag' }

/** The card of the flash sale that matters now, or null; `closed` cards were put away, `quantity` is what is asked for. */
export function flashView(sales, { closed, quantity, asked }, context) {
  const found = foremost(sales, context.now, asked)
  if (!found) return null
  const { sale, phase, mine } = found
  const { words } = context
  const ended = Boolean(sale.reason)
  return {
    sale: sale.sale,
    phase,
    closed: Boolean(closed[sale.sale]) && phase !== 'won',
    title: sale.title,
    spec: sale.spec,
    ...faceOf(sale, context.picture),
    price: price(sale.price),
    plain: strikeOf(sale.plain_price, sale.price),
    heading: words.flash.phases[phase],
    clock: clockOf(sale, phase, mine, context.now),
    clockName: words.flash.clocks[phase] || '',
    share: sale.quantity > 0 ? Math.round((Math.max(0, sale.left) / sale.quantity) * 100) : 0,
    left: fill(words.flash.left, { left: Math.max(0, sale.left), quantity: sale.quantity }),
    limit: [fill(words.flash.limit, { count: sale.per_member }), sale.members ? words.rounds.members : ''].filter(Boolean).join(words.rounds.and),
    quantity: Math.min(quantity, Math.max(1, sale.per_member)),
    most: sale.per_member,
    many: phase === 'open' && sale.per_member > 1,
    act: ended && phase === 'sold-out' ? 'bag' : ACTS[phase] || '',
    action: ended && phase === 'sold-out' ? words.flash.over : words.flash.actions[phase] || '',
    hint: hintOf(sale, phase, mine, words),
    claim: (mine && mine.claim) || '',
    order: (mine && mine.order) || '',
  }
}

function clockOf(sale, phase, mine, now) {
  if (phase === 'coming') return clock(sale.opens_at, now)
  if (phase === 'won' || phase === 'ordered') return clock(mine.until, now)
  return ['open', 'asking', 'queued'].includes(phase) ? clock(sale.ends_at, now) : ''
}

function hintOf(sale, phase, mine, words) {
  if (phase === 'sold-out') return sale.reason ? words.flash.hints.over : mine && mine.state === 'lost' ? words.flash.hints.lost : words.flash.hints['sold-out']
  if (phase === 'open' && mine && mine.state === 'lost') return words.flash.hints.lost
  if (phase === 'queued' && sale.queued > 1) return fill(words.flash.hints.queuedAmong, { count: sale.queued })
  return words.flash.hints[phase] || ''
}
