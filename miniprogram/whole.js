import { api } from './api.js'
import { arrive } from './inviting.js'
import { floorCalls } from './shared/api-floor.js'
import { marketCalls } from './shared/api-market.js'
import { shopCalls } from './shared/api-shop.js'
import { wholeWordsFor } from './shared/i18n/whole.js'
import { tag, words } from './words.js'

// Who talks, plays, buys or looks back asks and reads more than the first pages do: with this module comes the rest of the
// shop's API, and of the words.
api.add(floorCalls).add(marketCalls).add(shopCalls)
Object.assign(words, wholeWordsFor(tag))
arrive()
