import { pointOf } from '../../shared/gesture.js'
import { createHold } from '../../shared/hold.js'
import { fill } from '../../shared/i18n/index.js'

/** More than any list is high: WeChat scrolls to the end. */
const END = 100000

/** The comments of a room. It follows the newest one until a finger scrolls back; then a pill counts what it misses. */
Component({
  properties: { rows: Array, pinned: { type: Object, value: null }, show: String, notice: String, words: Object },
  data: { bottom: END, unread: 0, unreadText: '' },
  lifetimes: {
    created() {
      this.follows = true
      this.seen = 0
      this.press = createHold((id) => this.hold(id))
    },
    detached() {
      this.press.end()
    },
  },
  observers: {
    'rows, show, notice': function more() {
      if (this.follows) this.follow()
      else this.count(this.newest() - this.seen)
    },
  },
  methods: {
    newest() {
      return Math.max(0, ...this.data.rows.map(({ born }) => born))
    },

    /** The same number twice would scroll nothing. */
    follow() {
      this.seen = this.newest()
      this.setData({ bottom: this.data.bottom === END ? END + 1 : END })
      if (this.data.unread > 0) this.count(0)
    },

    count(unread) {
      this.setData({ unread, unreadText: fill(this.data.words.newOnes, { count: unread }) })
    },

    /** A list that became shorter moves by itself; only one that stayed as it was was moved by a finger. */
    onScroll({ detail }) {
      const grew = detail.scrollHeight !== this.height
      this.height = detail.scrollHeight
      if (grew || detail.deltaY <= 0 || !this.follows) return
      this.follows = false
      this.seen = this.newest()
    },

    onBottom() {
      this.follows = true
      this.seen = this.newest()
      if (this.data.unread > 0) this.count(0)
    },

    onUnread() {
      this.follows = true
      this.follow()
    },

    onPress(event) {
      this.press.begin(pointOf(event), event.currentTarget.dataset.id)
    },

    onMove(event) {
      this.press.move(pointOf(event))
    },

    onRelease() {
      this.press.end()
    },

    /** A mouse's other button, or the key for it; a browser on a phone tells a long press in this way, too. */
    onMenu(event) {
      event.preventDefault()
      this.hold(event.currentTarget.dataset.id)
    },

    hold(id) {
      const row = this.data.rows.find((each) => each.id === id)
      if (row) this.triggerEvent('hold', { row }, {})
    },

    onReply({ currentTarget: { dataset } }) {
      if (this.press.was()) return
      this.triggerEvent('reply', { id: dataset.id, name: dataset.name }, {})
    },
  },
})
