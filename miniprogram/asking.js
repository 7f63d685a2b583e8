import { openType } from './around.js'
import { backoff } from './shared/backoff.js'
import { changes } from './shared/changes.js'
import { createPoll } from './shared/poll.js'
import { isForGood } from './shared/problems.js'
import { Refused } from './shared/api.js'
import { arrive } from './inviting.js'
import { landed } from './shared/scene.js'
import { offsetFrom } from './shared/time.js'
import { picture, tell } from './telling.js'
import { tag, words } from './words.js'
import './whole.js'

/** Facts of a page before its first answer; `answer` is what the shop said last, `refused` why it said no. */
export const unasked = { answer: null, refused: null, failures: 0, online: true, offset: 0 }

const NEVER = -1

/** So long after a price has ended, at the latest, it is asked anew, not by all viewers at once; and how long a failure waits, in ms. */
const SPREAD = 1500
const PATIENCE = 10000

/**
 * A page that asks the shop for something and shows it: `Page(asking({ ask, view, ... }))`.
 * `ask()` resolves to the answer; `view(facts, context)` says what stands on the page; `every(facts)` after how many ms to
 * ask again (default: never while all is well), `ends(facts)` when something that stands there ends, so that it is asked anew (ISO, or nothing), `once` not even when the viewer comes back; `ticks` shows the page anew each second. The page gets `stage` (loading,
 * failed, missing, ready) and `banner`, `link` for its navigators (around.js), `know(facts)` to change what it knows and `act(what)` for what a tap does.
 */
export function asking({ start = {}, ask, view, every = () => NEVER, ends = () => [], ticks = false, once = false, ...page }) {
  const context = { words, tag, at: 0, picture }
  const opening = { ...unasked, ...start }
  return {
    ...page,
    data: { t: words, bar: { top: 0, right: 0 }, link: 'navigate', busy: false, ...shown(opening, view, context), ...page.data },

    onLoad(query) {
      this.query = landed(query)
      if (this.query.by) arrive(this.query.by)
      this.facts = opening
      this.renewable = 0
      this.poll = createPoll({ ask: () => this.ask(), pause: () => this.pause(), later: (turn, ms) => ms === NEVER || setTimeout(turn, ms) })
      this.onNetwork = ({ isConnected }) => this.onOnline(isConnected)
      wx.onNetworkStatusChange(this.onNetwork)
      const capsule = wx.getMenuButtonBoundingClientRect()
      this.setData({ bar: { top: capsule.top, right: wx.getWindowInfo().windowWidth - capsule.left }, link: openType() })
      if (page.onLoad) page.onLoad.call(this, this.query)
    },

    onShow() {
      if (!once || !this.facts.answer) this.poll.start()
      if (ticks) this.ticking = setInterval(() => this.tick(), 1000)
      if (page.onShow) page.onShow.call(this)
    },

    onHide() {
      this.poll.stop()
      clearInterval(this.ticking)
      clearTimeout(this.renewing)
      if (page.onHide) page.onHide.call(this)
    },

    onUnload() {
      this.onHide()
      wx.offNetworkStatusChange(this.onNetwork)
      this.gone = true
    },

    onPullDownRefresh() {
      this.ask().then(() => wx.stopPullDownRefresh())
    },

    onRetry() {
      this.poll.hurry()
    },

    onBack() {
      if (getCurrentPages().length > 1) wx.navigateBack()
      else wx.switchTab({ url: '/pages/shop/shop' })
    },

    onOnline(online) {
      this.know({ online })
      if (online) this.poll.hurry()
    },

    async ask() {
      const sentAt = Date.now()
      try {
        const answer = await ask.call(this, getApp().api)
        const offset = answer && answer.now ? offsetFrom(answer.now, sentAt, Date.now()) : this.facts.offset
        this.know({ answer, offset, refused: null, failures: 0 })
      } catch (refused) {
        if (!(refused instanceof Refused)) throw refused
        this.know({ refused, failures: this.facts.failures + 1 })
      }
    },

    tick() {
      this.show()
      const { answer, offset } = this.facts
      if (!answer || Date.now() < this.renewable) return
      const over = (end) => Date.parse(end) > Date.parse(answer.now) && Date.parse(end) <= Date.now() + offset
      if (!ends(this.facts).some(over)) return
      this.renewable = Date.now() + PATIENCE
      this.renewing = setTimeout(() => this.ask(), SPREAD * Math.random())
    },

    pause() {
      const { refused, failures } = this.facts
      if (failures === 0) return every(this.facts)
      return isForGood(refused) ? NEVER : backoff(failures)
    },

    know(facts) {
      this.facts = { ...this.facts, ...facts }
      this.show()
    },

    show() {
      if (this.gone) return
      this.setData(changes(this.data, shown(this.facts, view, { ...context, at: Date.now(), query: this.query })))
    },

    /** What a tap asks for: one thing at a time, and a refusal is told where the eye is. Resolves to undefined when refused. */
    async act(what) {
      if (this.data.busy) return undefined
      this.setData({ busy: true })
      try {
        return await what(getApp().api)
      } catch (refused) {
        tell(refused)
        return undefined
      } finally {
        this.setData({ busy: false })
      }
    },
  }
}

function shown(facts, view, context) {
  return { stage: stageOf(facts), banner: bannerOf(facts), ...view(facts, { ...context, now: context.at + facts.offset }) }
}

function stageOf({ answer, refused }) {
  if (refused && isForGood(refused)) return 'missing'
  if (answer) return 'ready'
  return refused ? 'failed' : 'loading'
}

function bannerOf({ answer, online, failures }) {
  if (!online) return words.home.offline
  return answer && failures > 1 ? words.home.reconnecting : ''
}
