export const AUTO = 'auto'

/**
 * The address to play now, or null. `play` is the API's list in order of preference; every move goes to the next one
 * and comes round to the first again. A quality that the chosen address does not have plays as auto.
 */
export function choosePlay(play, { quality = AUTO, moves = 0 } = {}) {
  const known = playable(play)
  if (known.length === 0) return null
  const address = known[moves % known.length]
  const rendition = (address.qualities || []).find((each) => each.name === quality)
  return { url: rendition ? rendition.url : address.url, quality: rendition ? quality : AUTO }
}

/**
 * Which move plays in the list `next` what `moves` played in the list `play`: a picture that plays is not taken away because
 * a better address has come. One that is no longer offered is left at once, for the best there is.
 */
export function stay(play, moves, next) {
  const before = playable(play)
  if (before.length === 0) return moves
  const via = before[moves % before.length].via
  return Math.max(0, playable(next).findIndex((address) => address.via === via))
}

function playable(play) {
  return (play || []).filter((address) => address.kind === 'hls' && address.url)
}

/** What the quality sheet offers: auto first, then the best address' renditions in the server's order. */
export function qualitiesOf(play) {
  const renditions = playable(play).slice(0, 1).flatMap(({ qualities }) => qualities || []).map((each) => each.name).filter((name) => name !== AUTO)
  return renditions.length > 0 ? [AUTO, ...renditions] : []
}
