import { addressOf, pageAt } from '../routes.js'
import { followPull } from './pull.js'

/**
 * The pages a viewer came through, the last one on top, in step with the browser's history: each page below keeps its
 * state and its scroll position while it is hidden. `open(page)` makes {instance, element, close()}.
 */
export function createStack({ open }) {
  const entries = []

  const top = () => entries[entries.length - 1]

  function push(page, query) {
    hideTop()
    const entry = { page, scroll: 0, visible: false, ...open(page) }
    entry.element.setAttribute('route', page)
    entry.element.setAttribute('role', 'main')
    entry.instance.route = page
    entries.push(entry)
    call(entry, 'onLoad', query)
    showTop()
    call(entry, 'onReady')
  }

  function pop() {
    const entry = entries.pop()
    if (entry.visible) call(entry, 'onHide')
    call(entry, 'onUnload')
    entry.close()
  }

  function hideTop() {
    const entry = top()
    if (!entry) return
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
    if (entry.visible === visible) return
    entry.visible = visible
    call(entry, visible ? 'onShow' : 'onHide')
  }

  function here() {
    const { page, query } = pageAt(location.pathname, location.search)
    push(page, query)
  }

  function popTo(depth) {
    while (entries.length > depth) pop()
  }

  /** The browser's back and forward: what lies above goes, a page that is not there (any more) is made anew. */
  function follow(depth) {
    if (depth < entries.length) {
      popTo(depth)
      showTop()
      return
    }
    popTo(Math.min(depth - 1, entries.length))
    here()
  }

  return {
    pages: () => entries.map((entry) => entry.instance),

    begin() {
      history.replaceState({ depth: 1 }, '')
      window.addEventListener('popstate', (event) => follow((event.state && event.state.depth) || 1))
      document.addEventListener('visibilitychange', () => setVisible(top(), !document.hidden))
      followPull(() => top())
      here()
    },

    navigateTo(url) {
      history.pushState({ depth: entries.length + 1 }, '', addressOf(url))
      here()
    },

    navigateBack() {
      history.back()
    },

    /** All pages go, this one alone stands: WeChat's reLaunch. */
    reLaunch(url) {
      popTo(0)
      history.replaceState({ depth: 1 }, '', addressOf(url))
      here()
    },
  }
}

function call(entry, name, detail) {
  if (entry.instance[name]) entry.instance[name](detail)
}
