/** Without a network a part that is wanted now is asked for again after so many ms. */
const AGAIN = 3000

/**
 * The pages in parts: one that is here, and those that are fetched, {sheet, script()} each. `install(part)` makes a part's pages known;
 * `ready(page)` is null for a page that is known, else the promise that it will be.
 */
export function createParts(part, { floor, shop }, install) {
  const known = new Map()

  function take(each) {
    install(each)
    each.files.forEach((file) => known.set(file.path, file))
  }

  const fetchFloor = once(() => fetchPart(floor).then(take))
  const fetchRest = once(() => fetchFloor().then(() => fetchPart(shop)).then(take))

  /** A page that has placeholders is shown at once and completed when the floor is there. */
  function complete() {
    fetchFloor().catch(() => setTimeout(complete, AGAIN))
  }

  return {
    begin: () => take(part),
    ready(page) {
      if (!known.has(page)) return fetchRest()
      if (known.get(page).config.componentPlaceholder) complete()
      return null
    },
    fetchRest,
  }
}

/** Nothing is drawn before its style is there. */
async function fetchPart({ sheet, script }) {
  const [{ part }] = await Promise.all([script(), fetchSheet(sheet)])
  return part
}

function fetchSheet(address) {
  return new Promise((resolve, reject) => {
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = address
    link.onload = resolve
    link.onerror = () => {
      link.remove()
      reject(new Error(`${address} did not load`))
    }
    document.head.appendChild(link)
  })
}

/** One fetch at a time; one that failed may be tried again, one that came is there. */
function once(fetch) {
  let fetching = null
  return () => {
    fetching = fetching || fetch().catch((error) => {
      fetching = null
      throw error
    })
    return fetching
  }
}
