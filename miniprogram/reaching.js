import { subscribe, subscribes } from './platform.js'
import { Refused } from './shared/api.js'
import { templatesOf } from './shared/reach.js'
import { tell } from './telling.js'
import { words } from './words.js'

const NOTHING = { templates: {}, reserved: [] }

/** What WeChat may tell this viewer: {templates, reserved}. Known before a tap, for WeChat's question must follow it at once. */
export async function reachOf(api) {
  return subscribes ? api.messages().catch(nothing) : NOTHING
}

/** Asks beside a payment; whatever is answered, the payment goes on. */
export async function askBeside(api, kinds, templates) {
  const ids = templatesOf(kinds, templates)
  const accepted = ids.length ? await subscribe(ids) : null
  if (accepted && accepted.length) await api.tapped({ accepted }).catch(nothing)
}

/** Asks in a tap, for what has its own button; resolves to whether WeChat will tell. */
export async function askFor(api, kinds, templates) {
  const accepted = await subscribe(templatesOf(kinds, templates))
  if (!accepted || !accepted.length) return false
  await api.tapped({ accepted })
  return true
}

/** The button of a page (asking.js) that knows its `templates`: asks, and has it know `told` when WeChat will tell, as `promise` says. */
export async function remind(page, kinds, promise) {
  try {
    const told = await askFor(getApp().api, kinds, page.facts.templates)
    if (told) page.know({ told })
    wx.showToast({ title: told ? promise : words.deals.notAllowed, icon: 'none', duration: 2500 })
  } catch (refused) {
    tell(refused)
  }
}

function nothing(refused) {
  if (!(refused instanceof Refused)) throw refused
  return NOTHING
}
