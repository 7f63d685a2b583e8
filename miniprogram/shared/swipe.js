/** What goes so far counts as a wish for the room beside, as a part of the page's height; less snaps back. */
const ENOUGH = 1 / 3

/** A flick may be shorter: px, and px per ms at its end. */
const FLICK = 64
const FAST = 0.6

/** Where there is no room, the picture gives way a little. */
const GIVES = 72

/**
 * The rooms on air, in an order that stays while one goes through them: `known` as it was, without what has left the air, then
 * what has come. `here` is kept, as is a room that a ticket leads to: no list tells of those.
 */
export function orderOf(known, live, here) {
  const now = new Map(live.map((room) => [room.room, room]))
  const before = known.length === 0 && !now.has(here.room) ? [here] : known
  const stay = before.filter(({ room, ticket }) => room === here.room || ticket || now.has(room))
  const names = new Set(before.map(({ room }) => room))
  return [...stay.map((room) => ({ ...room, ...now.get(room.room) })), ...live.filter(({ room }) => !names.has(room))]
    .map((room) => (room.room === here.room && here.ticket ? { ...room, ticket: here.ticket } : room))
}

/** The rooms before and after one; null at the ends, which nobody swipes over. */
export function besides(order, name) {
  const at = order.findIndex(({ room }) => room === name)
  return { before: order[at - 1] || null, after: (at >= 0 && order[at + 1]) || null }
}

/** Which room a finger that moved `far` px (upwards is less than 0) looks for. */
export function sideOf(far) {
  return far < 0 ? 'after' : 'before'
}

/** How far the picture follows that finger, in px. */
export function slideOf(far, height, beside) {
  const most = beside[sideOf(far)] ? height : GIVES
  const gone = beside[sideOf(far)] ? Math.abs(far) : Math.abs(far) / 3
  return Math.sign(far) * Math.min(gone, most)
}

/** Where it lands when it lets go with `speed` px per ms: 'after', 'before', or '' where it came from. */
export function landing({ far, speed }, height, beside) {
  if (!beside[sideOf(far)]) return ''
  const flung = Math.abs(far) >= FLICK && speed * Math.sign(far) >= FAST
  return flung || Math.abs(far) >= height * ENOUGH ? sideOf(far) : ''
}
