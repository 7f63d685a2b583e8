import { api } from './api.js'
import { Refused } from './shared/api.js'

/** Where it is kept by whose link somebody came, until the shop has heard; the room's page keeps it there before this is loaded. */
const CAME = 'by'
/** And one's own code. */
const OWN = 'invite'

/** A page opened from Moments is nobody's: whoever goes on from there comes again, by name. */
const MOMENTS = 1154

mark(wx.getStorageSync(OWN))

/** The shop hears by whose link somebody came: who is new there is that friend's. A lost answer is asked for once more next time. */
export async function arrive(by = wx.getStorageSync(CAME)) {
  if (!by || wx.getEnterOptionsSync().scene === MOMENTS) return
  wx.setStorageSync(CAME, by)
  try {
    await api.cameBy(by)
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused
    if (refused.status === 0 || refused.status >= 500) return
  }
  wx.setStorageSync(CAME, '')
}

/** One's own code for what one shares, asked for once; resolves to nothing while the shop promises nothing. */
export function ownCode() {
  const mine = api.own || ask(() => api.own === mine)
  api.own = mine
  return mine
}

/** What comes when it is somebody else's turn (api.forget) is asked for anew, by whoever is there now. */
async function ask(still) {
  try {
    const { code } = await api.inviteCode()
    if (!still()) return ownCode()
    keep(code)
    return code
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused
    if (still()) api.own = null
    return wx.getStorageSync(OWN)
  }
}

function keep(code) {
  if (code !== wx.getStorageSync(OWN)) wx.setStorageSync(OWN, code)
  mark(code)
}

/** What every link that is shared ends with. */
function mark(code) {
  api.mark = code ? `&by=${code}` : ''
}
