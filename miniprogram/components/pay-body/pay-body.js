/** How the payment of an order stands (payView): what is to be paid, the ways, a code, or that it came. Tells `way` and `open`. */
Component({
  properties: { pay: Object, words: Object },
  methods: {
    onWay({ currentTarget }) {
      this.triggerEvent('way', { name: currentTarget.dataset.name }, {})
    },
    onOpen() {
      this.triggerEvent('open', {}, {})
    },
  },
})
