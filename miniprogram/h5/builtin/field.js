import { followKeyboard } from './keyboard.js'

/** What <input> and <textarea> share: WeChat's events carry the value, a browser's own must not reach the page beside them. */
export const field = (tag) => Behavior({
  properties: {
    value: String,
    placeholder: String,
    maxlength: { type: Number, value: 140 },
    disabled: Boolean,
    focus: Boolean,
    adjustPosition: { type: Boolean, value: true },
    cursorSpacing: Number,
    ariaLabel: String,
  },
  observers: {
    value(value) {
      const box = this.box()
      if (box && box.value !== value) box.value = value
    },
    disabled(disabled) {
      const box = this.box()
      if (box) box.disabled = disabled
    },
  },
  lifetimes: {
    attached() {
      const box = this.box()
      box.value = this.data.value
      box.disabled = this.data.disabled
      box.addEventListener('input', (event) => this.tell(event, 'input'))
      box.addEventListener('change', (event) => event.stopPropagation())
      box.addEventListener('blur', (event) => this.tell(event, 'blur'))
      box.addEventListener('focus', (event) => this.tell(event, 'focus'))
      if (tag === 'input') box.addEventListener('keydown', (event) => this.onKey(event))
      this.stopFollowing = followKeyboard(box, (height) => this.triggerEvent('keyboardheightchange', { height }, {}))
      if (this.data.focus) requestAnimationFrame(() => box.focus({ preventScroll: true }))
    },
    detached() {
      this.stopFollowing()
    },
  },
  methods: {
    box() {
      return this._$.$$.querySelector(tag)
    },

    tell(event, type) {
      event.stopPropagation()
      this.triggerEvent(type, { value: this.box().value }, {})
    },

    /** Enter confirms, but not while an input method is still composing Chinese. */
    onKey(event) {
      if (event.key === 'Enter' && !event.isComposing) this.tell(event, 'confirm')
    },
  },
})
