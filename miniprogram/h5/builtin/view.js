import { aria } from './aria.js'
import { holdFocus } from './focus.js'

Component({
  behaviors: [aria],
  lifetimes: {
    attached() {
      if (this.data.ariaModal) this.release = holdFocus(this._$.$$, () => this.triggerEvent('close', {}, {}))
    },
    detached() {
      if (this.release) this.release()
    },
  },
})
