import { hearKeys } from '../../platform.js'
import { Refused } from '../../shared/api.js'
import { cardOf } from '../../shared/card.js'
import { changes } from '../../shared/changes.js'
import { besides, landing, orderOf, sideOf, slideOf } from '../../shared/swipe.js'
import { picture } from '../../telling.js'
import { tag, words } from '../../words.js'

/** How long a picture takes to land (room.wxss), and how long the hint stands, in ms. */
const LANDS = 220
const HINTS = 6000

/**
 * The list of rooms is asked for when the picture has had its start, not by a whole crowd at once; from then on by who begins to
 * swipe, if it is old, and seldom by who has no room beside his, in ms.
 */
const LINGERS = 1500
const OLD = 60000
const SELDOM = 600000

/** Where it is kept that a viewer knows of swiping. */
const KNOWN = 'swiped'

/** What a room page shows of swiping before anybody does. */
export const still = { slide: 0, landing: false, peek: null, nudge: false }

/** From room to room by a swipe or a key: moves `page`, shows the room that comes, and has the page `enter` it. */
export function createSwiping(page) {
  let order = []
  let asked = 0
  let waiting = null
  let moving = null
  let hinting = null
  let told = false
  let finger = null
  let deafen = null
  let gone = false

  const beside = () => page.state.beside
  const hasBeside = () => Boolean(beside().after || beside().before)
  const height = () => page.size.height
  const show = (what) => page.setData(changes(page.data, what))

  async function ask() {
    const answer = await getApp().api.rooms().catch((refused) => {
      if (!(refused instanceof Refused)) throw refused
      return null
    })
    if (!answer) asked = Date.now() - SELDOM + OLD
    if (gone || !answer) return
    order = orderOf(order, answer.live, { ...page.state.known, ...page.state.room, room: page.name, ticket: page.ticket })
    place()
  }

  function askIfOlder(age) {
    if (page.data.silent || waiting || Date.now() - asked < age) return
    const wait = asked ? 0 : LINGERS * (1 + Math.random())
    asked = Date.now()
    waiting = setTimeout(() => {
      waiting = null
      ask()
    }, wait)
  }

  function place() {
    page.learn({ type: 'beside', ...besides(order, page.name) })
  }

  function peekOf(side) {
    const room = beside()[side]
    const card = room && cardOf(room, { words, tag, now: Date.now() + page.state.offset, picture })
    return card ? { side, title: room.title, cover: card.cover, avatar: card.avatar, initial: card.initial, tint: card.tint } : null
  }

  function land(side) {
    const room = beside()[side]
    show({ slide: { after: -1, before: 1 }[side] * height(), landing: true, peek: peekOf(side) })
    moving = setTimeout(() => enter(room), LANDS)
  }

  function snapBack() {
    show({ slide: 0, landing: true })
    moving = setTimeout(() => {
      moving = null
      show(still)
    }, LANDS)
  }

  function enter(room) {
    moving = null
    learned()
    page.enter(room)
    show(still)
    place()
  }

  function learned() {
    clearTimeout(hinting)
    wx.setStorageSync(KNOWN, true)
    show({ nudge: false })
  }

  return {
    /** The page is seen: keys turn to the room beside, where there are keys. */
    hear() {
      deafen = hearKeys((side) => this.go(side))
    },

    ignore() {
      deafen()
    },

    /** The room is on air: what is beside it is worth knowing. */
    look() {
      if (!hasBeside()) askIfOlder(SELDOM)
    },

    /** The first time that there is somewhere to go, it is told how. */
    hint() {
      if (told || !beside().after || page.state.video.silenced) return
      told = true
      if (wx.getStorageSync(KNOWN)) return
      show({ nudge: true })
      wx.setStorageSync(KNOWN, true)
      hinting = setTimeout(() => show({ nudge: false }), HINTS)
    },

    /** The finger is so far from where it began. */
    pull({ far }) {
      if (moving) return
      askIfOlder(OLD)
      if (hasBeside()) show({ slide: slideOf(far, height(), beside()), peek: peekOf(sideOf(far)) })
    },

    /** A finger on a room without a floor that would feel it; what may be longer than the page scrolls instead. */
    feel({ type, changedTouches, detail }) {
      const { floored, stage, on, replays } = page.data
      const y = (changedTouches || detail.changedTouches)[0].clientY
      if (type === 'touchstart') finger = !floored && on && stage !== 'coming' && !replays.length ? { y, at: Date.now() } : null
      if (!finger) return
      const far = y - finger.y
      if (type === 'touchmove') this.pull({ far })
      else if (type === 'touchend') this.letGo({ far, speed: far / Math.max(1, Date.now() - finger.at) })
    },

    letGo({ far, speed, calm }) {
      if (moving) return
      const side = landing({ far, speed }, height(), beside())
      if (side) this.go(side, calm)
      else if (page.data.slide) snapBack()
    },

    go(side, calm = Boolean((wx.getStorageSync('floor') || {}).smooth)) {
      if (moving) return
      askIfOlder(OLD)
      if (!beside()[side]) return
      if (calm) enter(beside()[side])
      else land(side)
    },

    stop() {
      gone = true
      for (const timer of [waiting, moving, hinting]) clearTimeout(timer)
    },
  }
}
