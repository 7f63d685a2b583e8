import { asking, tell } from '../../asking.js'
import { agreed, consent } from '../../consent.js'
import { addressView, emptyAddress, partsOf, wantedAddress } from '../../shared/address.js'
import { fieldOf } from '../../shared/problems.js'
import { words } from '../../words.js'

Page(asking({
  start: { form: emptyAddress, wrong: {}, agreed: false },
  once: true,
  view: addressView,

  async ask(api) {
    if (this.query.id === 'new') return { fresh: true }
    const known = (await api.addresses()).items.find((each) => each.id === this.query.id)
    if (known) this.know({ form: { ...known, region: partsOf(known.region) } })
    return known || { fresh: true }
  },

  onLoad() {
    this.know({ agreed: agreed() })
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
        await consent(api)
        const wanted = wantedAddress(this.facts.form)
        await (this.query.id === 'new' ? api.addAddress(wanted) : api.changeAddress(this.query.id, wanted))
        this.onBack()
      } catch (refused) {
        this.know({ wrong: fieldOf(refused) ? { [fieldOf(refused)]: refused.message } : {} })
        if (!fieldOf(refused)) tell(refused)
      }
    })
  },

  write(change) {
    this.know({ form: { ...this.facts.form, ...change }, wrong: {} })
  },
}))
