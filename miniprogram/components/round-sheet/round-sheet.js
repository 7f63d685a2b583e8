import { linked } from '../../linked.js'

/** One round, from its rules to its result. Tells `enter` with {round, way, choice} and `close`. */
Component({
  behaviors: [linked],
  properties: { round: Object, words: Object },
  methods: {
    onEnter() {
      const { round, way } = this.data.round
      if (way === 'close') this.onClose()
      else if (way) this.triggerEvent('enter', { round, way }, {})
    },
    onChoose({ currentTarget }) {
      const { round, way } = this.data.round
      if (way === 'choose') this.triggerEvent('enter', { round, way, choice: currentTarget.dataset.place }, {})
    },
    onClose() {
      this.triggerEvent('close', {}, {})
    },
  },
})
