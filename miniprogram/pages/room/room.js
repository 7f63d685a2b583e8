import { becomes, client, floats, followKeys } from '../../platform.js'
import { backoff } from '../../shared/backoff.js'
import { changes } from '../../shared/changes.js'
import { createPoll } from '../../shared/poll.js'
import { emptyRoom, isOnAir, reduce } from '../../shared/room.js'
import { roomView } from '../../shared/room-view.js'
import { landed } from '../../shared/scene.js'
import { sourceOf } from '../../shared/source.js'
import { offsetFrom, remaining } from '../../shared/time.js'
import { picture, tell } from '../../telling.js'
import { tag, words } from '../../words.js'
import { createSwiping, still } from './swiping.js'

const CALM = 5000
/** The wire tells what changes: the question is only for what it may have missed. */
const TOLD = 30000
const SOON = 2000
const HIDDEN = 30000
/** How often the list of replays is asked for, and how many of them a room shows. */
const SELDOM = 60000
const LISTED = 12

/** A page opened from Moments has no log-in and no way on: it shows, and asks for nothing. */
const MOMENTS = 1154

Page({
  data: { t: words, name: '', ticket: '', source: '', silent: false, keepsPlayer: false, keys: client === 'desktop', ...still, bar: { top: 0, right: 0 }, ...roomView(emptyRoom, { words, tag, at: 0, stage: { width: 0, height: 0 }, name: '' }) },

  onLoad(query) {
    const { room, ticket, from } = landed(query)
    this.name = room
    this.ticket = ticket
    this.state = emptyRoom
    this.swiping = createSwiping(this)
    this.poll = createPoll({ ask: () => this.ask(), pause: () => this.pause() })
    this.onNetwork = ({ isConnected }) => this.onOnline(isConnected)
    this.onResize = () => this.measure()
    wx.onNetworkStatusChange(this.onNetwork)
    wx.onWindowResize(this.onResize)
    const { scene } = wx.getEnterOptionsSync()
    const source = sourceOf({ from, scene, first: getCurrentPages().length < 2 })
    this.setData({ name: room, ticket: ticket || '', source, silent: scene === MOMENTS })
    this.measure()
    this.poll.start()
  },

  onShow() {
    this.hidden = false
    this.poll.hurry()
    this.ticking = setInterval(() => this.show(), 1000)
    this.unfollowKeys = followKeys((side) => this.swiping.go(side))
  },

  onHide() {
    this.hidden = true
    this.unfollowKeys()
    clearInterval(this.ticking)
  },

  onUnload() {
    this.poll.stop()
    this.swiping.stop()
    clearInterval(this.ticking)
    clearTimeout(this.rearming)
    clearTimeout(this.hurrying)
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

  /** Who shares a private room shares the ticket he came with. */
  query() {
    return this.ticket ? `room=${this.name}&ticket=${this.ticket}` : `room=${this.name}`
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
    this.poll.hurry()
  },

  onOnline(online) {
    this.learn({ type: 'network', online })
    if (!online) return
    this.poll.hurry()
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

  /** The next address, or the same one again after a pause: an unchanged `src` would start nothing. */
  onFailed() {
    const before = this.data.src
    this.toFloor('onPicture', { does: 'starts' })
    this.learn({ type: 'failed' })
    if (this.data.src !== before) return
    clearTimeout(this.rearming)
    this.rearming = setTimeout(() => this.rearm(), backoff(this.state.video.failures))
  },

  rearm() {
    if (this.state.video.state === 'playing') return
    this.setData({ src: '', keepsPlayer: true }) // an element that went and came again would have to beg for its sound
    this.show()
    this.setData({ keepsPlayer: false })
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

  /** What the floor tells of itself; what changed in the room is asked for, not by all viewers at once. */
  onTold({ detail }) {
    if (detail.type !== 'changed') return this.learn({ ...detail, at: Date.now() })
    clearTimeout(this.hurrying)
    this.hurrying = setTimeout(() => this.poll.hurry(), 1500 * Math.random())
    return undefined
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
    this.poll.stop()
    clearTimeout(this.rearming)
    clearTimeout(this.hurrying)
    this.setData({ keepsPlayer: Boolean(this.data.src) })
    Object.assign(this, { name: room.room, ticket: room.ticket || '', listed: 0 })
    this.learn({ type: 'entered', room })
    this.setData({ name: this.name, ticket: this.ticket, source: 'swipe' })
    becomes(this, `/pages/room/room?${this.query()}`)
    wx.setNavigationBarTitle({ title: room.title })
    this.poll = createPoll({ ask: () => this.ask(), pause: () => this.pause() })
    this.poll.start()
  },

  onSheetClosed() {
    this.learn({ type: 'sheet', open: false })
  },

  onQuality({ detail }) {
    this.learn({ type: 'quality', name: detail.name })
  },

  async ask() {
    const sentAt = Date.now()
    const { name } = this
    try {
      const room = await getApp().api.room(name, this.ticket)
      if (name !== this.name) return
      this.learn({ type: 'answered', room, offset: offsetFrom(room.now, sentAt, Date.now()) })
      this.setData({ keepsPlayer: false })
      wx.setNavigationBarTitle({ title: room.title })
      if (isOnAir(this.state)) this.swiping.look()
      else await this.askReplays()
    } catch (refused) {
      if (name === this.name) this.learn({ type: 'unanswered', status: refused.status })
      if (this.state.missing || this.state.closed) this.setData({ keepsPlayer: false })
    }
  },

  /** What can be watched again, once in a while. */
  async askReplays() {
    if (Date.now() - (this.listed || 0) < SELDOM) return
    this.listed = Date.now()
    const { api } = getApp()
    const { name } = this
    const over = this.state.room.state === 'off'
    const [{ replays }, last] = await Promise.all([
      api.replays(name).catch(() => ({ replays: this.state.replays })),
      over ? api.lastShow(name).catch(() => this.state.last) : null,
    ])
    if (name === this.name) this.learn({ type: 'replays', replays: replays.slice(0, LISTED), last })
  },

  onLast({ currentTarget }) {
    this.onReplay({ detail: currentTarget.dataset })
  },

  onReplay({ detail }) {
    wx.navigateTo({ url: `/pages/more/replay/replay?show=${detail.show}${this.ticket ? `&ticket=${this.ticket}` : ''}` })
  },

  /** A quarter is left to chance, so that the viewers of one show do not all ask at once. */
  pause() {
    if (this.state.failures > 0) return backoff(this.state.failures)
    const calm = this.hidden || this.state.missing || this.state.closed ? HIDDEN : this.isSoon() ? SOON : this.state.line.state === 'open' ? TOLD : CALM
    return calm * (0.875 + 0.25 * Math.random())
  },

  isSoon() {
    const { room, offset } = this.state
    const startsAt = room && room.state === 'coming' && room.broadcast && room.broadcast.starts_at
    return Boolean(startsAt) && remaining(startsAt, Date.now() + offset).total < 60000
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
