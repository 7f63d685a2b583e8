import { reportView } from '../../shared/report-view.js'
import { tell } from '../../telling.js'

/**
 * What one may do about a comment (`about` is its row), or complain of in this room: `good` is the product that is explained.
 * Tells `reply` and `close`.
 */
Component({
  properties: { room: String, words: Object, about: { type: Object, value: null }, good: { type: Object, value: null } },
  data: { stage: 'choice', choices: [], reasons: [], title: '', ready: false, busy: false, text: '', longest: 0 },

  lifetimes: {
    attached() {
      this.state = { choice: null, reason: '', text: '' }
      this.show()
    },
    detached() {
      this.gone = true
    },
  },

  methods: {
    show() {
      if (!this.gone) this.setData(reportView(this.state, { about: this.data.about, good: this.data.good, words: this.data.words.report }))
    },

    know(facts) {
      this.state = { ...this.state, ...facts }
      this.show()
    },

    onChoice({ currentTarget: { dataset } }) {
      if (dataset.kind === 'reply') return this.triggerEvent('reply', this.data.about, {})
      return this.know({ choice: this.data.choices.find(({ kind }) => kind === dataset.kind) })
    },

    onReason({ currentTarget: { dataset } }) {
      this.know({ reason: dataset.reason })
    },

    onText({ detail }) {
      this.know({ text: detail.value })
    },

    async onSend() {
      if (!this.data.ready || this.data.busy) return
      this.setData({ busy: true })
      const { choice, reason, text } = this.state
      try {
        await getApp().api.report(this.data.room, { about: choice.kind, subject: choice.subject, reason, words: text.trim() })
        wx.showToast({ title: this.data.words.report.thanks, icon: 'none', duration: 2500 })
        this.onClose()
      } catch (refused) {
        tell(refused)
      } finally {
        if (!this.gone) this.setData({ busy: false })
      }
    },

    onClose() {
      this.triggerEvent('close', {}, {})
    },
  },
})
