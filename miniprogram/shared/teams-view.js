import { faceOf, strikeOf } from './goods.js'
import { fill } from './i18n/index.js'
import { price, yuan } from './money.js'
import { foremost, joinable, phaseOf } from './teams.js'
import { clock } from './time.js'

/** What can be done on the card, by where it stands: the handler's name. */
const ACTS = { taken: 'order', ordered: 'pay', waiting: 'team', full: 'team', failed: 'team', open: 'open', join: 'team' }
const URGENT = ['taken', 'ordered']

/**
 * The card of the group buy that matters now, or null; `closed` cards were put away (or, false, taken out again). It stands back
 * behind what is `explained` unless the viewer has to pay.
 */
export function groupView(teams, { closed, asked, quantity }, explained, context) {
  const found = foremost(teams, context.now, asked)
  if (!found) return null
  const { each, phase } = found
  const { words, now } = context
  const first = phase === 'open' || phase === 'join' ? joinable(each, now) : null
  const open = phase === 'open'
  return {
    group: each.group_buy,
    room: each.room || '',
    phase,
    closed: !URGENT.includes(phase) && closed[each.group_buy] !== false && Boolean(closed[each.group_buy] || explained),
    title: each.title,
    spec: each.spec,
    ...faceOf(each, context.picture),
    price: price(each.price),
    plain: strikeOf(each.plain_price, each.price),
    size: fill(words.teams.size, { count: each.size }),
    heading: words.teams.phases[phase],
    ...clockOf(each, phase, first, context),
    left: fill(words.teams.left, { left: Math.floor(each.left / (each.size * each.per_member)) }),
    full: each.full > 0 ? fill(words.teams.formed, { count: each.full }) : '',
    quantity: Math.min(quantity, Math.max(1, each.per_member)),
    most: each.per_member,
    many: open && each.per_member > 1,
    act: first ? 'team' : ACTS[phase] || '',
    action: first ? fill(words.teams.joinOne, { count: first.missing }) : fill(words.teams.actions[phase] || '', { price: yuan(each.price) }),
    other: open && first ? words.teams.openOwn : '',
    hint: phase === 'waiting' ? fill(words.teams.missing, { count: each.mine.missing || 1 }) : words.teams.hints[phase] || '',
    team: first ? first.team : (each.mine && each.mine.team) || '',
    claim: (each.mine && each.mine.claim) || '',
    order: (each.mine && each.mine.order) || '',
  }
}

/** What a product's page says of its group buys. */
export function offersView(answer, context) {
  return (answer || []).map((each) => offerOf({ ...each, opened: true, over: each.state === 'ended' ? 1 : 0 }, context))
}

function offerOf(each, { words, now }) {
  const phase = phaseOf(each, now)
  const mine = each.mine && phase !== 'open' && phase !== 'join' && phase !== 'sold-out' ? each.mine.team : ''
  return {
    id: each.group_buy,
    price: price(each.price),
    size: fill(words.teams.size, { count: each.size }),
    spec: each.spec,
    mine,
    own: mine ? words.teams.phases[phase] : '',
    ownClock: URGENT.includes(phase) && each.mine.until ? fill(words.teams.leftTime, { clock: clock(each.mine.until, now) }) : '',
    opens: !mine && phase === 'open',
    action: fill(words.teams.actions.open, { price: yuan(each.price) }),
    soldOut: phase === 'sold-out' ? words.teams.phases['sold-out'] : '',
    teams: mine ? [] : each.teams.filter(({ until }) => now < Date.parse(until)).map(({ team, missing, until }) => ({ team, text: fill(words.teams.missing, { count: missing }), clock: fill(words.teams.leftTime, { clock: clock(until, now) }) })),
  }
}

function clockOf(each, phase, first, { words, now }) {
  const until = { coming: each.opens_at, taken: each.mine && each.mine.until, ordered: each.mine && each.mine.until, open: first ? first.until : each.ends_at, join: first && first.until }[phase]
  return { clock: until ? clock(until, now) : '', clockName: until ? words.teams.clocks[first ? 'join' : phase] || '' : '' }
}
