/**
 * What a page was opened with. Of WeChat's own code that is a `scene` of at most 32 letters (`room=ID`, `id=ID`), handed over
 * encoded; what stands in it counts as if it stood in the link.
 */
export function landed(query = {}) {
  const [name, value] = readable(query.scene || '').split('=')
  return value ? { ...query, [name]: value } : query
}

/** A scene that somebody made up is no reason for a page not to open. */
function readable(scene) {
  try {
    return decodeURIComponent(scene)
  } catch {
    return ''
  }
}
