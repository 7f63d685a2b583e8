export const AUTO = 'auto'

/**
 * The address to play now, or null. `play` is the API's list in order of preference; every move goes to the next one
 * and comes round to the first again. A quality that the chosen address does not have plays as auto.
 */
export function choosePlay(play, { quality = AUTO, moves = 0 } = {}) {
  const known = (play || []).filter((address) => address.kind === 'hls' && address.url)
  if (known.length === 0) return null
  const address = known[moves % known.length]
  const rendition = (address.qualities || []).find((each) => each.name === quality)
  return { url: rendition ? rendition.url : address.url, quality: rendition ? quality : AUTO }
}

/** What the quality sheet offers: auto first, then the best address' renditions in the server's order. */
export function qualitiesOf(play) {
  const first = (play || []).find((address) => address.kind === 'hls')
  const renditions = ((first && first.qualities) || []).map((each) => each.name).filter((name) => name !== AUTO)
  return renditions.length > 0 ? [AUTO, ...renditions] : []
}
