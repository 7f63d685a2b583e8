import { calledIn } from '../../calling.js'
import { askAbout, join, standing } from '../../dealing.js'
import { leave, sit } from '../../floor.js'
import { ownCode } from '../../inviting.js'
import '../../whole.js'
import { Refused } from '../../shared/api.js'
import { backoff } from '../../shared/backoff.js'
import { prefsOf } from '../../shared/floor-view.js'
import { emptyLive, explained, hear, learn, nextReach, reach } from '../../shared/live.js'
import { hasGifts } from '../../shared/gifts-view.js'
import { createPicture } from '../../shared/picture.js'
import { createPoll } from '../../shared/poll.js'
import { isForGood } from '../../shared/problems.js'
import { through } from '../../shared/rounds.js'
import { lapsed } from '../../shared/shelf.js'
import { createLine } from '../../shared/socket.js'
import { createTaps } from '../../shared/taps.js'

/** Facts after which the room's page asks for the room anew. */
const OF_THE_ROOM = /^(Broadcast|Host|Room)[A-Z]/

/** News that come close together are shown together, in ms; who looked away so long is heard no longer. */
const TOGETHER = 80
const AWAY = 20000

/** How often the page looks at its clock, in ms. */
const TICK = 500

/**
 * What goods come to for one's own coupons is asked when one has stayed a little and after it has moved, in ms: at once for who moved
 * it, spread over a while and not too often where it moved for everybody (the room's word holds until then), when
 * the first of what made one's own price ends, and now and then for what ends unsaid.
 */
const OWN_PRICES = { own: 200, room: 2000, spread: 8000, apart: 60000, lapse: 600000 }

/** Who stays so long may give something, in ms; a crowd that comes at once has more urgent questions. */
const LINGERS = 2000

/** Who stays may share by WeChat's own menu, which waits for nobody: the code is asked for before, not by all at once; in ms. */
const CODED = { after: 5000, spread: 55000 }

/** The floor's wire to its room, from when it is attached until it is gone: what it hears makes `live`, which `show()` shows. */
export const wired = Behavior({
  lifetimes: {
    attached() {
      this.live = emptyLive
      this.line = 'closed'
      this.pricing = ''
      this.priced = 0
      this.lacks = new Set()
      this.failures = 0
      this.lacking = createPoll({
        ask: () => this.askLacks(),
        pause: () => backoff(this.failures),
        later: (turn, ms) => this.lacks.size > 0 && this.line === 'open' && setTimeout(turn, ms),
      })
      this.picture = createPicture()
      this.prefs = prefsOf(wx.getStorageSync('floor') || {}, wx.getDeviceInfo())
      this.taps = createTaps({ send: (count) => this.wire.tell('like', { count }) })
      this.wire = createLine({
        sit: () => getApp().api.seat(this.data.room, this.data.ticket, this.data.source),
        connect: (url) => wx.connectSocket({ url }),
        hear: (frame) => this.hear(frame),
        changed: (line) => this.onLine(line),
      })
      // The page is still drawing this component: what it is told now would disturb that.
      setTimeout(() => this.enter())
      if (!this.data.silent) this.coding = setTimeout(() => ownCode(), CODED.after + CODED.spread * Math.random())
    },
    detached() {
      this.gone = true
      this.exit()
      clearTimeout(this.leaving)
      clearTimeout(this.lingering)
      clearTimeout(this.coding)
      clearTimeout(this.pricingTimer)
      this.taps.stop()
      this.wire.close()
    },
  },

  pageLifetimes: {
    show() {
      this.enter()
    },
    hide() {
      this.exit()
      this.leaving = setTimeout(() => this.wire.close(), AWAY)
    },
  },

  methods: {
    enter() {
      if (this.gone) return
      clearTimeout(this.leaving)
      clearInterval(this.ticking)
      sit(this)
      this.wire.open()
      this.lacking.start()
      this.ticking = setInterval(() => this.tick(), TICK)
      this.show()
    },

    exit() {
      leave(this)
      this.lacking.stop()
      clearInterval(this.ticking)
      clearTimeout(this.waking)
    },

    say(type, fields) {
      return this.wire.ask(type, fields)
    },

    mention(type, fields) {
      this.wire.tell(type, fields)
    },

    learn(fact) {
      const at = Date.now()
      this.live = learn(this.live, fact, at)
      if (fact.type === 'shelf') this.live = hear(this.live, explained(this.live, fact.answer), { at, picture: this.picture.now(at) })
      if (fact.type === 'rounds') this.tell({ type: 'follows', follows: fact.answer.follows })
      if (fact.type === 'followed') this.tell({ type: 'follows', follows: true })
      if (!this.gone) this.show()
    },

    hear(frame) {
      const before = this.live.counts
      const at = Date.now()
      this.picture.edge(frame.edge, at)
      this.live = hear(this.live, frame, { at, picture: this.picture.now(at) })
      this.wake()
      if (frame.type === 'welcome') this.ask(frame.gap || !this.asked)
      if ((frame.events || []).some(({ type }) => OF_THE_ROOM.test(type))) this.tell({ type: 'changed' })
      if (this.live.counts !== before) this.tell({ type: 'counted', ...this.live.counts })
      this.showSoon()
    },

    /** What was said, sold and begun before one came, `anew` or what of it is lacking; the wire tells the rest. */
    ask(anew) {
      if (anew) this.lackAll()
      this.lacking.hurry()
    },

    lackAll() {
      this.asked = true
      this.lacks = new Set(['comments', ...standing])
      const card = calledIn(this.data.room)
      if (card) this.learn({ type: 'card reopened', card })
      clearTimeout(this.lingering)
      if (!this.data.silent && !this.gone) this.lingering = setTimeout(() => this.lackGifts(), LINGERS * (1 + Math.random()))
    },

    lackGifts() {
      this.lacks.add('gifts')
      this.lacking.hurry()
    },

    /** What got no answer is lacking still, and asked again, ever more seldom, as long as one is here and the line is open. */
    async askLacks() {
      const { lacks } = this
      if (!lacks.size || this.line !== 'open') return
      const own = { comments: () => this.askTalk(), gifts: () => this.askGifts() }
      await Promise.all([...lacks].map(async (fact) => (await (own[fact] ? own[fact]() : askAbout(fact, this.data.room))) && lacks.delete(fact)))
      this.failures = lacks.size ? this.failures + 1 : 0
    },

    /** One question for all goods, whatever is explained next: what is pinned asks nothing. */
    priceSoon() {
      if (lapsed(this.live.shelf, Date.now() + this.live.offset)) this.learn({ type: 'in hand lapsed' })
      const { stale, goods } = this.live.shelf
      if (this.data.silent || !goods.length || this.line !== 'open') return
      const due = stale || (Date.now() - this.priced > OWN_PRICES.lapse ? 'room' : '')
      if (!due || [due, 'own', 'asked'].includes(this.pricing)) return
      clearTimeout(this.pricingTimer)
      this.pricing = due
      const wait = due === 'own' ? OWN_PRICES.own : Math.max(OWN_PRICES.room, this.priced + OWN_PRICES.apart - Date.now()) + Math.random() * OWN_PRICES.spread
      this.pricingTimer = setTimeout(() => this.askPrices(), wait)
    },

    async askPrices() {
      this.priced = Date.now()
      this.pricing = 'asked'
      this.learn({ type: 'in hand asked' })
      const answer = await this.answer(getApp().api.inHand(this.data.room))
      this.pricing = ''
      if (answer) this.learn({ type: 'in hand', answer })
    },

    async askTalk() {
      this.learn({ type: 'comments asked' })
      const answer = await this.answer(getApp().api.comments(this.data.room))
      if (answer) this.learn({ type: 'comments', answer })
      return answer !== undefined
    },

    async askGifts() {
      const panel = await this.answer(getApp().api.gifts(this.data.room))
      if (!this.gone && panel !== undefined) this.setData({ gifts: hasGifts(panel) ? 'yes' : 'no' })
      return panel !== undefined
    },

    /** What the shop answers; null when it refuses for good, undefined when it may answer later: a floor without that is still one. */
    answer(asked) {
      return asked.catch((refused) => {
        if (!(refused instanceof Refused)) throw refused
        return isForGood(refused) ? null : undefined
      })
    },

    onLine(line) {
      if (this.gone) return
      this.line = line
      this.tell({ type: 'line', state: line })
      this.show()
    },

    /** The page says what its player does: moves (with `date`, its media time, where it knows that), waits or starts anew. */
    onPicture({ does, date }) {
      if (does === 'moves') this.picture.shows(date, Date.now())
      if (does === 'waits') this.picture.waits(Date.now())
      if (does === 'starts') this.picture.starts()
    },

    /** The network is back. */
    onOnline() {
      this.wire.hurry()
    },

    tick() {
      const at = Date.now()
      this.live = reach(this.live, { at, picture: this.picture.now(at) })
      this.wake()
      this.priceSoon()
      through(this.live.rounds).forEach((round) => join(round))
      this.show()
    },

    /** What waits for the picture is shown to the moment, not only with the next tick. */
    wake() {
      const at = Date.now()
      const wait = nextReach(this.live, { at, picture: this.picture.now(at) })
      clearTimeout(this.waking)
      if (wait !== null && wait < TICK) this.waking = setTimeout(() => this.tick(), Math.max(20, wait))
    },

    tell(fact) {
      this.triggerEvent('told', fact, {})
    },

    showSoon() {
      this.waiting = this.waiting || setTimeout(() => {
        this.waiting = null
        if (!this.gone) this.show()
      }, TOGETHER)
    },
  },
})
