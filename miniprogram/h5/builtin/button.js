import { shareTopPage } from '../runtime/share.js'
import { aria } from './aria.js'

Component({
  behaviors: [aria],
  properties: { openType: String, disabled: Boolean },
  observers: {
    disabled(disabled) {
      const element = this._$.$$
      if (!element) return
      if (disabled) element.setAttribute('aria-disabled', 'true')
      else element.removeAttribute('aria-disabled')
    },
  },
  lifetimes: {
    attached() {
      const element = this._$.$$
      if (!element.hasAttribute('role')) element.setAttribute('role', 'button')
      element.tabIndex = 0
      element.addEventListener('keydown', (event) => this.onKey(event))
      element.addEventListener('click', (event) => this.onClick(event))
      this._$.addListener('tap', (event) => this.onTouched(event), { capture: true })
      this._$.addListener('tap', () => this.onTap())
    },
  },
  methods: {
    onKey(event) {
      if (event.key !== 'Enter' && event.key !== ' ') return
      event.preventDefault()
      this.tap()
    },

    /** A finger or a mouse has already tapped; only a screen reader clicks without either. */
    onClick(event) {
      if (event.detail === 0) this.tap()
    },

    tap() {
      if (!this.data.disabled) this.triggerEvent('tap', {}, { bubbles: true, composed: true })
    },

    /** As in WeChat a disabled button keeps the tap from whoever listens, before any of them hears it. */
    onTouched(event) {
      if (this.data.disabled) event.stopPropagation()
    },

    onTap() {
      if (this.data.openType === 'share') shareTopPage({ from: 'button', target: this })
    },
  },
})
