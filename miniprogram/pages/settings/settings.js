import { asking, sure } from '../../asking.js'
import { consent, forgetConsent } from '../../consent.js'
import { client, handOver, restart } from '../../platform.js'
import { words } from '../../words.js'

Page(asking({
  ask: (api) => api.me(),
  view: ({ answer }) => ({ personalised: Boolean(answer && answer.personalised), nickname: (answer && answer.nickname) || '', asksPhone: client === 'mini' && Boolean(answer) && !answer.phone }),

  onShow() {
    wx.setNavigationBarTitle({ title: words.me.settings })
  },

  onName({ detail }) {
    const nickname = detail.value.trim()
    if (nickname && nickname !== this.data.nickname) this.act(async (api) => this.know({ answer: await api.changeMe({ nickname }) }))
  },

  /** WeChat asks the viewer itself, and gives a code instead of the number. */
  onPhone({ detail }) {
    if (!detail.code) return
    this.act(async (api) => {
      await consent(api)
      this.know({ answer: await api.bindPhone(detail.code) })
    })
  },

  onPersonalised() {
    this.act(async (api) => this.know({ answer: await api.changeMe({ personalised: !this.data.personalised }) }))
  },

  onLanguage({ currentTarget }) {
    wx.setStorageSync('language', currentTarget.dataset.language)
    restart('/pages/settings/settings')
  },

  onCopy() {
    this.act(async (api) => {
      const how = await handOver('jinbo-me.json', JSON.stringify(await api.mine(), null, 2))
      wx.showToast({ title: words.me[how], icon: 'none' })
    })
  },

  async onLeave() {
    if (!(await sure(words.me.sureLeave, words.me.sureLeaveHint, words.me.leave))) return
    this.act(async (api) => {
      await api.leave()
      api.forget()
      forgetConsent()
      restart('/pages/shop/shop')
    })
  },
}))
