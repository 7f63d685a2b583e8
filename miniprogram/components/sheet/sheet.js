/** A half-sheet: what lies under it stays where it is. */
Component({
  properties: { title: String, words: Object },
  methods: {
    onClose() {
      this.triggerEvent('close', {}, {})
    },
  },
})
