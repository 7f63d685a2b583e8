import { AUTO, stay } from './play.js'

/**
 * A room page before its first answer. `failures` are those in a row; `moves` says which address is tried: one that plays is kept.
 * Of a room that one came to by a swipe its card is `known`; `beside` are the cards of those before and after it. Who is `engaged`
 * has won something there that is to be ordered, or is at ordering or paying it.
 */
export const emptyRoom = {
  room: null,
  known: null,
  beside: { before: null, after: null },
  replays: [],
  last: null,
  missing: false,
  closed: false,
  failures: 0,
  online: true,
  offset: 0,
  quality: AUTO,
  sheet: false,
  cleared: false,
  follows: null,
  line: { state: '', since: 0 },
  counted: {},
  engaged: false,
  video: { state: 'idle', failures: 0, moves: 0, muted: false, silenced: false, width: 0, height: 0 },
}

/** The next state of a room page. Facts it does not know leave it as it is. */
export function reduce(state, fact) {
  const step = STEPS[fact.type]
  return step ? { ...state, ...step(state, fact) } : state
}

/** Whether the page should hold a player: the picture goes on while the host is away, the server fills the gap. */
export function isOnAir(state) {
  return Boolean(state.room) && (state.room.state === 'live' || state.room.state === 'away')
}

/** Answers that will stay the same: no such room, or one for those with a ticket. */
const REFUSALS = {
  404: { missing: true, room: null, known: null },
  403: { closed: true, room: null, known: null },
}

const STEPS = {
  entered: ({ online, offset, quality, video: { muted, silenced } }, { room }) => ({
    ...emptyRoom, known: room, online, offset, quality, video: { ...emptyRoom.video, muted, silenced },
  }),
  beside: (state, { before, after }) => ({ beside: { before, after } }),
  answered: (state, { room, offset }) => ({
    room,
    offset,
    missing: false,
    closed: false,
    failures: 0,
    ...(isOnAir({ room }) ? kept(state, room) : { video: { ...emptyRoom.video, muted: state.video.muted }, line: emptyRoom.line, cleared: false }),
  }),
  unanswered: (state, { status }) => REFUSALS[status] || { failures: state.failures + 1 },
  replays: (state, { replays, last }) => ({ replays, last: last || null }),
  network: (state, { online }) => ({ online }),
  quality: (state, { name }) => ({ quality: name, sheet: false }),
  sheet: (state, { open }) => ({ sheet: open }),
  line: (state, { state: line, at }) => ({ line: { state: line, since: at } }),
  counted: (state, { viewers, likes, faces }) => ({ counted: { viewers, likes, faces } }),
  follows: (state, { follows }) => ({ follows }),
  cleared: (state, { on }) => ({ cleared: on }),
  engaged: (state, { on }) => ({ engaged: on }),
  playing: (state) => video(state, { state: 'playing', failures: 0 }),
  waiting: (state) => video(state, { state: 'waiting' }),
  failed: (state) => video(state, { state: 'failed', failures: state.video.failures + 1, moves: state.video.moves + 1 }),
  silenced: (state) => video(state, { muted: true, silenced: true }),
  sound: (state, { on }) => video(state, { muted: !on, silenced: false }),
  measured: (state, { width, height }) => video(state, { width, height }),
}

/** A new answer's list may have another order; what plays goes on. */
function kept(state, room) {
  return video(state, { moves: stay(state.room ? state.room.play : [], state.video.moves, room.play) })
}

function video(state, change) {
  return { video: { ...state.video, ...change } }
}
