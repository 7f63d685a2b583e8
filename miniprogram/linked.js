import { openType } from './around.js'

/** A component whose <navigator> opens what it leads to as `link` says. */
export const linked = Behavior({
  data: { link: 'navigate' },
  lifetimes: {
    attached() {
      if (openType() !== this.data.link) this.setData({ link: openType() })
    },
  },
})
