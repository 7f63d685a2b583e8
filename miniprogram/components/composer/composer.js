import { say } from '../../floor.js'
import { EMOJI, recentAfter, withEmoji } from '../../shared/emoji.js'
import { fill } from '../../shared/i18n/index.js'
import { tell } from '../../telling.js'

/** Letters of a comment, and where the emoji used last are kept. */
const LONGEST = 100
const KEPT = 'emoji'

/** How high the panel of emoji is, in px. */
const PANEL = 216

/** What may be said now: while one has to pause, no more than what enters a round. */
const isFree = ({ text, pause, keywords }) => !pause || keywords.includes(text.trim().toLowerCase())

/** Where one writes: above the keyboard, over the picture. Closes when the comment is out; what was refused stays to be mended. */
Component({
  properties: { phrases: Array, reply: { type: Object, value: null }, pause: String, keywords: Array, words: Object },
  data: { text: '', free: true, keyboard: 0, placeholder: '', sending: false, longest: LONGEST, emoji: EMOJI, recent: [], choosing: false },
  observers: {
    'reply, words': function address(reply, words) {
      this.setData({ placeholder: reply ? fill(words.sayTo, { name: reply.name }) : words.say })
    },
    'text, pause, keywords': function weigh(text, pause, keywords) {
      this.setData({ free: isFree({ text, pause, keywords }) })
    },
  },
  methods: {
    onInput({ detail }) {
      this.setData({ text: detail.value })
    },

    onEmoji() {
      this.setData({ choosing: !this.data.choosing, recent: wx.getStorageSync(KEPT) || [] })
      this.lift()
    },

    onPick({ currentTarget: { dataset } }) {
      wx.setStorageSync(KEPT, recentAfter(wx.getStorageSync(KEPT) || [], dataset.emoji))
      this.setData({ text: withEmoji(this.data.text, dataset.emoji, LONGEST) })
    },

    onKeyboard({ detail }) {
      this.setData({ keyboard: detail.height, choosing: this.data.choosing && detail.height === 0 })
      this.lift()
    },

    /** What is said stays in sight above what one writes with. */
    lift() {
      this.triggerEvent('lift', { height: this.data.keyboard + (this.data.choosing ? PANEL : 0) }, {})
    },

    onPhrase({ currentTarget: { dataset } }) {
      this.setData({ text: dataset.text })
      this.onSend()
    },

    onDrop() {
      this.triggerEvent('drop', {}, {})
    },

    onReport() {
      this.triggerEvent('report', { id: this.data.reply.id }, {})
    },

    onClose() {
      this.triggerEvent('close', {}, {})
    },

    async onSend() {
      const text = this.data.text.trim()
      if (!text || this.data.sending) return
      if (!isFree(this.data)) {
        this.triggerEvent('hindered', {}, {})
        return
      }
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
