import { justHeard } from './heard.js'

/** How long the end of a sale stands on the page, in ms. */
const AFTERGLOW = 8000

/** Flash sales: `items` by id, `mine` what became of the viewer's own grabs. */
export const sales = {
  empty: { items: {}, mine: {} },

  steps: {
    sales: ({ items, mine }, { answer }, { now }) => {
      const told = answer.items.map((sale) => [sale.sale, onward(items[sale.sale], known(sale), { now, asked: Date.parse(answer.now) })])
      return { items: { ...justHeard(items, now), ...Object.fromEntries(told) }, mine: { ...mine, ...claimsOf(answer.items) } }
    },

    /** A house that forgot what it had told forgot who queued, too, and who was away too long may have been served meanwhile: they may queue again. */
    welcome: ({ mine }, { gap }) => (gap ? { mine: Object.fromEntries(Object.entries(mine).filter(([, { state }]) => state !== 'queued' && state !== 'asking')) } : {}),

    FlashSaleAnnounced: ({ items }, { type, ...sale }, { now }) => ({ items: { ...items, [sale.sale]: { left: sale.quantity, queued: 0, opened: false, reason: '', over: 0, ...sale, since: now } } }),
    FlashSaleOpened: (state, { sale }) => change(state, sale, { opened: true }),
    FlashSaleCounted: (state, { sale, left, queued = 0 }, { now }) => change(state, sale, { left, queued, counted: now }),
    FlashSaleRestocked: (state, { sale, left }, { now }) => change(state, sale, { left, counted: now }),
    FlashSaleEnded: (state, { sale, reason }, { now }) => change(state, sale, { reason, over: now }),
    /** Told again after a blip; what was done with the piece meanwhile stands. */
    FlashPieceWon: (state, { type, ...piece }) => (isPast(state.mine[piece.sale], piece) ? {} : own(state, piece.sale, { ...piece, state: 'won' })),
    FlashPieceLost: (state, { sale, claim }) => ((state.mine[sale] || {}).claim === claim ? own(state, sale, { state: 'lost' }) : {}),

    grabbing: (state, { sale, quantity }) => own(state, sale, { state: 'asking', quantity }),
    grabbed,
    'grab refused': (state, { sale }) => own(state, sale, { state: '' }),
    'deal ordered': (state, { sale, order }) => (sale ? own(state, sale, { ...state.mine[sale], state: 'ordered', order }) : {}),
    'deal paid': (state, { sale }, { now }) => (sale ? own(state, sale, { ...state.mine[sale], state: 'got', since: now }) : {}),
  },
}

/**
 * Where a sale stands for this viewer at server time `now` (ms): coming, open, asking (the grab is under way), queued, won
 * (to be ordered), ordered (to be paid), got, sold-out or ended.
 */
export function phaseOf(sale, mine, now) {
  if (isHeld(mine, now)) return mine.state
  if (mine && mine.state === 'got') return 'got'
  if (isOver(sale, now)) return sale.reason === 'sold-out' ? 'sold-out' : 'ended'
  if (!sale.opened && now < Date.parse(sale.opens_at)) return 'coming'
  if (mine && (mine.state === 'asking' || mine.state === 'queued')) return mine.state
  return sale.left === 0 ? 'sold-out' : 'open'
}

const RANK = ['won', 'ordered', 'asking', 'queued', 'open', 'coming', 'sold-out', 'got', 'ended']

/** The sale that the page shows now, or null: what the viewer holds first, then what is open, then what comes next. */
export function foremost({ items, mine }, now, asked = '') {
  const shown = Object.values(items).map((sale) => ({ sale, phase: phaseOf(sale, mine[sale.sale], now), mine: mine[sale.sale] || null })).filter((each) => isShown(each, now))
  const [first] = shown.sort((a, b) => Number(b.sale.sale === asked) - Number(a.sale.sale === asked) || RANK.indexOf(a.phase) - RANK.indexOf(b.phase) || Date.parse(a.sale.opens_at) - Date.parse(b.sale.opens_at))
  return first || null
}

/** The room's own answer to a grab; a piece that was won meanwhile is not forgotten over an older answer. */
function grabbed(state, { sale, answer }, { now }) {
  const mine = state.mine[sale]
  if (mine && mine.claim && answer.state !== 'won') return {}
  return { ...own(state, sale, { ...mine, ...answer }), ...(answer.state === 'sold-out' ? change(state, sale, { left: 0, counted: now }) : {}) }
}

/** As the shop tells it: announced, open, queueing (all grabbed, not all paid), sold-out or ended. */
function known({ mine, state, ...sale }) {
  const over = { 'sold-out': 'sold-out', ended: 'time' }[state] || ''
  return { queued: 0, ...sale, opened: state === 'open' || state === 'queueing', reason: over, over: 0 }
}

/** What the room told since the shop was `asked` stands; how many queue only the room tells, and no sale goes back to what it was. */
function onward(before, told, { now, asked }) {
  if (!before) return told
  const { queued, counted } = before
  const reason = before.reason || told.reason
  return { ...told, left: counted >= asked ? before.left : told.left, queued, counted, opened: before.opened || told.opened, reason, over: isOver(before, now) || !reason ? before.over : now }
}

/** What a viewer holds when the page is opened anew: a claim that has to be ordered or paid, or what he got. */
function claimsOf(items) {
  const held = items.filter(({ mine }) => mine)
  return Object.fromEntries(held.map(({ sale, mine }) => [sale, { ...mine, state: mine.state === 'paid' ? 'got' : mine.state }]))
}

function change({ items }, sale, facts) {
  return items[sale] ? { items: { ...items, [sale]: { ...items[sale], ...facts } } } : {}
}

function own({ mine }, sale, facts) {
  return { mine: { ...mine, [sale]: facts } }
}

/** Whether more is known of a `piece` than that it was won, or another was won after it. */
function isPast(known, { claim, until }) {
  return Boolean(known) && (known.claim === claim ? known.state !== 'won' : Date.parse(known.until) > Date.parse(until))
}

function isHeld(mine, now) {
  return Boolean(mine) && (mine.state === 'won' || mine.state === 'ordered') && now < Date.parse(mine.until)
}

function isOver(sale, now) {
  return Boolean(sale.reason) || now >= Date.parse(sale.ends_at)
}

/** What is over, or bought, stands a little longer, so that nobody wonders where it went. */
function isShown({ sale, phase, mine }, now) {
  if (phase === 'got') return now < (mine.since || 0) + AFTERGLOW
  if (phase === 'won' || phase === 'ordered' || !isOver(sale, now)) return true
  return now < (sale.reason ? sale.over : Date.parse(sale.ends_at)) + AFTERGLOW
}
