import { learn } from '../../floor.js'
import { marketed } from '../../market-words.js'

/** The rounds that go on, a flash sale, bargain or group buy whose card was put away and an order that waits for its money, as small marks at the picture's edge. */
Component({
  properties: { items: Array },
  data: { t: marketed },
  methods: {
    onOpen({ currentTarget }) {
      const { kind, round } = currentTarget.dataset
      if (['flash', 'bargain', 'group'].includes(kind)) learn({ type: 'card reopened', card: round })
      else if (kind === 'order') learn({ type: 'payment begun', order: round, deal: null })
      else learn({ type: 'round opened', round })
    },
  },
})
