/** 讲解卡: what the host explains in the picture one sees. Small, it tells `unfold` with {stretch}; else `buy` with {product, stretch}, `deal` with {card} and `close`. */
Component({
  properties: { card: Object, words: Object },
  methods: {
    onBody() {
      const { small, product, stretch } = this.data.card
      this.triggerEvent(small ? 'unfold' : 'buy', { product, stretch }, {})
    },
    onDeal() {
      this.triggerEvent('deal', { card: this.data.card.deal.card }, {})
    },
    onClose() {
      this.triggerEvent('close', { card: this.data.card.stretch }, {})
    },
  },
})
