/** One thing that happened, what it means and one next step. */
Component({
  properties: { icon: String, title: String, hint: String, action: String, level: { type: String, value: '2' } },
  methods: {
    onAction() {
      this.triggerEvent('action', {}, {})
    },
  },
})
