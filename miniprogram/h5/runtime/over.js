/** A sheet that was asked to close is gone after so many ms, or stays for a reason. */
const CLOSING = 50

/** A step back that leads nowhere is one that nobody waits for after so many ms. */
const NOWHERE = 500

/** What lies over the pages, the last one on top: `depth` of its page, and `close()`, which asks it to close. */
let over = []
let due = 0
let rewinding = null
let leaving = false
let goingBack = 0

/** Coming back from elsewhere, the page may be as it was left. */
window.addEventListener('pageshow', () => { leaving = false })

/**
 * Who goes back with a sheet open means the sheet: an entry of the browser's history stands for everything that lies over
 * a page, so that going back asks it to close and the page stays. Returns what to call when it is gone.
 */
export function lieOver(close) {
  const one = { depth: depth(), close }
  over.push(one)
  settleSoon(0)
  return () => {
    over = over.filter((other) => other !== one)
    settleSoon(0)
  }
}

/** The history moved to the page that is shown: true when all there was to do has been done here. */
export function wentBack() {
  if (rewinding) {
    const { resolve } = rewinding
    rewinding = null
    resolve()
    settleSoon(0)
    return true
  }
  const closing = mine().slice(lying()).reverse()
  const stale = lying() > mine().length
  closing.forEach((one) => one.close())
  settleSoon(CLOSING)
  return closing.length > 0 || stale
}

/** The history moved to another page: what it had over it may be gone by now. */
export function arrived() {
  goingBack = 0
  settleSoon(0)
}

/** The page below, whatever lies over this one: a sheet that closes at the same time costs no step more. */
export function goBack() {
  const back = () => {
    goingBack = Date.now()
    settleSoon(NOWHERE)
    history.go(-1 - lying())
  }
  const tidy = tidied()
  if (tidy) tidy.then(back)
  else back()
}

/** Whether anything lies over the page. */
export function isCovered() {
  return mine().length > 0
}

/** The page on top goes on under another address; coming back to it leads there. */
export function rename(page, address) {
  const put = () => {
    if (window.getCurrentPages().pop() !== page) return
    history.replaceState(history.state, '', address)
    page.address = address
  }
  const tidy = tidied()
  if (tidy) tidy.then(put)
  else put()
}

/** Null, or the promise that no entry stands for what is gone: nobody goes on from such a one. */
export function tidied() {
  if (!rewinding) settle()
  return rewinding && rewinding.promise
}

/** The pages are left for good, with what lies over them. */
export function forget() {
  over = []
  return tidied()
}

/** `go()` takes the viewer to another house: a history that moves at the same time would hold him back. */
export function goOut(go) {
  const tidy = tidied()
  leaving = true
  if (tidy) tidy.then(go)
  else go()
}

/** Entries of the top page that stand for what lies over it. */
function lying() {
  return (history.state && history.state.over) || 0
}

function mine() {
  return over.filter((one) => one.depth === depth())
}

function depth() {
  return (history.state && history.state.depth) || 1
}

function settleSoon(delay) {
  clearTimeout(due)
  due = setTimeout(settle, delay)
}

function settle() {
  clearTimeout(due)
  if (rewinding || leaving || Date.now() - goingBack < NOWHERE) return
  for (let missing = mine().length - lying(); missing > 0; missing -= 1) {
    history.pushState({ depth: depth(), over: lying() + 1 }, '')
  }
  const stale = lying() - mine().length
  if (stale > 0) rewind(stale)
}

function rewind(count) {
  rewinding = {}
  rewinding.promise = new Promise((resolve) => { rewinding.resolve = resolve })
  history.go(-count)
}
