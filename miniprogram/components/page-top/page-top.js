/** What every page of the shop wears: its name, the way back, and what stands there while the page has nothing to show. */
Component({
  properties: { title: String, back: Boolean, home: Boolean, stage: String, banner: String, words: Object, bar: Object, missing: String },
  methods: {
    onBack() {
      this.triggerEvent('back', {}, {})
    },
    onRetry() {
      this.triggerEvent('retry', {}, {})
    },
  },
})
