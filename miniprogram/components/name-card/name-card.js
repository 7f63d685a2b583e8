import { tell } from '../../telling.js'

/** So long a question that nobody touches stands, in ms. */
const STANDS = 12000

/** A guest who has just spoken for the first time may say what to call him: asked once, on one line, which goes by itself. */
Component({
  properties: { words: Object },
  data: { name: '', busy: false },
  lifetimes: {
    attached() {
      this.wait()
    },
    detached() {
      clearTimeout(this.going)
    },
  },
  methods: {
    wait() {
      clearTimeout(this.going)
      this.going = setTimeout(() => this.onLater(), STANDS)
    },

    /** Who writes has time. */
    onFocus() {
      clearTimeout(this.going)
    },

    onBlur() {
      if (!this.data.name) this.wait()
    },

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
