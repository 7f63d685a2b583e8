/** Choosing one kind of a product and how many pieces; `purpose` is cart, buy or both; `take` tells that the coupons of `inHand` are wanted, `deal` leads to the product's lower price. */
Component({
  properties: {
    purpose: String, specs: Array, face: Object, price: Object, inHand: String, takes: Boolean, deal: Object, stock: String, why: String, amountWhy: String, quantity: Number, least: Number, most: Number,
    ready: Boolean, busy: Boolean, words: Object,
  },
  methods: {
    onValue({ currentTarget }) {
      const { place, value } = currentTarget.dataset
      this.triggerEvent('value', { place, value }, {})
    },
    onQuantity({ detail }) {
      this.triggerEvent('quantity', detail, {})
    },
    onTake() {
      this.triggerEvent('take', {}, {})
    },
    onDeal() {
      this.triggerEvent('deal', { card: this.data.deal.card }, {})
    },
    onCart() {
      this.triggerEvent('cart', {}, {})
    },
    onBuy() {
      this.triggerEvent('buy', {}, {})
    },
    onClose() {
      this.triggerEvent('close', {}, {})
    },
  },
})
