import { refresh } from '../../dealing.js'
import { learn } from '../../floor.js'
import { marketed } from '../../market-words.js'
import { fill } from '../../shared/i18n/index.js'

/** The shopping bag's button, with how many goods lie in it. */
Component({
  properties: { room: String, count: Number },
  data: { label: marketed.market.bag },
  observers: {
    count(count) {
      this.setData({ label: count ? fill(marketed.market.bagOf, { count }) : marketed.market.bag })
    },
  },
  methods: {
    onOpen() {
      learn({ type: 'bag opened' })
      if (!this.data.count) refresh(this.data.room)
    },
  },
})
