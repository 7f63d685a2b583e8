/** So near to its end a page counts as read, in px. */
const NEAR = 400

/** A page that is scrolled to its end gets its onReachBottom, as WeChat does. */
export function followEnd(top) {
  window.addEventListener('scroll', () => {
    if (!top()) return
    const { instance } = top()
    const left = document.documentElement.scrollHeight - window.innerHeight - window.scrollY
    if (instance.onReachBottom && left < NEAR) instance.onReachBottom()
  }, { passive: true })
}
