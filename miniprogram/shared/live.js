import { bargains } from './bargains.js'
import { battle } from './battle.js'
import { counts } from './counts.js'
import { gifts } from './gifts.js'
import { market } from './market.js'
import { rounds } from './rounds.js'
import { sales } from './sales.js'
import { shelf } from './shelf.js'
import { talk } from './talk.js'
import { teams } from './teams.js'

/**
 * What a viewer's page knows of its room, from the frames of docs/ROOM.md. Each part is `{empty, steps}` of a file of its
 * own: `steps` by the fact's type, `(state, fact, context)` to what changes in that part. Facts of the page itself are
 * learnt in the same way, with types in small letters.
 */
const PARTS = { talk, counts, battle, gifts, shelf, sales, bargains, teams, rounds, market }

/** Facts that wait until this page's own picture gets to the moment they were told at. */
const WITH_THE_PICTURE = new Set(['ProductPinned', 'ProductUnpinned', 'ProductPopped'])

/** A picture that never gets there (it was lost, it stands still) holds a fact back no longer, in ms. */
const PATIENCE = 20000

export const emptyLive = {
  offset: 0,
  delay: 0,
  waiting: [],
  ...Object.fromEntries(Object.entries(PARTS).map(([name, { empty }]) => [name, empty])),
}

/**
 * The next state after a frame that came at device time `at` (ms). `picture` is the media time seen now; who does not know that goes
 * by the shop's clock. `delay` is how long the picture is held back just now, in ms.
 */
export function hear(live, frame, { at, picture = null }) {
  const { edge = 0, delay = 0 } = frame
  if (frame.type === 'welcome') return learn({ ...live, offset: frame.now - at, delay }, frame, at)
  if (frame.type === 'clock') return { ...live, offset: frame.offset }
  if (frame.yours) return frame.yours.reduce((state, fact) => learn(state, fact, at), live)
  const waits = { at, picture, edge: edge && edge + delay, patience: PATIENCE + delay }
  return (frame.events || []).reduce((state, fact) => take(state, fact, waits), { ...live, delay })
}

/** What is explained already when the shop answers, as the frame in which the room told it: it waits for the picture, too. */
export function explained({ shelf: { pin }, waiting, delay }, { goods, explaining }) {
  const { window: stretch, product, since } = explaining || {}
  const good = goods.find((one) => one.product === product)
  const known = (pin && pin.stretch === stretch) || waiting.some(({ fact: { window: other } }) => other === stretch)
  return { edge: Date.parse(since), delay, events: good && !known ? [{ type: 'ProductPinned', window: stretch, good }] : [] }
}

/** The state after one fact, whoever told it. */
export function learn(live, fact, at) {
  const context = { at, now: at + live.offset }
  const after = { ...live }
  for (const [name, { steps }] of Object.entries(PARTS)) {
    const step = steps[fact.type]
    if (step) after[name] = { ...live[name], ...step(live[name], fact, context) }
  }
  return after
}

/** The state when this page's picture shows the media time `picture`: what waited for that is learnt. */
export function reach(live, { at, picture = null }) {
  let state = live
  while (state.waiting.length > 0 && isDue(state, state.waiting[0], { at, picture })) {
    const [{ fact }, ...waiting] = state.waiting
    state = learn({ ...state, waiting }, fact, at)
  }
  return state
}

/** In how many ms the picture is likely to reach what waits first; null when nothing waits. */
export function nextReach(live, { at, picture = null }) {
  if (live.waiting.length === 0) return null
  const [{ edge, until }] = live.waiting
  return Math.max(0, Math.min(edge - seen(live, { at, picture }), until - at))
}

function take(live, fact, { at, picture, edge, patience }) {
  const waiter = { fact, edge, until: at + patience }
  const waits = WITH_THE_PICTURE.has(fact.type) && (live.waiting.length > 0 || !isDue(live, waiter, { at, picture }))
  return waits ? { ...live, waiting: [...live.waiting, waiter] } : learn(live, fact, at)
}

function isDue(live, { edge, until }, { at, picture }) {
  return seen(live, { at, picture }) >= edge || at >= until
}

function seen({ offset }, { at, picture }) {
  return picture === null ? at + offset : picture
}
