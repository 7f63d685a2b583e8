import { words } from './words.js'

const KEPT = 'agreed'

/** Whether the viewer has said yes to the present text about personal data. */
export function agreed() {
  return wx.getStorageSync(KEPT) === words.privacy.version
}

/** Nothing of a person is kept before he said yes; he is asked once for each version of the text. */
export async function consent(api) {
  if (agreed()) return
  await api.consent({ document: 'privacy', version: words.privacy.version, given: true })
  wx.setStorageSync(KEPT, words.privacy.version)
}
