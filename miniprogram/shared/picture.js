/** How far behind the live edge a player stands that tells nothing of itself: three segments of two seconds, as HLS asks for. */
const GUESS = 6000

/** A player that tells its moment four times a second and is silent for so long stands still, in ms. */
const SILENT = 1500

/**
 * Which moment of the show this page's picture shows. A player that knows tells media time (`shows`); of another it is guessed
 * from the live edge that the room tells (`edge`) and the time that it stood still. All in unix ms.
 */
export function createPicture() {
  let shown = null
  let edge = null
  let moves = false
  let stoodSince = null
  let stood = 0

  return {
    edge(media, at) {
      if (media) edge = { media, at }
    },

    /** The picture moves; `date` is its media time where the player knows it, else null. */
    shows(date, at) {
      shown = date === null || date === undefined ? null : { media: date, at }
      moves = true
      if (stoodSince !== null) stood += at - stoodSince
      stoodSince = null
    },

    waits(at) {
      if (moves && stoodSince === null) stoodSince = at
    },

    /** A new start is as near to the edge as the first one. */
    starts() {
      moves = false
      shown = null
      stood = 0
      stoodSince = null
    },

    /** null: nobody knows. */
    now(at) {
      if (shown) return shown.media + Math.min(at - shown.at, SILENT)
      if (!moves || !edge) return null
      const standing = stoodSince === null ? 0 : at - stoodSince
      return edge.media + (at - edge.at) - GUESS - stood - standing
    },
  }
}
