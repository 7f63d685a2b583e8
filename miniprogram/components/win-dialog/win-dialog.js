/** Told once: what was won, and what to do with it. Tells `act` and `close`. */
Component({
  properties: { win: Object, words: Object },
  methods: {
    onAct() {
      this.triggerEvent('act', { kind: this.data.win.kind }, {})
    },
    onClose() {
      this.triggerEvent('close', {}, {})
    },
  },
})
