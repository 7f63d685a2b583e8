import { wordsFor } from '../../shared/i18n/index.js'
import { addressOf, pageAt } from '../routes.js'
import { followEnd } from './end.js'
import { arrived, forget, goBack, tidied, wentBack } from './over.js'
import { followPull } from './pull.js'

/** Without a network the first page's script is asked for again after so many ms. */
const AGAIN = 3000

/**
 * The pages a viewer came through, the last one on top, in step with the browser's history: each page below keeps its
 * state and its scroll position while it is hidden. `open(page)` makes {instance, element, close()} and `tell(name)`, by which
 * components hear that their page is shown or hidden; `tabs` are the pages of
 * the bar at the bottom, of which one is the lowest; `ready(page)` is null, or the promise that its script is there.
 */
export function createStack({ open, ready, tabs }) {
  const entries = []
  const parked = new Map()

  const top = () => entries[entries.length - 1]

  function push(page, query) {
    hideTop()
    const entry = { page, scroll: 0, visible: false, ...open(page) }
    entry.element.setAttribute('route', page)
    entry.element.setAttribute('role', 'main')
    entry.instance.route = page
    entry.instance.address = address()
    entries.push(entry)
    call(entry, 'onLoad', query)
    showTop()
    call(entry, 'onReady')
  }

  function pop() {
    discard(entries.pop())
  }

  function discard(entry) {
    if (entry.visible) call(entry, 'onHide')
    call(entry, 'onUnload')
    entry.close()
  }

  function hideTop() {
    const entry = top()
    if (!entry || entry.element.hidden) return
    entry.scroll = window.scrollY
    entry.element.hidden = true
    setVisible(entry, false)
  }

  function showTop() {
    const entry = top()
    entry.element.hidden = false
    window.scrollTo(0, entry.scroll)
    setVisible(entry, !document.hidden)
  }

  function setVisible(entry, visible) {
    if (!entry || entry.visible === visible) return
    entry.visible = visible
    call(entry, visible ? 'onShow' : 'onHide')
    entry.tell(visible ? 'show' : 'hide')
  }

  function here() {
    const { page, query } = pageAt(location.pathname, location.search)
    const there = ready(page)
    if (!there) return push(page, query)
    const wanted = address()
    return there.then(() => address() === wanted && push(page, query), () => address() === wanted && setTimeout(here, AGAIN))
  }

  /** Only a page whose script is there is gone to; without a network the viewer stays where he is. */
  function go(url, arrive) {
    const waits = [ready(pageOf(url)), tidied()].filter(Boolean)
    if (!waits.length) return arrive()
    return Promise.all(waits).then(arrive, () => window.wx.showToast({ title: wordsFor(document.documentElement.lang).unreachable }))
  }

  /** The same, and the top page does not come back. */
  function leave(url, arrive) {
    go(url, () => {
      const tidy = forget()
      return tidy ? tidy.then(arrive) : arrive()
    })
  }

  function popTo(depth) {
    while (entries.length > depth) pop()
  }

  /** The browser's back and forward: a sheet over the page goes first. */
  function onHistory(event) {
    const depth = (event.state && event.state.depth) || 1
    if (depth === entries.length && wentBack()) return
    follow(depth)
    arrived()
  }

  /** What lies above goes, a page that is not there (any more) is made anew. */
  function follow(depth) {
    if (depth < entries.length && entries[depth - 1].instance.address === address()) {
      popTo(depth)
      showTop()
      return
    }
    popTo(Math.min(depth - 1, entries.length))
    here()
  }

  function comeBack(entry) {
    if (!entry) return here()
    parked.delete(entry.page)
    entry.instance.address = address()
    entries.push(entry)
    return showTop()
  }

  function park() {
    if (!tabs.includes(top().page)) return pop()
    hideTop()
    const entry = entries.pop()
    parked.set(entry.page, entry)
    return undefined
  }

  return {
    pages: () => entries.map((entry) => entry.instance),

    begin() {
      history.replaceState({ depth: 1 }, '')
      window.addEventListener('popstate', onHistory)
      document.addEventListener('visibilitychange', () => setVisible(top(), !document.hidden))
      followPull(() => top())
      followEnd(() => top())
      here()
    },

    navigateTo(url) {
      go(url, () => {
        history.pushState({ depth: entries.length + 1 }, '', addressOf(url))
        here()
      })
    },

    navigateBack: goBack,

    /** This page in the place of the top one. */
    redirectTo(url) {
      leave(url, () => {
        pop()
        history.replaceState(history.state, '', addressOf(url))
        here()
      })
    },

    /** The pages above go; a tab that was here before comes back as it was. */
    switchTab(url) {
      leave(url, () => {
        popTo(1)
        park()
        history.replaceState({ depth: 1 }, '', addressOf(url))
        comeBack(parked.get(pageOf(url)))
      })
    },

    /** All pages go, this one alone stands: WeChat's reLaunch. */
    reLaunch(url) {
      leave(url, () => {
        popTo(0)
        parked.forEach(discard)
        parked.clear()
        history.replaceState({ depth: 1 }, '', addressOf(url))
        here()
      })
    },
  }
}

function pageOf(url) {
  return url.replace(/^\//, '').split('?')[0]
}

function address() {
  return location.pathname + location.search
}

function call(entry, name, detail) {
  if (entry.instance[name]) entry.instance[name](detail)
}
