import { go } from '../../going.js'
import { backoff } from '../../shared/backoff.js'
import { changes } from '../../shared/changes.js'
import { emptyHome, homeView } from '../../shared/home-view.js'
import { createPoll } from '../../shared/poll.js'
import { offsetFrom } from '../../shared/time.js'
import { picture } from '../../telling.js'
import { tag, words } from '../../words.js'

const CALM = 15000
/** How often it is asked what can be watched again. */
const SELDOM = 60000

Page({
  data: { t: words, top: 0, ...homeView(emptyHome, { words, tag, at: 0, picture }) },

  onLoad() {
    this.setData({ top: wx.getMenuButtonBoundingClientRect().top })
    this.home = emptyHome
    this.listed = 0
    this.poll = createPoll({ ask: () => this.ask(), pause: () => this.pause() })
    this.onNetwork = ({ isConnected }) => this.know({ online: isConnected })
    wx.onNetworkStatusChange(this.onNetwork)
  },

  onShow() {
    this.poll.start()
    this.ticking = setInterval(() => this.show(), 1000)
    wx.setNavigationBarTitle({ title: this.data.t.brand })
  },

  onHide() {
    this.poll.stop()
    clearInterval(this.ticking)
  },

  onUnload() {
    this.onHide()
    wx.offNetworkStatusChange(this.onNetwork)
  },

  onPullDownRefresh() {
    this.ask().then(() => wx.stopPullDownRefresh())
  },

  onRetry() {
    this.poll.hurry()
  },

  onShareAppMessage() {
    return { title: this.data.t.brand, path: '/pages/home/home' }
  },

  async ask() {
    try {
      const sentAt = Date.now()
      const rooms = await getApp().api.rooms()
      this.know({ rooms, failures: 0, offset: offsetFrom(rooms.now, sentAt, Date.now()) })
      await this.askReplays()
    } catch (refused) {
      this.know({ failures: this.home.failures + 1 })
    }
  },

  /** Those that are known stand where there is no answer; then it is asked again with the rooms. */
  async askReplays() {
    if (Date.now() - this.listed < SELDOM) return
    try {
      this.know(await getApp().api.latestReplays())
      this.listed = Date.now()
    } catch (refused) {
      this.know({ replays: this.home.replays || [] })
    }
  },

  onReplay({ detail }) {
    go(`/pages/more/replay/replay?show=${detail.show}`)
  },

  pause() {
    return this.home.failures > 0 ? backoff(this.home.failures) : CALM
  },

  know(facts) {
    const back = facts.online && !this.home.online
    this.home = { ...this.home, ...facts }
    this.show()
    if (back) this.poll.hurry()
  },

  show() {
    this.setData(changes(this.data, homeView(this.home, { words, tag, at: Date.now(), picture })))
  },
})
