import { linked } from '../../linked.js'

/** 购物袋: what the room sells, in the host's order. Tells `search`, `want`, `pick` (purpose cart or buy), `deal` with {card}, `retry` and `close`. */
Component({
  behaviors: [linked],
  properties: { bag: Object, words: Object },
  methods: {
    onSearch({ detail }) {
      this.triggerEvent('search', { query: detail.value }, {})
    },
    onWant({ currentTarget }) {
      this.triggerEvent('want', { product: currentTarget.dataset.product }, {})
    },
    onPick({ currentTarget }) {
      const { product, purpose } = currentTarget.dataset
      this.triggerEvent('pick', { product, purpose }, {})
    },
    onDeal({ currentTarget }) {
      this.triggerEvent('deal', { card: currentTarget.dataset.card }, {})
    },
    onRetry() {
      this.triggerEvent('retry', {}, {})
    },
    onClose() {
      this.triggerEvent('close', {}, {})
    },
  },
})
