import { asking } from '../../asking.js'
import { callFor } from '../../calling.js'
import { lookAt } from '../../around.js'
import { go } from '../../going.js'
import { hagglePage, offersOf } from '../../shared/bargains-view.js'
import { ownCode } from '../../inviting.js'
import { COUNT, piecesIn } from '../../shared/basket.js'
import { endsOf } from '../../shared/goods.js'
import { createIntoCart } from '../../shared/into-cart.js'
import { offersIn, runsOut } from '../../shared/on-offer.js'
import { productView, skuView } from '../../shared/product-view.js'
import { choose, chosenSku, firstChoice } from '../../shared/sku.js'
import { createOnce } from '../../shared/once.js'
import { offersView } from '../../shared/teams-view.js'
import { takeFor } from '../../taking.js'
import { tell } from '../../telling.js'
import { words } from '../../words.js'

/** How often the page asks again while pieces may go, in ms. */
const RUNNING = 30000
const NEVER = -1

Page(asking({
  start: { chosen: [], quantity: 1, sheet: '', current: 0, favourite: undefined, clips: null, film: '', leads: false, bargains: null, groups: [] },
  view: (facts, context) => ({ ...productView(facts, context), ...skuView(facts, context), bargains: offersOf(facts.bargains, context), groups: offersView(facts.groups, context), offers: offersIn(facts.answer && facts.answer.deals, context) }),
  ticks: true,
  ends: ({ answer: { skus, promotions } }) => endsOf(skus, promotions),
  every: ({ answer }) => (answer && runsOut(answer.deals) ? RUNNING * (0.75 + Math.random() / 2) : NEVER),
  data: { checkout: null, poster: false },

  onLoad() {
    ownCode() // what is shared from here bears it
    this.opening = createOnce()
    this.intoCart = createIntoCart()
  },

  async ask(api) {
    const product = await api.product(this.query.id)
    if (this.facts.chosen.length !== product.specs.length || !this.facts.answer) {
      this.know({ chosen: firstChoice(product, this.query.sku), quantity: product.least || 1 })
    }
    api.groupBuysOf(this.query.id).then(({ items }) => this.know({ groups: items })).catch(() => {})
    wx.setNavigationBarTitle({ title: product.title })
    if (!this.facts.clips) api.clips(this.query.id).then(({ clips }) => this.know({ clips, ...this.led(clips) })).catch(() => this.know({ clips: [] }))
    api.bargainsOf(this.query.id).then((bargains) => this.know({ bargains })).catch(() => {})
    return product
  },

  /** What somebody has begun already is looked at, else it begins now. */
  onBargain({ currentTarget: { dataset } }) {
    if (dataset.haggle) {
      go(hagglePage(dataset.haggle, ''))
      return
    }
    this.act(async (api) => go(hagglePage((await api.beginHaggle(dataset.bargain, '')).haggle, '')))
  },

  onShareAppMessage() {
    return { title: this.data.title, path: `/pages/product/product?id=${encodeURIComponent(this.query.id)}${getApp().api.mark}`, imageUrl: this.data.picture }
  },

  onPoster() {
    this.setData({ poster: true })
  },

  onPosterClosed() {
    this.setData({ poster: false })
  },

  onSlide({ detail }) {
    this.know({ current: detail.current })
  },

  onClip({ currentTarget }) {
    this.know({ film: currentTarget.dataset.url, leads: false })
  },

  /** Who came to watch the explanation has it in the place of the pictures. */
  led([clip]) {
    return this.query.clip && clip ? { film: clip.url, leads: true } : {}
  },

  onChoose() {
    this.know({ sheet: 'both' })
  },

  onCart() {
    this.know({ sheet: 'cart' })
  },

  onBuy() {
    this.know({ sheet: 'buy' })
  },

  onSheetClosed() {
    this.know({ sheet: '' })
  },

  onValue({ detail }) {
    this.know({ chosen: choose(this.facts.chosen, detail.place, detail.value) })
  },

  onQuantity({ detail }) {
    this.know({ quantity: detail.value })
  },

  onToCart() {
    this.act(async (api) => {
      COUNT.tell(piecesIn(await this.intoCart(api, this.sku().id, this.data.quantity)))
      this.know({ sheet: '' })
      wx.showToast({ title: words.product.inCart, icon: 'none' })
    })
  },

  onTake() {
    this.act(async () => {
      if (await this.take()) wx.showToast({ title: words.inHand.taken, icon: 'none' })
      await this.ask()
    })
  },

  /** What the price was told with is taken first. */
  onBuyNow() {
    this.act(async () => {
      const items = [{ sku: this.sku().id, quantity: this.data.quantity }]
      await this.take()
      this.know({ sheet: '' })
      this.setData({ checkout: { items, claim: '' } })
    })
  },

  async take() {
    const { all, answer } = await takeFor(this.facts.answer, this.sku())
    this.know({ answer })
    return all
  },

  /** A seat of one's own team is kept for a quarter of an hour: it is ordered at once. */
  onOpenTeam({ currentTarget }) {
    this.act(async (api) => {
      const { id } = currentTarget.dataset
      const { claim } = await api.openTeam(id, 1, this.opening.keyOf({ id }))
      this.opening.settle()
      this.setData({ checkout: { items: [], claim } })
    })
  },

  /** Where it is grabbed, with its card in front. */
  onOffer({ currentTarget: { dataset: { room, id } } }) {
    callFor(room, id)
    lookAt(`/pages/room/room?room=${encodeURIComponent(room)}`)
  },

  onTeam({ currentTarget }) {
    go(`/pages/more/team/team?id=${currentTarget.dataset.team}`)
  },

  onCheckoutClosed() {
    this.setData({ checkout: null })
    this.ask()
  },

  onFavour() {
    const on = !this.data.favourite
    this.know({ favourite: on })
    getApp().api.favour(this.query.id, on).catch((refused) => {
      this.know({ favourite: !on })
      tell(refused)
    })
  },

  onClaim({ currentTarget }) {
    this.act(async (api) => {
      await api.claim(currentTarget.dataset.id)
      wx.showToast({ title: words.coupon.claimed, icon: 'none' })
      await this.ask()
    })
  },

  /** Who has seen the cart wants more than lies there. */
  onToCartPage() {
    this.intoCart = createIntoCart()
    wx.switchTab({ url: '/pages/cart/cart' })
  },

  sku() {
    return chosenSku(this.facts.answer, this.facts.chosen)
  },
}))
