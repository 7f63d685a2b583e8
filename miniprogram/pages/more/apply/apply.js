import { asking } from '../../../asking.js'
import { applyView, kindOf, roomFor } from '../shared/after-sale-view.js'
import { createOnce, newKey } from '../../../shared/once.js'
import { tell } from '../../../telling.js'
import { choosePictures, upload } from '../upload.js'
import { tag, words } from '../../../words.js'
import { withMore } from '../shared/more-words.js'

const t = withMore(words, tag)

Page(asking({
  start: { wish: { quantity: 1, kind: '', sku: '', reason: '', words: '', photos: [] } },
  once: true,
  view: (facts, context) => applyView(facts, { ...context, words: t }),
  data: { t },

  async ask(api) {
    const [order, options] = await Promise.all([api.order(this.query.order), api.claimable(this.query.order)])
    return { order, options: options.lines, now: order.now }
  },

  onLoad() {
    this.once = createOnce()
    wx.setNavigationBarTitle({ title: t.claims.apply })
  },

  onKind({ currentTarget }) {
    this.wish({ kind: currentTarget.dataset.name })
  },

  onOther({ currentTarget }) {
    this.wish({ sku: currentTarget.dataset.sku })
  },

  onReason({ currentTarget }) {
    this.wish({ reason: currentTarget.dataset.name })
  },

  onQuantity({ detail }) {
    this.wish({ quantity: detail.value })
  },

  onWords({ detail }) {
    this.wish({ words: detail.value })
  },

  /** They stand there at once, as `key` and `path`; the shop's `name` of one comes when it has arrived. */
  async onPhoto() {
    const paths = await choosePictures(roomFor(this.facts.wish))
    const photos = paths.slice(0, roomFor(this.facts.wish)).map((path) => ({ key: newKey(), path, name: '' }))
    this.wish({ photos: [...this.facts.wish.photos, ...photos] })
    photos.forEach((photo) => this.upload(photo))
  },

  onDropPhoto({ currentTarget }) {
    this.drop(currentTarget.dataset.key)
  },

  async upload({ key, path }) {
    try {
      const { name } = await upload(getApp().api, path, '/uploads')
      this.wish({ photos: this.facts.wish.photos.map((photo) => (photo.key === key ? { ...photo, name } : photo)) })
    } catch (refused) {
      this.drop(key)
      tell(refused)
    }
  },

  drop(key) {
    this.wish({ photos: this.facts.wish.photos.filter((photo) => photo.key !== key) })
  },

  async onSend() {
    const { wish } = this.facts
    const options = this.facts.answer.options.find((each) => each.line === this.query.line)
    const claim = {
      line: options.line,
      quantity: this.data.quantity,
      kind: kindOf(wish, options),
      ...(kindOf(wish, options) === 'exchange' && wish.sku ? { sku: wish.sku } : {}),
      reason: wish.reason,
      words: wish.words.trim(),
      photos: wish.photos.map((photo) => photo.name),
    }
    this.act(async (api) => {
      try {
        const made = await api.claimAfterSale(this.query.order, claim, this.once.keyOf(claim))
        this.once.settle()
        wx.redirectTo({ url: `/pages/more/after-sale/after-sale?id=${made.after_sale}` })
      } catch (refused) {
        if (refused.status >= 400 && refused.status < 500) this.once.settle()
        tell(refused)
      }
    })
  },

  wish(change) {
    this.know({ wish: { ...this.facts.wish, ...change } })
  },
}))
