import { asking } from '../../asking.js'
import { COUNT, piecesIn } from '../../shared/basket.js'
import { cartView } from '../../shared/cart-view.js'
import { sure } from '../../telling.js'
import { words } from '../../words.js'

Page(asking({
  start: { editing: false, open: false },
  view: cartView,
  data: { checkout: false },

  async ask(api) {
    return counted(await api.cart())
  },

  onShow() {
    wx.setNavigationBarTitle({ title: words.tabs.cart })
  },

  onSelect({ currentTarget }) {
    const { sku } = currentTarget.dataset
    this.choose(this.data.items.filter((item) => (item.sku === sku ? !item.selected : item.selected)))
  },

  onAll() {
    this.choose(this.data.all ? [] : this.data.items)
  },

  onQuantity({ currentTarget, detail }) {
    const item = this.data.items.find((each) => each.sku === currentTarget.dataset.sku)
    this.change((api) => api.putInCart(item.sku, { quantity: detail.value, selected: item.selected }))
  },

  onDrop({ currentTarget }) {
    this.drop([currentTarget.dataset.sku])
  },

  async onDropChosen() {
    const skus = this.data.items.filter((item) => item.selected).map((item) => item.sku)
    if (skus.length && await sure(words.cart.sure)) this.drop(skus)
  },

  onDropGone() {
    this.drop(this.data.gone.map((item) => item.sku))
  },

  onEdit() {
    this.know({ editing: !this.facts.editing })
  },

  onExplain() {
    this.know({ open: !this.facts.open })
  },

  onCheckout() {
    if (this.data.pieces > 0) this.setData({ checkout: true })
  },

  onCheckoutClosed() {
    this.setData({ checkout: false })
    this.ask()
  },

  onShop() {
    wx.switchTab({ url: '/pages/shop/shop' })
  },

  choose(items) {
    this.change((api) => api.select(items.map((item) => item.sku)))
  },

  drop(skus) {
    this.change(async (api) => {
      let cart = null
      for (const sku of skus) cart = await api.dropFromCart(sku)
      return cart
    })
  },

  /** Every change answers the whole cart anew. */
  change(what) {
    this.act(async (api) => this.know({ answer: counted(await what(api)) }))
  },
}))

function counted(cart) {
  COUNT.tell(piecesIn(cart))
  return cart
}
