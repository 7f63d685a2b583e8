import { agreed, consent } from '../../consent.js'
import { go } from '../../going.js'
import { Refused } from '../../shared/api.js'
import { codeOf } from '../../shared/problems.js'
import { changes } from '../../shared/changes.js'
import { calls, choicesOf, emptyCheckout, movedOf, toggleCoupon, wantedOrder, wantedQuote } from '../../shared/checkout.js'
import { checkoutView } from '../../shared/checkout-view.js'
import { createOnce } from '../../shared/once.js'
import { picture, tell } from '../../telling.js'
import { tag, words } from '../../words.js'

/**
 * The half-sheet in which an order is made: of `items`, of a `claim` to pieces that were won, or of what is selected in the
 * cart. Where it `stays` over a picture, `placed` is told with {order, state}, else the payment's page is gone to.
 */
Component({
  properties: { items: Array, claim: String, room: String, stays: Boolean, words: Object },
  data: checkoutView(emptyCheckout, { words, tag, picture }),

  lifetimes: {
    attached() {
      const { items, claim, room } = this.data
      this.state = { ...emptyCheckout, agreed: agreed(), items: items && items.length ? items : null, claim, room: room || null }
      this.once = createOnce()
      this.begin()
    },
    detached() {
      this.gone = true
    },
  },

  pageLifetimes: {
    /** Back from the addresses: there may be a new one. */
    show() {
      if (this.state) this.begin()
    },
  },

  methods: {
    async begin() {
      this.asked = null
      this.know({ weighing: true })
      try {
        const [{ items }, shop] = await Promise.all([getApp().api.addresses(), getApp().api.about()])
        const { address, answer } = this.state
        const kept = address && items.find((each) => each.id === address.id)
        this.know({ addresses: items, shop, address: kept || items[0] || null, answer: address && !kept ? null : answer })
      } catch (refused) {
        if (!(refused instanceof Refused)) throw refused
      }
      await this.weigh()
    },

    /** What it costs as things stand now, resolves to whether that came; of two questions under way the later one counts. */
    async weigh(change = {}) {
      const asked = {}
      this.asked = asked
      this.know({ ...change, weighing: true })
      try {
        const answer = await getApp().api.quote(wantedQuote(this.state))
        if (this.asked !== asked) return false
        this.know({ answer, refused: null, weighing: false, delivery: this.state.delivery || answer.deliveries[0] || 'express' })
        this.weighed = choicesOf(this.state)
        return true
      } catch (refused) {
        if (this.asked === asked) this.putBack(refused)
        return false
      }
    },

    /** The price that stands there is of the choices before: they stand there again. */
    putBack(refused) {
      const { answer } = this.state
      this.know({ refused, weighing: false, ...(answer ? this.weighed : {}) })
      if (answer) tell(refused)
    },

    onAgain() {
      this.begin()
    },

    onDelivery({ currentTarget }) {
      this.weigh({ delivery: currentTarget.dataset.name, moved: null })
    },

    onPane({ currentTarget }) {
      this.know({ pane: currentTarget.dataset.pane })
    },

    onPaneClosed() {
      this.know({ pane: '' })
    },

    onAddress({ currentTarget }) {
      this.weigh({ address: this.state.addresses.find((each) => each.id === currentTarget.dataset.id), pane: '' })
    },

    /** Written over the playing picture; the new one is where it goes. */
    onAddressSaved({ detail: { address } }) {
      this.know({ address, pane: '', agreed: agreed(), answer: null })  // what it costs there is not known yet
      this.begin()
    },

    onCoupon({ currentTarget }) {
      const { answer, weighing, coupons } = this.state
      this.weigh({ coupons: toggleCoupon(answer.quote, currentTarget.dataset.id, weighing ? coupons : null) })
    },

    onPoints() {
      this.weigh({ points: !this.state.points })
    },

    onNote({ detail }) {
      this.know({ note: detail.value })
    },

    onName({ detail }) {
      this.know({ contact: { ...this.state.contact, name: detail.value } })
    },

    onPhone({ detail }) {
      this.says({ contact: { ...this.state.contact, phone: detail.value } })
    },

    onKeeps() {
      this.says({ keeps: !this.state.keeps })
    },

    /** Who picks up may be somebody known. */
    says(facts) {
      if (calls({ ...this.state, ...facts })) this.weigh(facts)
      else this.know(facts)
    },

    onConfirm() {
      this.know({ confirmed: !this.state.confirmed })
    },

    async onPlace() {
      if (this.placing || this.data.missing) return
      this.placing = true
      this.setData({ busy: true })
      const wanted = wantedOrder(this.state)
      try {
        if (this.data.consent) await consent(getApp().api)
        const order = await getApp().api.placeOrder(wanted, this.once.keyOf(wanted))
        this.once.settle()
        this.go(order)
      } catch (refused) {
        this.refuse(refused)
      } finally {
        this.placing = false
        if (!this.gone) this.setData({ busy: false })
      }
    },

    go(order) {
      if (this.data.stays) {
        this.triggerEvent('placed', order, {})
        return
      }
      this.onClose()
      const page = order.state === 'pending' ? `/pages/pay/pay?order=${order.order}` : `/pages/more/order/order?id=${order.order}`
      go(page)
    },

    /** What moved is shown and asked for again; an answer that was lost may be asked for with the same key. */
    refuse(refused) {
      if (refused.status >= 400 && refused.status < 500) this.once.settle()
      if (codeOf(refused) === 'price-moved') {
        const before = this.state.answer
        this.weigh().then((known) => known && this.know({ moved: movedOf(before, this.state.answer) }))
        return
      }
      tell(refused)
      if (refused.status === 409) this.weigh()
    },

    onClose() {
      this.triggerEvent('close', {}, {})
    },

    know(facts) {
      this.state = { ...this.state, ...facts }
      if (this.gone) return
      this.setData(changes(this.data, { ...checkoutView(this.state, { words, tag, picture }), addresses: this.state.addresses || [] }))
    },
  },
})
