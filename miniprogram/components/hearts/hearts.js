import { rise } from '../../shared/hearts.js'

/** Hearts that rise: one's own from `mine` (all taps so far; `place` where the last one was), others' from `rising`. */
Component({
  properties: { mine: Number, rising: Number, place: { type: Object, value: null } },
  data: { hearts: [] },
  lifetimes: {
    attached() {
      this.known = { mine: this.data.mine, rising: this.data.rising }
    },
    detached() {
      clearTimeout(this.clearing)
    },
  },
  observers: {
    'mine, rising': function more(mine, rising) {
      if (!this.known) return
      const at = Date.now()
      const own = rise(this.data.hearts, mine - this.known.mine, { at, place: this.data.place })
      this.show(rise(own, rising - this.known.rising, { at, others: true }))
      this.known = { mine, rising }
    },
  },
  methods: {
    show(hearts) {
      if (hearts.length === 0 && this.data.hearts.length === 0) return
      this.setData({ hearts })
      clearTimeout(this.clearing)
      this.clearing = setTimeout(() => this.setData({ hearts: [] }), 3500)
    },
  },
})
