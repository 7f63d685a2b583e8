import { Refused } from '../../shared/api.js'
import { changes } from '../../shared/changes.js'
import { panelView } from '../../shared/gifts-view.js'
import { createOnce } from '../../shared/once.js'
import { origin } from '../../site.js'
import { tell } from '../../telling.js'

/** The text that a giver says yes or no to: that he is of age. */
const ADULT = { document: 'adult', version: '1' }

/** Who goes on within this time gives in one go, in ms. */
const COMBO = 5000

/** Gifts that cost points: choose, give, and give on. */
Component({
  properties: { room: String, words: Object },
  data: { stage: 'loading', gifts: [], busy: false },

  lifetimes: {
    attached() {
      this.state = { panel: null, failed: false, chosen: '', combo: 0 }
      this.once = createOnce()
      this.ask()
    },
    detached() {
      this.gone = true
      clearTimeout(this.ending)
    },
  },

  methods: {
    async ask() {
      try {
        const panel = await getApp().api.gifts(this.data.room)
        const gifts = panel.gifts.map((gift) => ({ ...gift, picture: gift.picture && origin + gift.picture }))
        this.know({ panel: { ...panel, gifts }, failed: false })
      } catch (refused) {
        if (!(refused instanceof Refused)) throw refused
        this.know({ failed: true })
      }
    },

    know(facts) {
      if (this.gone) return
      this.state = { ...this.state, ...facts }
      this.setData(changes(this.data, panelView(this.state, this.data.words)))
    },

    onRetry() {
      this.know({ failed: false })
      this.ask()
    },

    onChoose({ currentTarget: { dataset } }) {
      this.know({ chosen: dataset.gift, combo: 0 })
    },

    onAge({ currentTarget: { dataset } }) {
      this.busy(async (api) => {
        await api.consent({ ...ADULT, given: dataset.age === 'adult' })
        await this.ask()
      })
    },

    onGive() {
      if (this.data.why) return
      this.busy(async (api) => {
        const wanted = { gift: this.state.chosen, count: 1 }
        const { points, combo } = await api.give(this.data.room, wanted, this.once.keyOf(wanted))
        this.once.settle()
        const { panel } = this.state
        this.know({ combo, panel: { ...panel, points: panel.points - points, left_today: panel.left_today - points } })
        clearTimeout(this.ending)
        this.ending = setTimeout(() => this.know({ combo: 0 }), COMBO)
      })
    },

    /** One thing at a time; after a refusal the panel may be another. */
    async busy(what) {
      if (this.data.busy) return
      this.setData({ busy: true })
      try {
        await what(getApp().api)
      } catch (refused) {
        tell(refused)
        await this.ask()
      } finally {
        if (!this.gone) this.setData({ busy: false })
      }
    },

    onClose() {
      this.triggerEvent('close', {}, {})
    },
  },
})
