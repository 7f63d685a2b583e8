/** Less than this is no keyboard but a browser's bars, in px. */
const LEAST = 80

/** Tells how many px of the page a phone's keyboard covers while `box` is written in; returns what ends it. */
export function followKeyboard(box, tell) {
  const seen = window.visualViewport
  if (!seen) return () => {}
  let height = 0
  const measure = () => {
    const covered = window.innerHeight - seen.height - seen.offsetTop
    const next = document.activeElement === box && covered >= LEAST ? Math.round(covered) : 0
    if (next === height) return
    height = next
    tell(height)
  }
  seen.addEventListener('resize', measure)
  seen.addEventListener('scroll', measure)
  return () => {
    seen.removeEventListener('resize', measure)
    seen.removeEventListener('scroll', measure)
  }
}
