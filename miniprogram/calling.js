/** The card of a room's market that somebody comes for from elsewhere in the shop. */
let called = null

export function callFor(room, card) {
  called = { room, card }
}

/** What to bring forward in the room that was come to, once; empty: nothing. */
export function calledIn(room) {
  const card = called && called.room === room ? called.card : ''
  called = null
  return card
}
