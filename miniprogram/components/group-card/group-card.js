/** 拼团: one group buy as it stands for this viewer. Tells `act` with {act, ...card}, `quantity` and `close`. */
Component({
  properties: { card: Object, words: Object },
  methods: {
    onAct() {
      if (this.data.card.act) this.triggerEvent('act', this.data.card, {})
    },
    onOther() {
      this.triggerEvent('act', { ...this.data.card, act: 'open' }, {})
    },
    onFewer() {
      this.move(-1)
    },
    onMore() {
      this.move(1)
    },
    move(step) {
      const { quantity, most } = this.data.card
      this.triggerEvent('quantity', { quantity: Math.max(1, Math.min(most, quantity + step)) }, {})
    },
    onClose() {
      this.triggerEvent('close', { card: this.data.card.group }, {})
    },
  },
})
