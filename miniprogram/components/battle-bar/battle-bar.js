import { learn, say } from '../../floor.js'
import { floorWords } from '../../shared/i18n/floor.js'
import { tell } from '../../telling.js'
import { tag } from '../../words.js'

/** PK: how it stands and how long it lasts; a tap says whom one is for. */
Component({
  properties: { view: Object },
  data: { t: floorWords(tag) },
  methods: {
    async onSide({ currentTarget }) {
      const { side } = currentTarget.dataset
      const { battle, takes } = this.data.view
      if (!takes || this.data.view[side].mine) return
      try {
        await say('side', { battle, side })
        learn({ type: 'side chosen', side })
      } catch (refused) {
        tell(refused)
      }
    },
  },
})
