import { clear, emptySky, fly } from '../../shared/danmaku.js'

/** Comments that fly over the picture, once each; what was said before this page was opened does not. */
Component({
  properties: { rows: Array, recalled: Array, size: { type: String, value: 'medium' } },
  data: { flying: [] },
  lifetimes: {
    attached() {
      this.sky = emptySky
      this.last = Math.max(0, ...this.data.rows.map(({ born }) => born))
      this.sweeping = setInterval(() => this.show(clear(this.sky, Date.now(), this.data.recalled)), 1000)
    },
    detached() {
      clearInterval(this.sweeping)
    },
  },
  observers: {
    'rows, recalled': function more(rows, recalled) {
      if (!this.sky) return
      const space = { at: Date.now(), width: wx.getWindowInfo().windowWidth, size: this.data.size }
      const fresh = rows.filter(({ born }) => born > this.last)
      this.last = Math.max(this.last, ...fresh.map(({ born }) => born))
      this.show(fresh.reduce((sky, row) => fly(sky, row, space), clear(this.sky, space.at, recalled)))
    },
  },
  methods: {
    show(sky) {
      if (sky === this.sky) return
      this.sky = sky
      this.setData({ flying: sky.flying })
    },
  },
})
