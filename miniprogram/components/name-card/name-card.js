import { tell } from '../../telling.js'

/** A guest who has just spoken for the first time may say what to call him; asked once, and never in the way of speaking. */
Component({
  properties: { words: Object },
  data: { name: '', busy: false },
  methods: {
    onInput({ detail }) {
      this.setData({ name: detail.value })
    },

    async onName() {
      const nickname = this.data.name.trim()
      if (!nickname || this.data.busy) return
      this.setData({ busy: true })
      try {
        await getApp().api.changeMe({ nickname })
        this.triggerEvent('named', { name: nickname }, {})
      } catch (refused) {
        tell(refused)
        this.setData({ busy: false })
      }
    },

    onLater() {
      this.triggerEvent('later', {}, {})
    },
  },
})
