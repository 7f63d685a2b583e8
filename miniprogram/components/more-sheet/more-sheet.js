/** What is not needed every minute: the picture's tools and how this page looks. */
Component({
  properties: { tools: Array, words: Object, share: String },
  methods: {
    onPick(event) {
      this.triggerEvent('pick', { name: event.currentTarget.dataset.name }, {})
    },
    onClose() {
      this.triggerEvent('close', {}, {})
    },
  },
})
