import { field } from './field.js'

const KEYBOARDS = { number: 'numeric', digit: 'decimal', idcard: 'text' }

Component({
  behaviors: [field('input')],
  properties: { type: { type: String, value: 'text' }, password: Boolean, confirmType: String, confirmHold: Boolean },
  data: { kind: 'text', keyboard: 'text' },
  observers: {
    'type, password': function shape(type, password) {
      this.setData({ kind: password ? 'password' : 'text', keyboard: KEYBOARDS[type] || 'text' })
    },
  },
})
