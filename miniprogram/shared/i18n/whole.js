import enBargain from './en-bargain.js'
import enDeals from './en-deals.js'
import enFilm from './en-film.js'
import enMe from './en-me.js'
import enOrders from './en-orders.js'
import enShop from './en-shop.js'
import { tagFor, wordsFor } from './index.js'
import zhBargain from './zh-bargain.js'
import zhDeals from './zh-deals.js'
import zhFilm from './zh-film.js'
import zhMe from './zh-me.js'
import zhOrders from './zh-orders.js'
import zhShop from './zh-shop.js'

const MORE = {
  'zh-CN': { ...zhShop, ...zhOrders, ...zhMe, ...zhBargain, ...zhDeals, ...zhFilm },
  en: { ...enShop, ...enOrders, ...enMe, ...enBargain, ...enDeals, ...enFilm },
}

/** The words of one language, with those of all pages that come after the first. */
export function wholeWordsFor(language) {
  return { ...wordsFor(language), ...MORE[tagFor(language)] }
}
