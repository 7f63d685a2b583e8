import { marketWords } from './shared/i18n/market.js'
import { tag, words } from './words.js'
import './whole.js'

/** All words of a page on which things are bought and won. */
export const marketed = { ...words, ...marketWords(tag) }
