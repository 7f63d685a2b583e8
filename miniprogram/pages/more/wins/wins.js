import { asking } from '../../../asking.js'
import { agreed, consent } from '../../../consent.js'
import { go } from '../../../going.js'
import { marketed } from '../../../market-words.js'
import { wantedClaim, winsView } from '../shared/wins-view.js'
import { withMore } from '../shared/more-words.js'
import { tag } from '../../../words.js'

const t = withMore(marketed, tag)

const nothing = { delivery: 'express', addresses: [], address: '', contact: { name: '', phone: '' }, keeps: false, agreed: false }

Page(asking({
  start: { claiming: '', sending: nothing },
  view: (facts, context) => winsView(facts, { ...context, words: t }),
  data: { t },

  ask: (api) => api.wins(),

  /** Back from writing an address down: there may be a new one. */
  onShow() {
    wx.setNavigationBarTitle({ title: t.wins.title })
    if (this.facts.claiming) this.lookUp()
  },

  async onClaim({ currentTarget }) {
    this.know({ claiming: currentTarget.dataset.win, sending: { ...this.facts.sending, agreed: agreed() } })
    await this.lookUp()
  },

  lookUp() {
    return this.act(async (api) => this.send({ addresses: (await api.addresses()).items }))
  },

  send(change) {
    this.know({ sending: { ...this.facts.sending, ...change } })
  },

  onWay({ currentTarget }) {
    this.send({ delivery: currentTarget.dataset.name })
  },

  onPlace({ currentTarget }) {
    this.send({ address: currentTarget.dataset.id })
  },

  onNewPlace() {
    go('/pages/more/address/address?id=new')
  },

  onName({ detail }) {
    this.send({ contact: { ...this.facts.sending.contact, name: detail.value } })
  },

  onPhone({ detail }) {
    this.send({ contact: { ...this.facts.sending.contact, phone: detail.value } })
  },

  onKeeps() {
    this.send({ keeps: !this.facts.sending.keeps })
  },

  onShut() {
    this.know({ claiming: '' })
  },

  onConfirm() {
    const { claiming, sending } = this.facts
    this.act(async (api) => {
      if (this.data.claiming.consents) await consent(api)
      await api.claimWin(claiming, wantedClaim(sending, this.facts.answer))
      this.know({ claiming: '' })
      wx.showToast({ title: t.wins.done, icon: 'none', duration: 2500 })
      await this.ask()
    })
  },
}))
