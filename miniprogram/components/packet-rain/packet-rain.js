import { packets } from '../../shared/rain.js'

/** 红包雨: packets fall over the picture until one is caught or they are let be. Tells `catch` and `leave` with {round}. */
Component({
  properties: { rain: Object, words: Object, calm: Boolean },
  data: { falling: [] },
  observers: {
    'rain.round, calm': function fall(round, calm) {
      if (round) this.setData({ falling: packets(round, { calm }) })
    },
  },
  methods: {
    onCatch() {
      this.triggerEvent('catch', { round: this.data.rain.round }, {})
    },
    onLeave() {
      this.triggerEvent('leave', { round: this.data.rain.round }, {})
    },
  },
})
