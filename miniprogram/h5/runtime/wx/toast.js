let shown = null

export const toast = {
  /** A short word in the middle of the screen, `duration` ms long. */
  showToast({ title, duration = 1500 }) {
    if (shown) shown.remove()
    shown = document.createElement('wx-toast')
    shown.setAttribute('role', 'status')
    shown.textContent = title
    document.body.appendChild(shown)
    const mine = shown
    setTimeout(() => mine.remove(), duration)
  },
}
