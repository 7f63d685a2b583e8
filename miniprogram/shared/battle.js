/** PK: the contest that goes on, if one does, and whom the viewer is for. `offsets` of time are the page's, as for rounds. */
export const battle = {
  empty: { now: null, mine: '' },

  steps: {
    battle: (state, { answer }) => (answer.battle ? { now: known(answer.battle), mine: answer.battle.mine } : { now: null, mine: '' }),
    BattleBegan: (state, { type, ...fact }) => ({ now: known({ ...fact, left_points: 0, right_points: 0, reason: '', winner: '', until: null }), mine: '' }),
    BattleScored: ({ now }, { battle, left, right }) => (isIt(now, battle) ? { now: { ...now, left_points: left, right_points: right } } : {}),
    BattleEnded: ({ now }, { battle, left, right, winner, reason, until }) =>
      isIt(now, battle) ? { now: { ...now, left_points: left, right_points: right, winner, reason, until } } : {},
    BattleOver: ({ now }, { battle }) => (isIt(now, battle) ? { now: null, mine: '' } : {}),
    'side chosen': (state, { side }) => ({ mine: side }),
  },
}

/** Where it stands at server time `now` (ms): countdown, on, settling or settled; nothing once its forfeit is past. */
export function phaseOf(battle, now) {
  if (battle.reason) return now < Date.parse(battle.until) + AFTERGLOW ? 'settled' : ''
  if (now < Date.parse(battle.begins_at)) return 'countdown'
  return now < Date.parse(battle.ends_at) ? 'on' : 'settling'
}

/** A draw is over at once: for so long it can be read, in ms. */
const AFTERGLOW = 5000

function known({ battle, left, right, begins_at, ends_at, punishment, left_points, right_points, reason, winner, until, store }) {
  return { battle, left, right, begins_at, ends_at, punishment: punishment || '', left_points, right_points, reason, winner, until, store: store || '' }
}

function isIt(now, battle) {
  return now !== null && now.battle === battle
}
