/** Choosing one kind of a product and how many pieces; `purpose` is cart, buy or both. */
Component({
  properties: {
    purpose: String, specs: Array, face: Object, price: Object, stock: String, why: String, amountWhy: String, quantity: Number, least: Number, most: Number,
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
