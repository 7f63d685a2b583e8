import { asking } from '../../../asking.js'
import { consent } from '../../../consent.js'
import { client, giveFile, givesFiles, restart } from '../../../platform.js'
import { birthdayOf, settingsView } from '../shared/mine-view.js'
import { withMore } from '../shared/more-words.js'
import { sure } from '../../../telling.js'
import { choosePictures, upload } from '../upload.js'
import { tag, words } from '../../../words.js'

const t = withMore(words, tag)

Page(asking({
  ask: (api) => api.me(),
  view: (facts, context) => settingsView(facts, { ...context, words: t, client }),
  data: { t },

  onShow() {
    wx.setNavigationBarTitle({ title: words.me.settings })
  },

  onName({ detail }) {
    const nickname = detail.value.trim()
    if (nickname && nickname !== this.data.nickname) this.act(async (api) => this.know({ answer: await api.changeMe({ nickname }) }))
  },

  async onAvatar() {
    const [path] = await choosePictures(1)
    if (path) this.act(async (api) => this.know({ answer: await upload(api, path, '/me/avatar') }))
  },

  onBirthday({ detail }) {
    this.act(async (api) => this.know({ answer: await api.changeMe({ birthday: birthdayOf(detail.value) }) }))
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
    restart('/pages/more/settings/settings')
  },

  onCopy() {
    this.act(async (api) => {
      const how = await handOver('jinbo-me.json', JSON.stringify(await api.mine(), null, 2))
      wx.showToast({ title: t.mine[how], icon: 'none' })
    })
  },

  async onLeave() {
    if (!(await sure(t.mine.sureLeave, t.mine.sureLeaveHint, t.mine.doLeave))) return
    this.act(async (api) => {
      await api.leave()
      api.forget()
      restart('/pages/shop/shop')
    })
  },
}))

/** The viewer's own data into his hands; resolves to saved, copied or uncopied. */
async function handOver(name, text) {
  if (givesFiles) {
    giveFile(name, text, 'application/json')
    return 'saved'
  }
  return new Promise((resolve) => {
    wx.setClipboardData({ data: text, success: () => resolve('copied'), fail: () => resolve('uncopied') })
  })
}
