/** How long the result of a round can be opened from the page, in ms. */
const AFTERGLOW = 60000

/** Rounds that come forward by themselves when nothing else is open. */
const FORWARD = ['coupon-drop', 'poll', 'quiz', 'check-in']

/** Rounds that a room plays: `items` by id, `mine` what the viewer did in each, `wins` what waits to be `told`. */
export const rounds = {
  empty: { items: {}, mine: {}, wins: [], told: {}, follows: false },

  steps: {
    rounds: (state, { answer }) => ({
      ...wonMeanwhile(state, answer.items),
      items: { ...state.items, ...Object.fromEntries(answer.items.map((round) => [round.round, onward(state.items[round.round], known(round), Date.parse(answer.now))])) },
      mine: { ...state.mine, ...Object.fromEntries(answer.items.filter((round) => round.mine.entered).map((round) => [round.round, doneIn(round.mine)])) },
      follows: answer.follows,
    }),

    RoundOpened: ({ items }, { type, ...round }) => ({ items: { ...items, [round.round]: known(round) } }),
    RoundCounted: (state, { type, ...count }, { now }) => (isOver(state, count.round) ? {} : change(state, count.round, { ...count, counted: now })),
    RoundEnded: (state, { type, ...end }, { now }) => change(state, end.round, { ...end, over: now }),
    PrizeWon: won,

    /** A keyword that waits for a colleague's look is all that one can do. */
    said: (state, { comment, state: how, text }, { now }) => (how === 'held' ? held(state, { comment, text: text.toLowerCase() }, now) : {}),
    CommentSaid: (state, { comment }, { now }) => settled(state, comment, (round) => phaseOf(state.items[round], now) === 'open'),
    CommentRecalled: (state, { comment }) => settled(state, comment, () => false),

    followed: () => ({ follows: true }),
    joining: (state, { round, choice }) => own(state, round, { state: 'joining', choice }),
    joined: (state, { round, answer }) => ({
      ...own(state, round, { ...state.mine[round], ...answer }),
      ...(answer.win ? newsOf(state, { win: answer.win, round, kind: answer.kind, title: answer.prize, points: answer.points }) : {}),
    }),
    'join refused': ({ mine }, { round }) => ({ mine: Object.fromEntries(Object.entries(mine).filter(([id]) => id !== round)) }),
    'win read': ({ wins }) => ({ wins: wins.slice(1) }),
  },
}

/** Where a round stands at server time `now` (ms): coming, open, drawing, ended or cancelled. */
export function phaseOf(round, now) {
  if (round.reason) return round.reason === 'cancelled' ? 'cancelled' : 'ended'
  if (now < Date.parse(round.opens_at)) return 'coming'
  return now < Date.parse(round.closes_at) ? 'open' : 'drawing'
}

/** Rounds with a pendant on the page, those that end soonest first; whose result was `seen` needs none any more. */
export function hanging({ items }, seen, now) {
  return Object.values(items)
    .filter((round) => !round.reason || (round.reason !== 'cancelled' && now < round.over + AFTERGLOW && seen[round.round] !== 'result'))
    .sort((a, b) => Date.parse(a.closes_at) - Date.parse(b.closes_at))
}

/** The round that should come forward by itself, or null: one that can be entered, once. */
export function forward({ items, mine }, seen, now) {
  return Object.values(items).find((round) => FORWARD.includes(round.kind) && phaseOf(round, now) === 'open' && !mine[round.round] && !seen[round.round]) || null
}

/** The rain that falls now for this viewer, or null: who has caught a packet, or let it be, stands in the dry. */
export function raining({ items, mine }, seen, now) {
  const falls = Object.values(items).filter((round) => round.kind === 'red-packets' && phaseOf(round, now) === 'open')
  return falls.find((round) => !seen[round.round] && (!mine[round.round] || mine[round.round].state === 'joining')) || null
}

/** What to say now to enter a round, in small letters. */
export function keywords(state, now) {
  return listening(state, now).map(({ keyword }) => keyword.toLowerCase())
}

/** Rounds whose keyword was let through by a colleague: whether the viewer may enter is still to be asked. */
export function through({ mine }) {
  return Object.keys(mine).filter((round) => mine[round].through)
}

function won(state, { type, ...win }) {
  return { ...own(state, win.round, { ...state.mine[win.round], state: 'won' }), ...newsOf(state, win) }
}

/** What was won while a page that knew of the round was away is told when it asks again; what was won before it came is not. */
function wonMeanwhile({ items, mine, wins, told }, answered) {
  const won = answered.filter((round) => round.mine.win && items[round.round] && (mine[round.round] || {}).state !== 'won')
  return won.reduce((news, { round, mine: { win, kind, prize, points } }) => ({ ...news, ...newsOf({ items, ...news }, { win, round, kind, title: prize, points }) }), { wins, told })
}

/** A win is told once, by the room's answer or by its own news, however often it is heard; of a check-in its own sheet tells. */
function newsOf({ items, wins, told }, win) {
  const { kind } = items[win.round] || {}
  return kind === 'check-in' || told[win.win] ? {} : { wins: [...wins, win], told: { ...told, [win.win]: true } }
}

function known(round) {
  return { entries: 0, tallies: [], left: -1, ...round, over: round.ended_at ? Date.parse(round.ended_at) : 0, reason: round.reason || '' }
}

/** What the room told since the shop was `asked` stands, and no round goes on again that has ended. */
function onward(before, told, asked) {
  if (!before || told.reason) return told
  if (before.reason) return before
  const { entries, tallies, left, counted } = before
  return counted >= asked ? { ...told, entries, tallies, left, counted } : told
}

function doneIn({ entry, choice, win }) {
  return { state: win ? 'won' : 'in', entry, choice }
}

/** Its end said the last numbers: a count that is told again, to who comes back, is older. */
function isOver({ items }, round) {
  return Boolean(items[round]) && Boolean(items[round].reason)
}

function change({ items }, round, facts) {
  return items[round] ? { items: { ...items, [round]: { ...items[round], ...facts } } } : {}
}

function listening({ items, mine }, now) {
  return Object.values(items).filter((round) => round.rule === 'keyword' && phaseOf(round, now) === 'open' && !entered(mine[round.round]))
}

function held(state, { comment, text }, now) {
  const meant = listening(state, now).filter(({ keyword }) => text.includes(keyword.toLowerCase()))
  return { mine: { ...state.mine, ...Object.fromEntries(meant.map(({ round }) => [round, { state: 'held', comment }])) } }
}

function entered(mine) {
  return Boolean(mine) && mine.state !== 'joining'
}

/** What becomes of the keyword that waited, and whether it `enters` its round; most comments are none. */
function settled({ mine }, comment, enters) {
  const rounds = Object.keys(mine).filter((round) => mine[round].state === 'held' && mine[round].comment === comment)
  if (rounds.length === 0) return {}
  const rest = Object.entries(mine).filter(([round]) => !rounds.includes(round))
  return { mine: Object.fromEntries([...rest, ...rounds.filter(enters).map((round) => [round, { state: 'joining', through: true }])]) }
}

function own({ mine }, round, facts) {
  return { mine: { ...mine, [round]: facts } }
}
