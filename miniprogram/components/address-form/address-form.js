import { agreed, consent } from '../../consent.js'
import { addressView, emptyAddress, partsOf, wantedAddress } from '../../shared/address.js'
import { changes } from '../../shared/changes.js'
import { fieldOf } from '../../shared/problems.js'
import { tell } from '../../telling.js'
import { words } from '../../words.js'

const opening = { form: emptyAddress, wrong: {}, agreed: false }

/** Where an address is written: `known` is one that is kept already, null a new one, `near` the shop's region. Tells `saved` with {address}. */
Component({
  properties: { known: { type: Object, value: null }, near: String },
  data: { t: words, busy: false, ...addressView(opening, { words }) },

  lifetimes: {
    attached() {
      const { known, near } = this.data
      const form = known ? { ...known, region: partsOf(known.region) } : emptyAddress
      this.know({ ...opening, form, near, agreed: agreed() })
    },
    detached() {
      this.gone = true
    },
  },

  methods: {
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

    async onSave() {
      if (!this.facts.agreed) {
        wx.showToast({ title: words.privacy.first, icon: 'none' })
        return
      }
      if (this.data.busy) return
      this.setData({ busy: true })
      try {
        const { api } = getApp()
        await consent(api)
        const wanted = wantedAddress(this.facts.form)
        const { known } = this.data
        const address = await (known ? api.changeAddress(known.id, wanted) : api.addAddress(wanted))
        this.triggerEvent('saved', { address }, {})
      } catch (refused) {
        this.know({ wrong: fieldOf(refused) ? { [fieldOf(refused)]: refused.message } : {} })
        if (!fieldOf(refused)) tell(refused)
      } finally {
        if (!this.gone) this.setData({ busy: false })
      }
    },

    write(change) {
      this.know({ form: { ...this.facts.form, ...change }, wrong: {} })
    },

    know(facts) {
      this.facts = { ...this.facts, ...facts }
      if (!this.gone) this.setData(changes(this.data, addressView(this.facts, { words })))
    },
  },
})
