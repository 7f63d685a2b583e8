import { Refused } from './shared/api.js'
import { origin } from './site.js'
import { words } from './words.js'

/** WeChat wants whole addresses; the API gives those of its own pictures without the host. */
export function picture(path) {
  return path && path.startsWith('/') ? origin + path : path || ''
}

/** Says a refusal in a few words; a mistake of ours is none and goes on. */
export function tell(refused) {
  if (!(refused instanceof Refused)) throw refused
  wx.showToast({ title: refused.status === 0 ? words.unreachable : refused.message, icon: 'none', duration: 2500 })
}

/** A question with yes and no; resolves to whether it was yes. WeChat asks none whose `confirmText` is wider than four Chinese characters. */
export function sure(title, content = '', confirmText = words.pick.yes) {
  return new Promise((resolve) => {
    wx.showModal({ title, content, confirmText, cancelText: words.pick.no, success: ({ confirm }) => resolve(confirm), fail: () => resolve(false) })
  })
}
