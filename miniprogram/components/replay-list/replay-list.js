/** 往期回放: shows of a room that can be watched again, side by side. */
Component({
  properties: { replays: Array, label: String },
  methods: {
    onChoose({ currentTarget }) {
      this.triggerEvent('choose', { show: currentTarget.dataset.show })
    },
  },
})
