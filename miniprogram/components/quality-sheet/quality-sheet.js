Component({
  properties: { qualities: Array, words: Object },
  methods: {
    onChoose(event) {
      this.triggerEvent('choose', { name: event.currentTarget.dataset.name }, {})
    },
    onClose() {
      this.triggerEvent('close', {}, {})
    },
  },
})
