/** 讲解卡: what the host explains in the picture one sees. Tells `buy` with {product}, `deal` with {card} and `close`. */
Component({
  properties: { card: Object, words: Object },
  methods: {
    onBuy() {
      this.triggerEvent('buy', { product: this.data.card.product }, {})
    },
    onDeal() {
      this.triggerEvent('deal', { card: this.data.card.deal.card }, {})
    },
    onClose() {
      this.triggerEvent('close', { card: this.data.card.stretch }, {})
    },
  },
})
