/**
 * What a page was opened with. Of WeChat's own code that is a `scene` of at most 32 letters (`room=ID`, `id=ID`, with the code of
 * whose it is: `room=ID~CODE`, `by=CODE`), handed over encoded; what stands in it counts as if it stood in the link.
 */
export function landed(query = {}) {
  const [place, by] = readable(query.scene || '').split('~')
  const [name, value] = place.split('=')
  return value ? { ...query, ...(by && { by }), [name]: value } : query
}

/** A scene that somebody made up is no reason for a page not to open. */
function readable(scene) {
  try {
    return decodeURIComponent(scene)
  } catch {
    return ''
  }
}
