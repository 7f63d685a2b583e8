import { lookAt } from '../../../around.js'
import { asking } from '../../../asking.js'
import { Refused } from '../../../shared/api.js'
import { backoff } from '../../../shared/backoff.js'
import { isForGood } from '../../../shared/problems.js'
import { emptyReplay, replayView, SPEEDS } from '../../../shared/replay-view.js'
import { dueBetween, lengthOf, MINUTE, minuteOf, placeOf, withMarks } from '../../../shared/replay.js'
import { words } from '../../../words.js'

/** The scrubber's distance from either side of the page, in px, as its style says. */
const MARGIN = 16
const LEAP = 15000
const ROWS = 30

Page(asking({
  start: emptyReplay,
  view: replayView,
  once: true,
  data: { t: words, rows: [], none: [] },

  async ask(api) {
    const { show, ticket } = this.query
    const replay = await api.replay(show, ticket)
    wx.setNavigationBarTitle({ title: replay.title })
    const chapters = await this.chaptersOf(replay)
    api.watched(show, ticket).catch(() => {})
    return { replay, chapters }
  },

  /** Resolves to what is known of them; without an answer they are asked for again. */
  async chaptersOf(replay, attempt = 1) {
    try {
      const { chapters } = await getApp().api.chapters(replay.room, this.query.show)
      return withMarks(chapters, replay)
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused
      if (!isForGood(refused)) setTimeout(() => this.askChapters(replay, attempt + 1), backoff(attempt))
      return withMarks([], replay)
    }
  },

  async askChapters(replay, attempt) {
    if (!this.gone) this.know({ answer: { replay, chapters: await this.chaptersOf(replay, attempt) } })
  },

  onLoad() {
    this.minutes = new Map()
    this.born = 0
    this.anew = false
  },

  onHide() {
    const player = this.player()
    if (player) player.pause()
    wx.setKeepScreenOn({ keepScreenOn: false })
  },

  onShareAppMessage() {
    const { show, ticket } = this.query
    return { title: this.data.title, path: `/pages/more/replay/replay?show=${show}${ticket ? `&ticket=${ticket}` : ''}${getApp().api.mark}`, imageUrl: this.data.poster }
  },

  player() {
    return this.data.src ? wx.createVideoContext('film', this) : null
  },

  onPlay() {
    this.know({ playing: true, waiting: false, failed: false })
    wx.setKeepScreenOn({ keepScreenOn: true })
  },

  onPause() {
    this.know({ playing: false })
    wx.setKeepScreenOn({ keepScreenOn: false })
  },

  onWaiting() {
    this.know({ waiting: true })
  },

  onFailed() {
    this.know({ failed: true, playing: false })
  },

  onMeasured({ detail }) {
    if (detail.duration > 0 && detail.duration < Infinity) this.know({ length: detail.duration * 1000, waiting: false })
    this.goOn()
  },

  onSilenced() {
    this.know({ muted: true, silenced: true })
  },

  onSound() {
    this.know({ muted: false, silenced: false })
  },

  onMoving({ detail }) {
    if (this.anew) {
      this.goOn()
      return
    }
    const place = detail.currentTime * 1000
    this.say(this.facts.place, place)
    this.know({ place, waiting: false })
    this.hear(Math.floor((place + 10000) / MINUTE))
  },

  onToggle() {
    const player = this.player()
    if (!player) return
    if (this.facts.playing) player.pause()
    else player.play()
  },

  onSpeed() {
    const speed = SPEEDS[(SPEEDS.indexOf(this.facts.speed) + 1) % SPEEDS.length]
    this.player().playbackRate(speed)
    this.know({ speed })
  },

  onDanmaku() {
    this.know({ danmaku: !this.facts.danmaku })
  },

  onFullScreen() {
    this.player().requestFullScreen({ direction: 90 })
  },

  onEarlier() {
    this.leap(this.facts.place - LEAP)
  },

  onLater() {
    this.leap(this.facts.place + LEAP)
  },

  onChapter({ currentTarget }) {
    this.leap(currentTarget.dataset.from)
  },

  onScrubTap({ detail }) {
    this.leap(this.placeAt(detail.x))
  },

  onScrub({ touches }) {
    this.know({ scrub: this.placeAt(touches[0].clientX) })
  },

  onScrubbed() {
    if (this.facts.scrub !== null) this.leap(this.facts.scrub)
  },

  onGood() {
    lookAt(`/pages/product/product?id=${this.data.good.id}`)
  },

  onRoom() {
    const { replay } = this.facts.answer
    lookAt(`/pages/room/room?room=${replay.room}${this.query.ticket ? `&ticket=${this.query.ticket}` : ''}`)
  },

  onAgain() {
    this.anew = true
    this.know({ failed: false, waiting: true })
    this.setData({ src: '' })
    this.show()
  },

  /** A film that was loaded anew goes on where it stood, as fast as it went. */
  goOn() {
    if (!this.anew) return
    this.anew = false
    this.player().playbackRate(this.facts.speed)
    this.leap(this.facts.place)
  },

  leap(to) {
    const place = Math.max(0, Math.min(to, this.lasts() - 500))
    this.know({ scrub: null, place, waiting: true })
    this.player().seek(place / 1000)
  },

  placeAt(x) {
    const width = wx.getWindowInfo().windowWidth - 2 * MARGIN
    return Math.max(0, Math.min(1, (x - MARGIN) / width)) * this.lasts()
  },

  lasts() {
    return this.facts.length || lengthOf(this.facts.answer.replay.spans)
  },

  /** What was said when this was on air flies again, at its moment. */
  say(from, to) {
    const said = [...this.minutes.values()].flat()
    const due = this.facts.danmaku ? dueBetween(said, from, to) : []
    if (due.length === 0) return
    const rows = due.map((comment) => ({ id: comment.id, text: comment.text, mine: false, born: (this.born += 1) }))
    this.setData({ rows: [...this.data.rows, ...rows].slice(-ROWS) })
  },

  async hear(minute) {
    if (this.minutes.has(minute) || !this.facts.answer) return
    const { replay } = this.facts.answer
    this.minutes.set(minute, [])
    const { since, until } = minuteOf(replay.spans, minute)
    const { comments } = await getApp().api.said(replay.room, since, until).catch(() => ({ comments: null }))
    if (!comments) return setTimeout(() => this.minutes.delete(minute), 5000) // to be asked again
    this.minutes.set(minute, comments.map((one) => ({ id: one.comment, text: one.text, place: placeOf(replay.spans, Date.parse(one.moment)) })))
  },

}))
