import { remind } from '../../platform.js'
import { beforeView } from '../../shared/before-view.js'
import { Refused } from '../../shared/api.js'
import { floorWords } from '../../shared/i18n/floor.js'
import { picture, tell } from '../../telling.js'
import { tag } from '../../words.js'
import '../../whole.js'

const t = floorWords(tag)

/** The shelf may fill until it begins: so often it is looked at, in ms. */
const LOOK = 60000

/** While a show is awaited: how not to miss it, and what it will sell. */
Component({
  properties: { room: String, title: String, starts: String },
  data: { t, ...beforeView({ goods: [], follows: null }, { picture }) },

  lifetimes: {
    attached() {
      this.facts = { goods: [], follows: null }
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
      this.setData(beforeView(this.facts, { picture }))
    },

    async onFollow() {
      try {
        const { follows } = await getApp().api.follow(this.data.room, !this.facts.follows)
        this.know({ follows })
      } catch (refused) {
        tell(refused)
      }
    },

    async onRemind() {
      const { title, starts } = this.data
      const how = await remind({ title, starts, note: t.before.calendarNote })
      if (how) wx.showToast({ title: t.before[how], icon: 'none', duration: 2500 })
    },
  },
})
