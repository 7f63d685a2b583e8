import { checkInBrief, checkInView } from './check-in-view.js'
import { fill } from './i18n/index.js'
import { crowd } from './numbers.js'
import { hanging, phaseOf, raining } from './rounds.js'
import { clock } from './time.js'

/** So many names of winners stand in the sheet. */
const NAMES = 12

/** The pendants at the picture's edge: each a round that goes on, or whose result nobody has read yet. */
export function pendantsView(rounds, seen, { words, now }) {
  return hanging(rounds, seen, now).map((round) => {
    const phase = phaseOf(round, now)
    return {
      round: round.round,
      kind: round.kind,
      label: words.rounds.kinds[round.kind],
      clock: phase === 'coming' ? clock(round.opens_at, now) : phase === 'open' ? clock(round.closes_at, now) : round.kind === 'check-in' ? checkInBrief(round, words.rounds.checkIn) : words.rounds.brief[phase],
      joined: Boolean(rounds.mine[round.round]),
      waits: phase === 'coming',
    }
  })
}

/** The sheet of the round `shown`, or null. */
export function roundView(rounds, shown, context) {
  const round = rounds.items[shown]
  if (!round) return null
  const { words, now } = context
  const phase = phaseOf(round, now)
  const mine = rounds.mine[round.round] || null
  const told = { round, phase, mine, words }
  return {
    round: round.round,
    kind: round.kind,
    name: words.rounds.kinds[round.kind],
    title: round.title,
    phase,
    clock: phase === 'coming' ? clock(round.opens_at, now) : phase === 'open' ? clock(round.closes_at, now) : '',
    clockName: words.rounds.clocks[phase] || '',
    prizes: (round.prizes || []).map((prize, place) => prizeOf(prize, place, round, context)),
    keyword: round.keyword || '',
    options: optionsOf(told, context),
    entries: round.entries > 0 ? fill(words.rounds.entries, { count: crowd(round.entries, context.tag) }) : '',
    left: round.left >= 0 && phase === 'open' ? fill(words.rounds.left, { count: round.left }) : '',
    lines: linesOf(round, words),
    ...stateOf(told, rounds.follows),
    ...resultOf(round, phase, words),
    promised: Boolean(round.commitment) && (round.kind === 'lottery' || round.kind === 'quiz'),
    proof: round.proof ? `/pages/more/proof/proof?round=${encodeURIComponent(round.round)}&room=${encodeURIComponent(round.room)}` : '',
    ...(round.kind === 'check-in' ? checkInView(told, context) : {}),
  }
}

/** The packets that fall now, or null. */
export function rainView(rounds, seen, { words, now }) {
  const round = raining(rounds, seen, now)
  return round ? { round: round.round, title: round.title, clock: clock(round.closes_at, now), asking: Boolean(rounds.mine[round.round]), hint: words.rounds.rainHint } : null
}

/** What was just won, or null: it is told once, over everything. */
export function winView(rounds, { words }) {
  const [win] = rounds.wins
  if (!win) return null
  return { win: win.win, title: win.points > 0 ? fill(words.wins.points, { points: win.points }) : win.title, kind: win.kind, hint: words.wins.hints[win.kind] || '', action: words.wins.actions[win.kind] || words.wins.read }
}

/** Of red packets the points are counted, and no title says more. */
function prizeOf({ kind, title, count, picture }, place, round, context) {
  return { key: String(place), kind, title, count: round.kind === 'red-packets' ? '' : fill(context.words.rounds.count, { count }), picture: context.picture(picture) }
}

/** A poll tells how it stands to who has voted; a quiz only when it is over. */
function optionsOf({ round, phase, mine }, { words }) {
  const tallies = round.tallies || []
  const total = tallies.reduce((all, each) => all + each, 0)
  const told = tallies.length > 0 && (Boolean(mine) || phase !== 'open')
  return (round.options || []).map((text, place) => {
    const percent = told && total > 0 ? Math.round((tallies[place] / total) * 100) : 0
    const right = phase === 'ended' && round.answer === place
    const chosen = Boolean(mine) && mine.choice === place
    return { place, text, told, percent, chosen, right, mark: right ? words.rounds.right : chosen ? words.rounds.yours : '' }
  })
}

/** What one has to know before one enters: who may, what the chances are, how it is decided, until when a prize is kept. */
function linesOf({ kind, rule, keyword, members, prizes, way, claim_days: days }, words) {
  const { odds, ways, claim, names } = words.rounds
  const count = (prizes || []).reduce((all, prize) => all + prize.count, 0)
  const said = {
    rule: conditionOf({ kind, rule, keyword, members }, words),
    odds: way === 'draw' && count > 0 ? fill(odds, { count }) : '',
    way: ways[way] || '',
    claim: days > 0 ? fill(claim, { days }) : '',
  }
  return Object.entries(said).filter(([, text]) => text).map(([key, text]) => ({ key, name: names[key], text }))
}

function conditionOf({ kind, rule, keyword, members }, words) {
  const known = members ? words.rounds.members : ''
  if (!rule || (rule === 'all' && (known || kind !== 'lottery'))) return known
  const told = fill(words.rounds.rules[asks(kind, rule)] || words.rounds.rules.all, { keyword: keyword || '' })
  return [told, known].filter(Boolean).join(words.rounds.and)
}

/** What the viewer did and what the button says; `way` is how one enters: join, say, follow, share; or close, or nothing. */
function stateOf({ round, phase, mine, words }, follows) {
  const state = mine ? mine.state : ''
  const chooses = (round.options || []).length > 0
  if (phase === 'ended' || phase === 'cancelled') return { state, way: 'close', action: words.wins.read, hint: words.rounds.phases[phase] }
  if (phase !== 'open') return { state, way: '', action: words.rounds.phases[phase], hint: '' }
  if (state === 'joining') return { state, way: '', action: words.rounds.joining, hint: '' }
  if (state === 'used-up' || (!state && round.left === 0)) return { state: 'used-up', way: 'close', action: words.wins.read, hint: words.rounds.usedUp }
  if (state === 'won') return { state, way: 'close', action: words.wins.read, hint: words.rounds.won }
  if (state === 'held') return { state, way: 'close', action: words.wins.read, hint: words.rounds.held }
  if (state) return { state, way: 'close', action: words.wins.read, hint: words.rounds.in[round.kind] || words.rounds.in.other }
  return { state, ...entryOf(round, chooses, follows, words), hint: '' }
}

/** Coupons are taken where other rounds are joined, and are named by that. */
function asks(kind, rule) {
  return kind === 'coupon-drop' && rule === 'follow' ? 'fans' : rule
}

const WAYS = { keyword: 'say', follow: 'follow', share: 'share' }

/** Who follows already needs not follow again. */
function entryOf({ kind, rule }, chooses, follows, words) {
  if (chooses) return { way: 'choose', action: '' }
  if (rule === 'follow' && follows) return { way: 'join', action: words.rounds.actions[kind] || words.rounds.actions.all }
  return { way: WAYS[rule] || 'join', action: words.rounds.actions[asks(kind, rule)] || words.rounds.actions[kind] || words.rounds.actions.other }
}

function resultOf({ kind, reason, winners, won }, phase, words) {
  if (phase !== 'ended') return { result: '', winners: [], others: '' }
  const names = (winners || []).slice(0, NAMES)
  const result = kind === 'poll' ? '' : won > 0 ? fill(words.rounds.winners, { count: won }) : reason === 'used-up' ? words.rounds.usedUp : words.rounds.noWinner
  return { result, winners: names.map((name, place) => ({ key: `${place}`, name })), others: won > names.length && names.length ? fill(words.rounds.others, { count: won - names.length }) : '' }
}
