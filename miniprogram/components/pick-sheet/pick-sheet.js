import { Refused } from '../../shared/api.js'
import { COUNT, piecesIn } from '../../shared/basket.js'
import { changes } from '../../shared/changes.js'
import { createIntoCart } from '../../shared/into-cart.js'
import { pickView } from '../../shared/pick-view.js'
import { choose, chosenSku, firstChoice } from '../../shared/sku.js'
import { takeFor } from '../../taking.js'
import { picture, tell } from '../../telling.js'
import { tag, words } from '../../words.js'

/**
 * Choosing a kind of a product over the picture, at the price it has in this room. Tells `buy` with {items}, `done` when it
 * lies in the cart, `taken` when its coupons are, `deal` with {card}, and `close`.
 */
Component({
  properties: { product: String, good: Object, deal: Object, room: String, purpose: String, words: Object },
  data: { stage: 'loading', specs: [], busy: false },

  lifetimes: {
    attached() {
      this.state = { answer: null, refused: null, chosen: [], quantity: 1, sheet: this.data.purpose }
      this.intoCart = createIntoCart()
      this.begin()
    },
    detached() {
      this.gone = true
    },
  },

  methods: {
    async begin() {
      try {
        const answer = await getApp().api.product(this.data.product, this.data.room)
        this.know({ answer, refused: null, chosen: firstChoice(answer), quantity: answer.least || 1 })
      } catch (refused) {
        if (!(refused instanceof Refused)) throw refused
        this.know({ refused })
      }
    },

    onRetry() {
      this.begin()
    },

    onValue({ detail }) {
      this.know({ chosen: choose(this.state.chosen, detail.place, detail.value) })
    },

    onQuantity({ detail }) {
      this.know({ quantity: detail.value })
    },

    async onCart() {
      if (this.data.busy) return
      this.setData({ busy: true })
      try {
        await this.putInCart(getApp().api)
        this.triggerEvent('done', {}, {})
      } catch (refused) {
        tell(refused)
      } finally {
        if (!this.gone) this.setData({ busy: false })
      }
    },

    async putInCart(api) {
      COUNT.tell(piecesIn(await this.intoCart(api, this.sku().id, this.data.quantity, this.data.room)))
      wx.showToast({ title: words.product.inCart, icon: 'none' })
    },

    /** What the price was told with is taken first. */
    async onBuy() {
      if (this.data.busy) return
      const items = [{ sku: this.sku().id, quantity: this.data.quantity }]
      if (this.data.takes) await this.take()
      if (!this.gone) this.triggerEvent('buy', { items }, {})
    },

    async onTake() {
      if (this.data.busy) return
      if (await this.take()) wx.showToast({ title: words.inHand.taken, icon: 'none' })
      try {
        this.know({ answer: await getApp().api.product(this.data.product, this.data.room) })
      } catch (refused) {
        if (!(refused instanceof Refused)) throw refused
      }
    },

    onDeal({ detail }) {
      this.triggerEvent('deal', detail, {})
    },

    async take() {
      this.setData({ busy: true })
      const { all, answer } = await takeFor(this.state.answer, this.sku())
      if (this.gone) return false
      this.know({ answer })
      this.setData({ busy: false })
      if (all) this.triggerEvent('taken', {}, {})
      return all
    },

    onClose() {
      this.triggerEvent('close', {}, {})
    },

    sku() {
      return this.state.answer && chosenSku(this.state.answer, this.state.chosen)
    },

    know(facts) {
      this.state = { ...this.state, ...facts }
      if (!this.gone) this.setData(changes(this.data, pickView(this.state, this.data.good, { words, tag, picture })))
    },
  },
})
