/** With sound if the browser allows it; a browser that does not still shows the picture. */
export async function startWithSound(element, report) {
  try {
    await element.play()
  } catch (error) {
    if (error.name !== 'NotAllowedError') return
    element.muted = true
    report('silenced', {})
    await element.play().catch(() => report('error', { errMsg: 'play: not allowed' }))
  }
}
