import { Refused } from './shared/api.js'

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
  return here ? here.say(type, fields) : Promise.reject(new Refused(0))
}

/** A fact that a component found out by itself (an answer over HTTP): it goes through the same steps as the room's own. */
export function learn(fact) {
  if (here) here.learn(fact)
}

/** A `learn` for what is asked now and answered later: who has gone on to another room does not hear of this one there. It tells whether the fact was heard. */
export function learning() {
  const floor = here
  return (fact) => {
    if (!floor || floor !== here) return false
    floor.learn(fact)
    return true
  }
}

/** Says something that nobody answers; while there is no wire it is lost. */
export function mention(type, fields) {
  if (here) here.mention(type, fields)
}
