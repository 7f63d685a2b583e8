/** How many pieces: fewer, the figure, more. Tells `change` with {value}; `edge` when there can be no fewer or no more. */
Component({
  properties: { value: Number, least: { type: Number, value: 1 }, most: { type: Number, value: 999 }, words: Object },
  methods: {
    onFewer() {
      this.move(this.data.value - 1)
    },
    onMore() {
      this.move(this.data.value + 1)
    },
    onTyped(event) {
      const typed = parseInt(event.detail.value, 10)
      this.move(Number.isNaN(typed) ? this.data.value : typed)
    },
    move(wanted) {
      const value = Math.max(this.data.least, Math.min(this.data.most, wanted))
      if (value !== wanted) this.triggerEvent('edge', { least: this.data.least, most: this.data.most, wanted }, {})
      if (value !== this.data.value) this.triggerEvent('change', { value }, {})
    },
  },
})
