import { learn } from '../../floor.js'
import { marketed } from '../../market-words.js'

/** The rounds that go on, and a flash sale whose card was put away, as small marks at the picture's edge. */
Component({
  properties: { items: Array },
  data: { t: marketed },
  methods: {
    onOpen({ currentTarget }) {
      const { kind, round } = currentTarget.dataset
      learn(kind === 'flash' ? { type: 'card reopened', card: round } : { type: 'round opened', round })
    },
  },
})
