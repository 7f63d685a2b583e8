import { asking } from '../../asking.js'
import { ownCode } from '../../inviting.js'
import { meView } from '../../shared/me-view.js'
import { client } from '../../platform.js'
import { words } from '../../words.js'

Page(asking({
  start: { invites: false },
  ask: (api) => api.me(),
  view: (facts, context) => meView(facts, { ...context, client }),

  onShow() {
    ownCode().then((code) => this.know({ invites: Boolean(code) }))
    wx.setNavigationBarTitle({ title: words.tabs.me })
  },

  /** The mini-program knows who it is without asking; what the guest did comes along. */
  onSignIn() {
    this.act(async (api) => {
      await api.signIn()
      await this.ask()
    })
  },
}))
