import { addressOf } from '../routes.js'

/** What <button open-type="share"> does: the page says what it shares, the browser's own sheet or the clipboard takes it, with the words that say what it is. */
export async function shareTopPage(tap) {
  const page = window.getCurrentPages().pop()
  const { title, path } = page.onShareAppMessage(tap)
  const url = location.origin + addressOf(path)
  if (navigator.share) {
    await navigator.share({ title, url }).catch(ignoreAbort)
    return
  }
  window.wx.setClipboardData({ data: `${title} ${url}` })
  window.wx.showToast({ title: page.data.t.copied })
}

function ignoreAbort(error) {
  if (error.name !== 'AbortError') throw error
}
