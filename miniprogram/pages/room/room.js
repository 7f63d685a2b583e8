import { go } from '../../going.js'
import { becomes, client, floats } from '../../platform.js'
import { changes } from '../../shared/changes.js'
import { emptyRoom, isOnAir, reduce } from '../../shared/room.js'
import { roomView } from '../../shared/room-view.js'
import { landed } from '../../shared/scene.js'
import { sourceOf } from '../../shared/source.js'
import { picture, tell } from '../../telling.js'
import { tag, words } from '../../words.js'
import { createNews } from './news.js'
import { createRearming } from './rearming.js'
import { createSwiping, still } from './swiping.js'

/** A page opened from Moments has no log-in and no way on: it shows, and asks for nothing. */
const MOMENTS = 1154

/** Where the room is kept in which something waits to be ordered or paid, for who opens it anew when its show is over. */
const ENGAGED = 'engaged'

Page({
  data: { t: words, name: '', ticket: '', source: '', silent: false, keepsPlayer: false, rearming: false, keys: client === 'desktop', ...still, bar: { top: 0, right: 0 }, ...roomView(emptyRoom, { words, tag, at: 0, stage: { width: 0, height: 0 }, name: '' }) },

  onLoad(query) {
    const { room, ticket, from, by } = landed(query)
    if (by) wx.setStorageSync('by', by)
    this.name = room
    this.ticket = ticket
    this.state = { ...emptyRoom, engaged: wx.getStorageSync(ENGAGED) === room }
    this.swiping = createSwiping(this)
    this.rearming = createRearming(this)
    this.news = createNews(this)
    this.onNetwork = ({ isConnected }) => this.onOnline(isConnected)
    this.onResize = () => this.measure()
    wx.onNetworkStatusChange(this.onNetwork)
    wx.onWindowResize(this.onResize)
    const { scene } = wx.getEnterOptionsSync()
    const source = sourceOf({ from, scene, first: getCurrentPages().length < 2 })
    this.setData({ name: room, ticket: ticket || '', source, silent: scene === MOMENTS })
    this.measure()
    this.news.start()
  },

  onShow() {
    this.hidden = false
    this.news.hurry()
    this.ticking = setInterval(() => this.show(), 1000)
    this.swiping.hear()
  },

  onHide() {
    this.hidden = true
    this.swiping.ignore()
    clearInterval(this.ticking)
  },

  onUnload() {
    this.news.stop()
    this.swiping.stop()
    this.rearming.stop()
    clearInterval(this.ticking)
    wx.offNetworkStatusChange(this.onNetwork)
    wx.offWindowResize(this.onResize)
  },

  /** Some rounds are for those who have shared; who shares does not wait until the shop knows. */
  onShareAppMessage() {
    if (!this.data.silent) getApp().api.shared(this.name).catch(tell)
    return { title: this.data.show || this.data.title, path: `/pages/room/room?${this.query()}&from=share`, imageUrl: this.data.cover }
  },

  onShareTimeline() {
    return { title: this.data.show || this.data.title, query: `${this.query()}&from=moments` }
  },

  /** Who shares a private room shares the ticket he came with; who has a code of his own, that. */
  query() {
    return `room=${this.name}${this.ticket ? `&ticket=${this.ticket}` : ''}${getApp().api.mark}`
  },

  /** Who follows already, and touches it again, follows no longer. */
  async onFollow() {
    const { name } = this
    try {
      const answer = await getApp().api.follow(name, !this.state.follows)
      if (name !== this.name) return
      this.learn({ type: 'follows', ...answer })
      wx.showToast({ title: this.state.follows ? words.room.followed : words.room.unfollowed })
    } catch (refused) {
      tell(refused)
    }
  },

  onBack() {
    if (getCurrentPages().length > 1) wx.navigateBack()
    else this.onHome()
  },

  onHome() {
    wx.reLaunch({ url: '/pages/home/home' })
  },

  onRetry() {
    this.news.hurry()
  },

  onOnline(online) {
    this.learn({ type: 'network', online })
    if (!online) return
    this.news.hurry()
    this.toFloor('onOnline')
  },

  onPlaying() {
    this.learn({ type: 'playing' })
  },

  /** WeChat tells of a start but not of going on after a wait: time that passes does. */
  onMoving({ detail }) {
    if (!this.data.src) return // the last word of a picture that was left
    this.toFloor('onPicture', { does: 'moves', date: detail.date })
    if (this.state.video.state !== 'playing') this.learn({ type: 'playing' })
    this.swiping.hint()
  },

  onWaiting() {
    this.toFloor('onPicture', { does: 'waits' })
    this.learn({ type: 'waiting' })
  },

  /** The next address, or the same one again after a pause. */
  onFailed() {
    const before = this.data.src
    this.toFloor('onPicture', { does: 'starts' })
    this.learn({ type: 'failed' })
    if (this.data.src === before) this.rearming.begin()
  },

  onMeasured({ detail }) {
    this.learn({ type: 'measured', width: detail.width, height: detail.height })
  },

  onSilenced() {
    this.learn({ type: 'silenced' })
  },

  onSound() {
    this.learn({ type: 'sound', on: this.state.video.muted })
  },

  onFullScreen() {
    wx.createVideoContext('player', this).requestFullScreen({ direction: 90 })
  },

  /** A floor that is not there yet needs to know nothing. */
  toFloor(method, what) {
    const floor = this.selectComponent('#floor')
    if (floor && floor[method]) floor[method](what)
  },

  /** What the floor tells of itself, or that something changed in the room. */
  onTold({ detail }) {
    if (detail.type === 'changed') {
      this.news.changed()
      return
    }
    if (detail.type === 'engaged') this.engage(detail.on)
    this.learn({ ...detail, at: Date.now() })
  },

  engage(on) {
    if (on) wx.setStorageSync(ENGAGED, this.name)
    else if (wx.getStorageSync(ENGAGED) === this.name) wx.setStorageSync(ENGAGED, '')
  },

  onTool({ detail: { name } }) {
    if (name === 'quality') this.learn({ type: 'sheet', open: true })
    if (name === 'sound') this.onSound()
    if (name === 'fullscreen') this.onFullScreen()
    if (name === 'float') wx.createVideoContext('player', this).float()
    if (name === 'follow') this.onFollow()
    if (name === 'after' || name === 'before') this.swiping.go(name)
  },

  onFinger(event) {
    this.swiping.feel(event)
  },

  onOn() {
    this.swiping.go(this.data.on)
  },

  onPull({ detail }) {
    this.swiping.pull(detail)
  },

  onLetGo({ detail }) {
    this.swiping.letGo(detail)
  },

  /** Another room in the place of this one. The player stays, for a new one would have to beg for its sound; the floor goes, and with it the seat. */
  enter(room) {
    this.news.stop()
    this.rearming.stop()
    this.setData({ keepsPlayer: Boolean(this.data.src) })
    Object.assign(this, { name: room.room, ticket: room.ticket || '' })
    this.learn({ type: 'entered', room })
    this.setData({ name: this.name, ticket: this.ticket, source: 'swipe' })
    becomes(this, `/pages/room/room?${this.query()}`)
    wx.setNavigationBarTitle({ title: room.title })
    this.news = createNews(this)
    this.news.start()
  },

  onSheetClosed() {
    this.learn({ type: 'sheet', open: false })
  },

  onQuality({ detail }) {
    this.learn({ type: 'quality', name: detail.name })
  },

  onLast({ currentTarget }) {
    this.onReplay({ detail: currentTarget.dataset })
  },

  onReplay({ detail }) {
    go(`/pages/more/replay/replay?show=${detail.show}${this.ticket ? `&ticket=${this.ticket}` : ''}`)
  },

  measure() {
    const { windowWidth, windowHeight } = wx.getWindowInfo()
    const capsule = wx.getMenuButtonBoundingClientRect()
    this.size = { width: windowWidth, height: windowHeight }
    this.setData({ bar: { top: capsule.top, right: windowWidth - capsule.left + 8 } })
    this.show()
  },

  learn(fact) {
    this.state = reduce(this.state, fact)
    this.show()
    wx.setKeepScreenOn({ keepScreenOn: isOnAir(this.state) })
  },

  show() {
    const view = roomView(this.state, { words, tag, at: Date.now(), stage: this.size, name: this.name, floats, picture })
    this.setData(changes(this.data, view))
  },
})
