/** So far a finger pulls a page down before it counts as a wish for fresh content, in px. */
const ENOUGH = 72

/** Pulling a page down that stands at its top calls its onPullDownRefresh, as WeChat does; the page follows the finger. */
export function followPull(top) {
  let from = null
  let far = 0

  document.addEventListener('touchstart', (event) => {
    const wanted = top() && top().instance.onPullDownRefresh && window.scrollY <= 0
    from = wanted ? event.touches[0].clientY : null
  }, { passive: true })

  document.addEventListener('touchmove', (event) => {
    if (from === null) return
    far = Math.max(0, event.touches[0].clientY - from)
    top().element.style.setProperty('--pull', `${Math.min(far / 2, ENOUGH)}px`)
  }, { passive: true })

  document.addEventListener('touchend', () => {
    if (from === null) return
    top().element.style.setProperty('--pull', '0px')
    if (far >= ENOUGH) top().instance.onPullDownRefresh()
    from = null
    far = 0
  })
}
