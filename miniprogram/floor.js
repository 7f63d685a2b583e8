/** The floor of a room: where its viewers talk. What components there say goes to the room the viewer is in now. */
let here = null

export function sit(floor) {
  here = floor
}

/** Who has left may already be followed by another. */
export function leave(floor) {
  if (here === floor) here = null
}

/** Says something that wants an answer (docs/ROOM.md); resolves to it, rejects with Refused. */
export function say(type, fields) {
  return here.say(type, fields)
}

/** A fact that a component found out by itself (an answer over HTTP): it goes through the same steps as the room's own. */
export function learn(fact) {
  here.learn(fact)
}
