import { justHeard } from './heard.js'

/** How long the good or bad end of a team stands on the page, in ms. */
const AFTERGLOW = 8000

/**
 * Group buys: `items` by id, as the shop tells them, each with `mine`: the viewer's seat, {team, team_state, state, claim, order,
 * until, missing, since}, or null.
 */
export const teams = {
  empty: { items: {} },

  steps: {
    'group buys': ({ items }, { answer }, { now }) => ({ items: { ...justHeard(items, now), ...Object.fromEntries(answer.items.map((each) => [each.group_buy, known(each)])) } }),

    GroupBuyAnnounced: ({ items }, { type, ...each }, { now }) => ({ items: { ...items, [each.group_buy]: { left: each.quantity, full: 0, waiting: 0, teams: [], opened: false, over: 0, mine: null, ...each, since: now } } }),
    GroupBuyOpened: (state, { group_buy: id }) => change(state, id, { opened: true }),
    GroupBuyCounted: (state, { group_buy: id, left, full, waiting = 0, team = '', missing = 0, until = null }) => change(state, id, { left, full, waiting, teams: team ? [{ team, missing, until }] : [] }),
    GroupBuyEnded: (state, { group_buy: id }, { now }) => change(state, id, { over: now }),
    TeamMoved: moved,

    'team sat': (state, { group, team, claim, until }) => own(state, group, { team, claim, until, state: 'taken', team_state: 'open' }),
    'deal ordered': (state, { group, order }) => own(state, group, { state: 'ordered', order }),
  },
}

/**
 * Where a group buy stands for this viewer at server time `now` (ms): taken (to be ordered), ordered (to be paid), waiting (for
 * others), full, failed, coming, open, join (no team can be opened, one can be joined), sold-out or ended.
 */
export function phaseOf(each, now) {
  const { mine } = each
  if (mine && isHeld(mine, now)) return mine.state
  if (mine && mine.state === 'paid') return { full: 'full', failed: 'failed' }[mine.team_state] || 'waiting'
  if (!each.opened && now < Date.parse(each.opens_at)) return 'coming'
  if (isOver(each, now)) return 'ended'
  if (each.left >= each.size * each.per_member) return 'open'
  return joinable(each, now) ? 'join' : 'sold-out'
}

/** The team that lacks the fewest and can still be joined, or null. */
export function joinable({ teams: known }, now) {
  return known.find(({ until }) => now < Date.parse(until)) || null
}

const RANK = ['taken', 'ordered', 'waiting', 'open', 'join', 'coming', 'full', 'failed', 'sold-out', 'ended']

/** The group buy that the page shows now, or null: the one that was `asked` for, or what the viewer has to do something about, first. */
export function foremost({ items }, now, asked = '') {
  const shown = Object.values(items).map((each) => ({ each, phase: phaseOf(each, now) })).filter(({ each, phase }) => isShown(each, phase, now))
  const [first] = shown.sort((a, b) => isAsked(b, asked) - isAsked(a, asked) || RANK.indexOf(a.phase) - RANK.indexOf(b.phase) || Date.parse(a.each.opens_at) - Date.parse(b.each.opens_at))
  return first || null
}

function isAsked({ each, phase }, asked) {
  return Number(each.group_buy === asked && ['taken', 'ordered', 'open', 'join', 'waiting'].includes(phase))
}

function known({ state, ...each }) {
  return { ...each, opened: state === 'open' || state === 'sold-out', over: state === 'ended' ? 1 : 0 }
}

/** What became of the viewer's own seat; one that was let go is nobody's. */
function moved(state, { group_buy: id, team, state: how, missing = 0, order = '' }, { now }) {
  const each = state.items[id]
  if (!each) return {}
  if (how === 'lapsed' || how === 'refunded') return each.mine && each.mine.team === team ? change(state, id, { mine: null }) : {}
  if (how === 'taken') return each.mine ? {} : own(state, id, { team, state: 'taken', team_state: 'open' })
  const stands = { team, state: 'paid', missing, team_state: how === 'paid' ? 'open' : how, since: now }
  return own(state, id, order ? { ...stands, order } : stands)
}

function change({ items }, id, facts) {
  return items[id] ? { items: { ...items, [id]: { ...items[id], ...facts } } } : {}
}

function own({ items }, id, facts) {
  return items[id] ? change({ items }, id, { mine: { ...items[id].mine, ...facts } }) : {}
}

function isHeld(mine, now) {
  return (mine.state === 'taken' || mine.state === 'ordered') && (!mine.until || now < Date.parse(mine.until))
}

function isOver(each, now) {
  return Boolean(each.over) || now >= Date.parse(each.ends_at)
}

/** How a team went stands a little longer, so that nobody wonders; what is over for everybody goes. */
function isShown({ mine, over }, phase, now) {
  if (phase === 'full' || phase === 'failed') return now < ((mine && mine.since) || 0) + AFTERGLOW
  return phase !== 'ended' || (over > 1 && now < over + AFTERGLOW)
}
