import { bargainView } from './bargains-view.js'
import { lowerPriceOf } from './deal-view.js'
import { forward } from './rounds.js'
import { pendantsView, rainView, roundView, winView } from './rounds-view.js'
import { flashView } from './sales-view.js'
import { bagView, explainView } from './shelf-view.js'
import { groupView } from './teams-view.js'
import { clock, remaining } from './time.js'

/**
 * All that the market shows: cards and pendants over the picture, and the one sheet that is open. `live` is what the page
 * knows; `context.quiet` lets nothing come forward by itself.
 */
export function marketView(live, context) {
  const { shelf, sales, bargains, teams, rounds, market } = live
  const deal = (product) => lowerPriceOf(product, live, context)
  const explain = explainView(shelf, market.closed, context)
  const together = groupView(teams, market, explain, context)
  const haggle = bargainView(bargains, market, context)
  const called = Boolean(market.asked) && [together && together.group, haggle && haggle.bargain].includes(market.asked)
  const flash = standingBack(flashView(sales, market, context), called)
  const bargain = onTop(haggle, flash, explain || (together && !together.closed ? together : null))
  const group = together && { ...together, closed: together.closed || Boolean(flash && !flash.closed) || Boolean(bargain && bargain.top) }
  const comes = market.sheet || rounds.wins.length || context.quiet ? null : forward(rounds, market.seen, context.now)
  const sheet = comes ? 'round' : market.sheet
  return {
    flash,
    bargain,
    group,
    explain: explain && { ...explain, deal: deal(explain.product) },
    pendants: [...owedOf(market.owed, context), ...chipOf(flash, context), ...hangs(bargain), ...groupChipOf(group, context), ...pendantsView(rounds, market.seen, context)],
    owed: isOwed(market.owed, context.now) ? market.owed.order : '',
    reminded: isOwed(market.owed, context.now) && market.owed.order === market.reminded ? market.reminded : '',
    count: shelf.goods.length,
    sheet,
    bag: sheet === 'bag' ? bagView(shelf, market.query, context, deal) : null,
    picked: sheet === 'pick' ? { ...market.picked, good: shelf.goods.find((good) => good.product === market.picked.product) || null, deal: deal(market.picked.product) } : null,
    order: sheet === 'order' || sheet === 'pay' ? market.order : null,
    shown: sheet === 'round' ? roundView(rounds, comes ? comes.round : market.round, context) : null,
    rain: sheet || context.quiet ? null : falling(rounds, market.seen, context),
    win: ['pick', 'order', 'pay'].includes(sheet) ? null : winView(rounds, context),
  }
}

/** Whether somebody has won something that waits to be ordered, or is at ordering or paying: nothing may take the market (a marketView) from him. */
export function isEngaged({ sheet, flash }) {
  return sheet === 'order' || sheet === 'pay' || Boolean(flash && flash.phase === 'won')
}

/** A sale makes room for another card that was asked for; what somebody has won in it does not. */
function standingBack(flash, called) {
  return flash && called && flash.phase !== 'won' ? { ...flash, closed: true } : flash
}

/** What falls hides the pendants: those of the other rounds hang above it. */
function falling(rounds, seen, context) {
  const rain = rainView(rounds, seen, context)
  return rain && { ...rain, others: pendantsView(rounds, seen, context).filter(({ round }) => round !== rain.round) }
}

/** What waits for its money hangs first: a tap goes on with it. */
function owedOf(owed, { words, now }) {
  if (!isOwed(owed, now)) return []
  return [{ round: owed.order, kind: 'order', label: words.market.owed, clock: clock(owed.until, now), joined: false, waits: false }]
}

function isOwed(owed, now) {
  return Boolean(owed) && remaining(owed.until, now).total > 0
}

/**
 * A bargain lasts for hours: its card stands where no other does, or before them when it is new or was asked for. `top` says so.
 * What somebody has won in a flash sale waits for nobody.
 */
function onTop(bargain, flash, explain) {
  if (!bargain) return null
  const other = flash && !flash.closed ? flash : explain
  return { ...bargain, top: !bargain.closed && (!other || (bargain.forward && other.phase !== 'won')) }
}

function hangs(bargain) {
  if (!bargain || bargain.top) return []
  return [{ round: bargain.bargain, kind: 'bargain', label: bargain.haggle ? bargain.cuts : bargain.name, clock: bargain.clock || bargain.heading, joined: Boolean(bargain.haggle), waits: bargain.phase === 'announced' }]
}

/** A group buy lasts long: its card stands back behind what is explained. */
function groupChipOf(group, { words }) {
  if (!group || !group.closed) return []
  return [{ round: group.group, kind: 'group', label: words.teams.name, clock: group.clock || group.heading, joined: group.phase === 'waiting', waits: group.phase === 'coming' }]
}

/** A flash sale whose card was put away hangs among the pendants. */
function chipOf(flash, { words }) {
  if (!flash || !flash.closed) return []
  return [{ round: flash.sale, kind: 'flash', label: words.flash.name, clock: flash.clock || flash.heading, joined: false, waits: flash.phase === 'coming' }]
}
