import { fill } from '../../shared/i18n/index.js'
import { say } from '../../floor.js'
import { tell } from '../../asking.js'

/** Where one writes: above the keyboard, over the picture. Closes when the comment is out; what was refused stays to be mended. */
Component({
  properties: { phrases: Array, reply: { type: Object, value: null }, pause: String, words: Object },
  data: { text: '', keyboard: 0, placeholder: '', sending: false },
  observers: {
    'reply, words': function address(reply, words) {
      this.setData({ placeholder: reply ? fill(words.sayTo, { name: reply.name }) : words.say })
    },
  },
  methods: {
    onInput({ detail }) {
      this.setData({ text: detail.value })
    },

    onKeyboard({ detail }) {
      this.setData({ keyboard: detail.height })
      this.triggerEvent('lift', { height: detail.height }, {})
    },

    onPhrase({ currentTarget: { dataset } }) {
      this.setData({ text: dataset.text })
      this.onSend()
    },

    onDrop() {
      this.triggerEvent('drop', {}, {})
    },

    onClose() {
      this.triggerEvent('close', {}, {})
    },

    async onSend() {
      const text = this.data.text.trim()
      if (!text || this.data.pause || this.data.sending) return
      const { reply } = this.data
      this.setData({ sending: true })
      try {
        const answer = await say('comment', reply ? { text, reply: reply.id } : { text })
        this.triggerEvent('said', { ...answer, text }, {})
      } catch (refused) {
        this.setData({ sending: false })
        tell(refused)
        if (refused.status === 403) this.triggerEvent('refused', {}, {})
      }
    },
  },
})
