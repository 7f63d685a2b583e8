import { fill } from './i18n/index.js'
import { crowd } from './numbers.js'

/** What a check-in 签到 says instead of a draw's words: what each gets for coming, how many have come, and whether there is room. */
export function checkInView({ round, phase, mine, words }, { tag }) {
  const [{ points, count }] = round.prizes
  const said = words.rounds.checkIn
  const { rule } = words.rounds.names
  return {
    title: round.title === words.rounds.kinds[round.kind] ? said.title : round.title,
    prizes: [{ key: '0', kind: 'points', title: fill(words.wins.points, { points }), count: said.each, picture: '' }],
    lines: [
      { key: 'way', name: said.rule, text: fill(said.way, { count }) },
      ...(round.members ? [{ key: 'rule', name: rule, text: words.rounds.members }] : []),
    ],
    entries: round.entries > 0 ? fill(said.entries, { count: crowd(round.entries, tag) }) : '',
    left: round.left > 0 && phase === 'open' ? fill(said.left, { count: round.left }) : '',
    ...stateOf({ round, phase, mine, words }, points),
    result: '',
    winners: [],
    others: '',
    promised: false,
    proof: '',
  }
}

/** What stands in place of the clock when there is none any more. */
export function checkInBrief(round, { brief }) {
  return round.reason === 'used-up' ? brief.full : brief.over
}

/** taken, full, over, coming, asking or open: what one reads and what the button does. */
function stateOf({ round, phase, mine, words }, points) {
  const said = words.rounds.checkIn
  const state = mine ? mine.state : ''
  const reads = (hint, name = state) => ({ state: name, way: 'close', action: words.wins.read, hint })
  if (state === 'won' || state === 'in') return reads(fill(said.taken, { points }))
  if (phase === 'cancelled') return reads(words.rounds.phases.cancelled)
  if (state === 'used-up' || round.left === 0 || round.reason === 'used-up') return reads(said.full, 'used-up')
  if (phase === 'ended' || phase === 'drawing') return reads(said.over)
  if (phase === 'coming') return { state, way: '', action: words.rounds.phases.coming, hint: '' }
  if (state === 'joining') return { state, way: '', action: words.rounds.joining, hint: '' }
  return { state, way: 'join', action: fill(said.action, { points }), hint: '' }
}
