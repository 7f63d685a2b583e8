import { linked } from '../../linked.js'
import { remind, subscribe } from '../../platform.js'
import { reachOf } from '../../reaching.js'
import { beforeView } from '../../shared/before-view.js'
import { Refused } from '../../shared/api.js'
import { OF_SHOWS, templatesOf } from '../../shared/reach.js'
import { floorWords } from '../../shared/i18n/floor.js'
import { picture, tell } from '../../telling.js'
import { tag } from '../../words.js'
import '../../whole.js'

const t = floorWords(tag)

/** The shelf may fill until it begins: so often it is looked at, in ms. */
const LOOK = 60000
const START = { goods: [], follows: null, templates: {}, reserved: [] }

/** While a show is awaited: how not to miss it, and what it will sell. `planned` is what can be reserved: no private room's, for a message brings nobody a ticket. */
Component({
  behaviors: [linked],
  properties: { room: String, title: String, starts: String, planned: String },
  data: { t, poster: false, ...beforeView(START, { picture, planned: '' }) },

  lifetimes: {
    attached() {
      this.facts = START
      this.looking = setInterval(() => this.ask(), LOOK)
      // The page is still drawing this component: what it is told now would disturb that.
      setTimeout(() => this.ask())
    },
    detached() {
      this.gone = true
      clearInterval(this.looking)
    },
  },

  methods: {
    async ask() {
      const { api } = getApp()
      const { room } = this.data
      await Promise.all([
        this.learn(api.shelf(room), ({ goods }) => ({ goods })),
        this.learn(api.following(room), ({ follows }) => ({ follows })),
        this.learn(reachOf(api), (reach) => reach),
      ])
    },

    /** What the shop does not tell now is left out. */
    async learn(asked, facts) {
      const answer = await asked.catch((refused) => {
        if (!(refused instanceof Refused)) throw refused
        return null
      })
      if (answer) this.know(facts(answer))
    },

    know(facts) {
      if (this.gone) return
      this.facts = { ...this.facts, ...facts }
      this.setData(beforeView(this.facts, { picture, planned: this.data.planned }))
    },

    onPoster() {
      this.setData({ poster: true })
    },

    onPosterClosed() {
      this.setData({ poster: false })
    },

    async onFollow() {
      try {
        const { follows } = await getApp().api.follow(this.data.room, !this.facts.follows)
        this.know({ follows })
      } catch (refused) {
        tell(refused)
      }
    },

    /** WeChat's question comes first and at once: after any waiting it would no longer count as asked by this tap. */
    async onRemind() {
      const { templates } = this.facts
      if (this.data.reserved) return this.unreserve()
      const accepted = templates.show && this.data.planned ? await subscribe(templatesOf(OF_SHOWS, templates)) : null
      return accepted ? this.reserve(accepted) : this.keep()
    },

    async reserve(accepted) {
      const wanted = accepted.includes(this.facts.templates.show)
      try {
        if (accepted.length) this.know(await getApp().api.tapped({ accepted, show: wanted ? this.data.planned : '' }))
        wx.showToast({ title: wanted ? t.before.willTell : t.before.notAllowed, icon: 'none', duration: 2500 })
      } catch (refused) {
        tell(refused)
      }
    },

    async unreserve() {
      try {
        const { planned } = this.data
        await getApp().api.unreserve(planned)
        this.know({ reserved: this.facts.reserved.filter((show) => show !== planned) })
        wx.showToast({ title: t.before.unreserved, icon: 'none', duration: 2500 })
      } catch (refused) {
        tell(refused)
      }
    },

    /** Where WeChat tells nothing: into the calendar. */
    async keep() {
      const { title, starts } = this.data
      const how = await remind({ title, starts, note: t.before.calendarNote })
      if (how) wx.showToast({ title: t.before[how], icon: 'none', duration: 2500 })
    },
  },
})
