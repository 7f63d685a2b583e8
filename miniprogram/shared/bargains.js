import { justHeard } from './heard.js'

/** How long the end of a bargain stands on the page, and how long a new one stands before everything else, in ms. */
const AFTERGLOW = 8000
const NEWS = 60000

/** Bargains of the room: `items` by id, each with what the viewer has begun in it as `mine`; `busy` is the one being begun. */
export const bargains = {
  empty: { items: {}, busy: '' },

  steps: {
    bargains: ({ items }, { answer }, { now }) => ({ items: { ...justHeard(items, now), ...Object.fromEntries(answer.items.map((one) => [one.bargain, known(one, items[one.bargain])])) } }),

    BargainOpened: ({ items }, { type, ...one }, { now }) => ({ items: { ...items, [one.bargain]: { left: one.quantity, mine: null, reason: '', over: 0, ...items[one.bargain], ...one, since: now } } }),
    BargainCounted: (state, { bargain, left }) => change(state, bargain, { left }),
    BargainEnded: (state, { bargain, reason }, { now }) => change(state, bargain, { reason, over: now }),
    PriceChopped: (state, { bargain, haggle, name, amount, price, helped }, { now }) => own(state, bargain, { haggle, price, helped, friend: { name, amount, until: now + AFTERGLOW } }),

    haggling: (_, { bargain }) => ({ busy: bargain }),
    'haggle refused': () => ({ busy: '' }),
    'haggle begun': (state, { bargain, answer: { haggle, price, helped, state: word, until, order } }) => ({ busy: '', ...change(state, bargain, { mine: { haggle, price, helped, state: word, until, order } }) }),
    'deal ordered': (state, { bargain, order }) => own(state, bargain, { state: 'ordered', order }),
    'deal paid': (state, { bargain }, { now }) => own(state, bargain, { state: 'bought', since: now }),
  },
}

/** Where a bargain stands for this viewer at server time `now` (ms): announced, open, sold-out, ended, or as one's own does. */
export function phaseOf(one, now) {
  if (one.mine) {
    const word = ownPhase(one, one.mine, now)
    if (word !== 'lapsed') return word
  }
  if (one.reason || now >= Date.parse(one.ends_at)) return 'ended'
  if (now < Date.parse(one.opens_at)) return 'announced'
  return one.left > 0 ? 'open' : 'sold-out'
}

const RANK = ['floor', 'ordered', 'cutting', 'stopped', 'open', 'announced', 'sold-out', 'bought', 'ended']

/** The bargain that the page shows now, or null: the one that was `asked` for, then what the viewer has begun first, then the latest that is open. */
export function foremostBargain({ items }, now, asked = '') {
  const shown = Object.values(items).map((one) => ({ one, phase: phaseOf(one, now), news: Boolean(one.since) && now < one.since + NEWS })).filter((each) => isShown(each, now))
  const [first] = shown.sort((a, b) => isAsked(b, asked) - isAsked(a, asked) || RANK.indexOf(a.phase) - RANK.indexOf(b.phase) || Date.parse(b.one.opens_at) - Date.parse(a.one.opens_at))
  return first || null
}

function isAsked({ one, phase }, asked) {
  return Number(one.bargain === asked && ['floor', 'ordered', 'cutting', 'stopped', 'open'].includes(phase))
}

function ownPhase(one, mine, now) {
  if (mine.state === 'bought' || mine.state === 'ordered') return mine.state
  if (mine.state === 'lapsed' || now >= Date.parse(mine.until)) return 'lapsed'
  if (one.left <= 0) return 'sold-out'
  if (mine.helped >= one.helpers) return 'floor'
  return one.reason === 'staff' ? 'stopped' : 'cutting'
}

/** As the shop tells it; why it ended, and when it was heard of, is known from before. */
function known({ state, ...one }, before = { reason: '', over: 0 }) {
  const { since, reason, over } = before
  const stopped = one.mine && one.mine.state === 'stopped' ? 'staff' : 'time'
  return { ...one, since, over, reason: state === 'ended' ? reason || stopped : '' }
}

function change({ items }, bargain, facts) {
  return items[bargain] ? { items: { ...items, [bargain]: { ...items[bargain], ...facts } } } : {}
}

function own(state, bargain, facts) {
  const one = state.items[bargain]
  return one && one.mine ? change(state, bargain, { mine: { ...one.mine, ...facts } }) : {}
}

/** What is over, or bought, stands a little longer; what one has begun stands until one has it. */
function isShown({ one, phase }, now) {
  if (phase === 'bought') return now < (one.mine.since || 0) + AFTERGLOW
  return phase !== 'ended' || now < one.over + AFTERGLOW
}
