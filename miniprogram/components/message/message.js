/** One thing that happened, what it means and one next step. */
Component({
  properties: { icon: String, title: String, hint: String, action: String },
  methods: {
    onAction() {
      this.triggerEvent('action', {}, {})
    },
  },
})
