/**
 * The pages in two parts: one that is here, one that `more()` fetches. `install(part)` makes a part's pages known;
 * `ready(page)` is null for a page that is known, else the promise that it will be.
 */
export function createParts(part, more, install) {
  const known = new Set()
  let fetching = null
  let whole = false

  function take(each) {
    install(each)
    each.files.forEach(({ path }) => known.add(path))
  }

  /** One fetch at a time; one that failed may be tried again. */
  function fetchRest() {
    if (whole) return Promise.resolve()
    fetching = fetching || more().then(({ part: rest }) => { take(rest); whole = true }).finally(() => { fetching = null })
    return fetching
  }

  return {
    begin: () => take(part),
    ready: (page) => (known.has(page) ? null : fetchRest()),
    fetchRest,
  }
}
