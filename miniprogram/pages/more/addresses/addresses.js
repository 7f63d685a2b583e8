import { asking } from '../../../asking.js'
import { go } from '../../../going.js'
import { sure } from '../../../telling.js'
import { words } from '../../../words.js'

Page(asking({
  ask: (api) => api.addresses(),
  view: ({ answer }) => ({ places: ((answer && answer.items) || []).map((each) => ({ ...each, url: `/pages/more/address/address?id=${each.id}` })) }),

  onShow() {
    wx.setNavigationBarTitle({ title: words.address.title })
  },

  async onDrop({ currentTarget }) {
    if (!(await sure(words.address.sure))) return
    this.act(async (api) => {
      await api.dropAddress(currentTarget.dataset.id)
      await this.ask()
    })
  },

  onNew() {
    go('/pages/more/address/address?id=new')
  },
}))
