import { aria } from './aria.js'

/** Where a key leads from the row at `at` of `count`; null: nowhere. */
const LEADS = {
  ArrowUp: (at, count) => (at < 0 ? count - 1 : Math.max(0, at - 1)),
  ArrowDown: (at, count) => Math.min(count - 1, at + 1),
  Home: () => 0,
  End: (_, count) => count - 1,
}

/**
 * WeChat's <scroll-view>, upright only: `scroll-top` moves it, `bindscroll` tells with `deltaY` (above 0: towards the start). One with the
 * role of a log is read with the arrow keys, row by row; Enter taps the row.
 */
Component({
  behaviors: [aria],
  properties: { scrollY: Boolean, scrollTop: Number, lowerThreshold: { type: Number, value: 50 } },
  observers: {
    scrollTop(top) {
      if (this.ready) requestAnimationFrame(() => this.moveTo(top))
    },
  },
  lifetimes: {
    attached() {
      this.ready = true
      this.place = 0
      this._$.$$.tabIndex = 0
      this._$.$$.addEventListener('scroll', (event) => this.onScroll(event), { capture: true, passive: true })
      this._$.$$.addEventListener('keydown', (event) => this.onKey(event))
      requestAnimationFrame(() => this.moveTo(this.data.scrollTop))
    },
    detached() {
      this.ready = false
    },
  },
  methods: {
    moveTo(top) {
      if (this.ready) this._$.$$.scrollTop = top
    },

    onKey(event) {
      if (this.data.ariaRole !== 'log') return
      const rows = [...this._$.$$.children]
      const at = rows.indexOf(document.activeElement)
      const lead = LEADS[event.key]
      if (lead && rows.length > 0) focusRow(rows[lead(at, rows.length)])
      else if (event.key === 'Enter' && at >= 0) rows[at].__wxElement.triggerEvent('tap', {}, { bubbles: true, composed: true })
      else return
      event.preventDefault()
    },

    /** The browser's own event, which knows nothing of WeChat's detail, goes no further. */
    onScroll(event) {
      event.stopImmediatePropagation()
      const { scrollTop, scrollHeight, clientHeight } = this._$.$$
      const deltaY = this.place - scrollTop
      this.place = scrollTop
      this.triggerEvent('scroll', { scrollTop, scrollHeight, deltaY }, {})
      if (scrollHeight - clientHeight - scrollTop <= this.data.lowerThreshold) this.triggerEvent('scrolltolower', {}, {})
    },
  },
})

function focusRow(row) {
  row.tabIndex = -1
  row.focus()
}
