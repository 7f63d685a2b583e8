import { linked } from '../../linked.js'

Component({ behaviors: [linked], properties: { card: Object, words: Object } })
