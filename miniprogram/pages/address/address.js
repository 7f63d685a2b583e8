import { asking, tell } from '../../asking.js'
import { addressView, emptyAddress, wantedAddress } from '../../shared/address.js'
import { fieldOf } from '../../shared/problems.js'
import { words } from '../../words.js'

Page(asking({
  start: { form: emptyAddress, wrong: {}, agreed: false },
  once: true,
  view: addressView,

  async ask(api) {
    if (this.query.id === 'new') return { fresh: true }
    const known = (await api.addresses()).items.find((each) => each.id === this.query.id)
    if (known) this.know({ form: { ...known, region: known.region.split(' ') } })
    return known || { fresh: true }
  },

  onLoad() {
    this.know({ agreed: wx.getStorageSync('agreed') === words.privacy.version })
    wx.setNavigationBarTitle({ title: words.address.one })
  },

  onField({ currentTarget, detail }) {
    this.write({ [currentTarget.dataset.name]: detail.value })
  },

  onRegion({ detail }) {
    this.write({ region: detail.value })
  },

  onUsual() {
    this.write({ usual: !this.facts.form.usual })
  },

  onAgree() {
    this.know({ agreed: !this.facts.agreed })
  },

  onSave() {
    if (!this.facts.agreed) {
      wx.showToast({ title: words.privacy.first, icon: 'none' })
      return
    }
    this.act(async (api) => {
      try {
        await this.consent(api)
        const wanted = wantedAddress(this.facts.form)
        await (this.query.id === 'new' ? api.addAddress(wanted) : api.changeAddress(this.query.id, wanted))
        this.onBack()
      } catch (refused) {
        this.know({ wrong: fieldOf(refused) ? { [fieldOf(refused)]: refused.message } : {} })
        if (!fieldOf(refused)) tell(refused)
      }
    })
  },

  /** Nothing of a person is kept before he said yes; he is asked once for each version of the text. */
  async consent(api) {
    if (wx.getStorageSync('agreed') === words.privacy.version) return
    await api.consent({ document: 'privacy', version: words.privacy.version, given: true })
    wx.setStorageSync('agreed', words.privacy.version)
  },

  write(change) {
    this.know({ form: { ...this.facts.form, ...change }, wrong: {} })
  },
}))
