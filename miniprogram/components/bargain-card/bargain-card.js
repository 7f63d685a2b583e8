/** 砍价: one bargain as it stands for this viewer. Tells `act` with {act, ...card} and `close`. */
Component({
  properties: { card: Object, words: Object },
  methods: {
    onAct() {
      if (this.data.card.act) this.triggerEvent('act', this.data.card, {})
    },
    onBuy() {
      this.triggerEvent('act', { ...this.data.card, act: 'buy' }, {})
    },
    onClose() {
      this.triggerEvent('close', { card: this.data.card.bargain }, {})
    },
  },
})
