import { go } from '../../going.js'
import { marketed } from '../../market-words.js'
import { ownCode } from '../../inviting.js'
import { battleView } from '../../shared/battle-view.js'
import { changes } from '../../shared/changes.js'
import { afterTap, floorView, prefsOf } from '../../shared/floor-view.js'
import { createGesture, fingersOf, pointOf } from '../../shared/gesture.js'
import { fill } from '../../shared/i18n/index.js'
import { floorWords } from '../../shared/i18n/floor.js'
import { emptyLive } from '../../shared/live.js'
import { isEngaged, marketView } from '../../shared/market-view.js'
import { picture } from '../../telling.js'
import { tag, words } from '../../words.js'
import { wired } from './wired.js'

const t = floorWords(tag)

/** So long a tap may wait for what is usually known, in ms. */
const SOON = 400

/** Where it is kept that a guest was asked for a name. */
const NAMED = 'named'

const market = (live, at, quiet) => marketView(live, { words: marketed, tag, picture, now: at + live.offset, quiet })

/**
 * The living part of a room page, fetched after the picture: the wire to the room, what is said and felt there. Tells the page
 * by `told` what it shows of it ({type: line, counted, changed, cleared, engaged}) and by `tool` which of the picture's tools was picked.
 */
Component({
  behaviors: [wired],
  properties: { room: String, ticket: String, source: String, top: Number, hint: String, show: String, notice: String, share: String, tools: Array, silent: Boolean },
  data: { t, clear: false, writing: false, lifted: 0, reply: null, more: false, giving: false, reporting: null, poster: false, naming: false, gifts: '', place: null, battle: null, ...floorView(emptyLive, { t, words, tag, picture, at: 0, line: '', prefs: prefsOf({}, {}), tools: [] }), market: market(emptyLive, 0, true) },

  lifetimes: {
    created() {
      this.gesture = createGesture()
    },
  },

  observers: {
    tools() {
      if (this.wire) this.showSoon()
    },
  },

  methods: {
    show() {
      const at = Date.now()
      const view = floorView(this.live, { t, words, tag, picture, at, line: this.line, prefs: this.prefs, tools: this.data.tools, invites: this.invites })
      const battle = battleView(this.live.battle, { t, tag, now: at + this.live.offset })
      this.setData(changes(this.data, { ...view, battle, market: market(this.live, at, this.data.writing || this.data.more || this.data.giving || Boolean(this.data.reporting)) }))
      this.engage(isEngaged(this.data.market))
    },

    /** That nothing is won is known with the first answer. */
    engage(on) {
      if (on === this.engaged || (!on && (!this.asked || this.lacks.has('sales')))) return
      this.engaged = on
      this.tell({ type: 'engaged', on })
    },

    onTouch(event) {
      if (fingersOf(event) > 1) this.onCancel()
      else this.gesture.begin(pointOf(event))
    },

    /** The picture goes along with the finger, where this phone can do that. */
    onMove(event) {
      if (this.data.silent || this.data.writing) return
      this.pull = this.gesture.move(pointOf(event), Date.now())
      if (this.pull && !this.prefs.smooth) this.triggerEvent('pull', this.pull, {})
    },

    onRaise(event) {
      this.onMove(event)
      const meant = this.gesture.end(pointOf(event))
      this.letGo(this.pull)
      if (meant) this.cover(meant === 'right')
    },

    onCancel() {
      this.gesture.drop()
      this.letGo(this.pull && { far: 0, speed: 0 })
    },

    letGo(pull) {
      this.pull = null
      if (pull) this.triggerEvent('letgo', { ...pull, calm: this.prefs.smooth }, {})
    },

    onGlass({ detail }) {
      if (!this.data.silent && this.gesture.tap(detail, Date.now()) === 'twice') this.like(detail)
    },

    onLike() {
      this.like(null)
    },

    like(place) {
      this.setData({ place })
      this.learn({ type: 'tapped', count: 1 })
      this.show()
      this.taps.tap()
    },

    onSay() {
      this.setData({ writing: true, reply: null })
      this.onHindered()
    },

    onReply({ detail }) {
      const row = this.rowOf(detail.id)
      if (this.data.silent) return
      this.setData({ writing: true, reply: { id: detail.id, name: detail.name, foreign: Boolean(row) && !row.mine }, reporting: null })
      this.onHindered()
    },

    onHold({ detail: { row } }) {
      if (!this.data.silent) this.setData({ reporting: { row } })
    },

    /** What one meant to answer, and rather reports. */
    onReport({ detail: { id } }) {
      this.onSilence()
      this.setData({ reporting: { row: this.rowOf(id) } })
    },

    rowOf(id) {
      return this.data.talk.rows.find((row) => row.id === id) || null
    },

    onPosterClosed() {
      this.setData({ poster: false })
    },

    onReported() {
      this.setData({ reporting: null })
    },

    onLift({ detail }) {
      this.setData({ lifted: detail.height })
    },

    onDrop() {
      this.setData({ reply: null })
    },

    onSilence() {
      this.setData({ writing: false, lifted: 0, reply: null })
    },

    onSaid({ detail }) {
      this.onSilence()
      this.learn({ ...detail, type: 'said' })
      if (detail.state === 'held') wx.showToast({ title: t.heldHint, icon: 'none', duration: 2500 })
      else this.askName()
    },

    /** Who has just spoken as one guest of many is asked once what to call him. */
    async askName() {
      if (wx.getStorageSync(NAMED)) return
      const me = await this.answer(getApp().api.me())
      if (!me || this.gone) return
      wx.setStorageSync(NAMED, true)
      if (!me.nickname) this.setData({ naming: true })
    },

    /** The name is on the seat: another is taken. */
    onNamed({ detail: { name } }) {
      this.setData({ naming: false })
      this.wire.renew()
      wx.showToast({ title: fill(t.named, { name }), icon: 'none' })
    },

    onUnnamed() {
      this.setData({ naming: false })
    },

    onComeBack() {
      this.wire.open()
    },

    /** What was refused for now is told in the rules, too. */
    onRefused() {
      this.askTalk()
    },

    /** Nobody tells a viewer that he may speak again: who was muted asks when he wants to. */
    onHindered() {
      if (this.live.talk.muted) this.askTalk()
    },

    onGifts() {
      this.setData({ giving: true })
    },

    onGiven() {
      this.setData({ giving: false })
    },

    /** One's own code is known before anything is shared, and what it adds to the sheet before that opens: nothing moves under the finger. */
    async onMore() {
      await Promise.race([ownCode(), new Promise((resolve) => { setTimeout(resolve, SOON) })])
      if (this.gone) return
      this.invites = Boolean(getApp().api.mark)
      this.setData({ more: true })
      this.show()
    },

    onLess() {
      this.setData({ more: false })
    },

    onPick({ detail: { name } }) {
      const prefs = afterTap(this.prefs, name)
      if (prefs) this.prefer(prefs)
      else this.onLess()
      if (name === 'clear') this.cover(true)
      else if (name === 'poster') this.setData({ poster: true })
      else if (name === 'invites' || name === 'about') go(`/pages/more/${name}/${name}`)
      else if (name === 'report') this.setData({ reporting: { row: null } })
      else if (!prefs) this.triggerEvent('tool', { name }, {})
    },

    prefer(prefs) {
      this.prefs = prefs
      wx.setStorageSync('floor', prefs)
      this.show()
    },

    onUncover() {
      this.cover(false)
    },

    cover(clear) {
      this.setData({ clear })
      this.tell({ type: 'cleared', on: clear })
    },
  },
})
