/**
 * The key of a wish: the same wish asked again, after a lost answer or a second tap, bears the same key; a changed or a
 * settled one bears a new one. `fresh()` makes a key.
 */
export function createOnce(fresh = newKey) {
  let kept = null

  return {
    keyOf(wish) {
      const text = JSON.stringify(wish)
      if (!kept || kept.text !== text) kept = { text, key: fresh() }
      return kept.key
    },
    settle() {
      kept = null
    },
  }
}

/** 26 letters and figures that nobody else makes. */
export function newKey(now = Date.now(), random = Math.random) {
  const figures = () => Math.floor(random() * 36 ** 8).toString(36).padStart(8, '0')
  return `${now.toString(36).padStart(9, '0')}-${figures()}${figures()}`
}
