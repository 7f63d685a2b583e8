import { categoriesOf } from './shop-view.js'
import { goodsCard } from './goods.js'

const SORTS = ['', 'new', 'sold', 'price', '-price']

/** What a list of goods shows; `facts.more` are the pages after the first. */
export function goodsView(facts, context) {
  const { words, query = {} } = context
  const answer = facts.answer || { categories: [], items: [] }
  const categories = categoriesOf(answer.categories, context)
  return {
    title: titleOf(query, categories, words),
    typed: facts.typed,
    finding: facts.finding,
    searched: facts.searched.map((q) => ({ q, url: addressOf({ q }) })),
    chips: chipsOf(categories, query, words),
    sorts: SORTS.map((sort) => ({ name: sort || 'all', label: words.goods.sort[sort || 'all'], on: (query.sort || '') === sort, url: addressOf({ ...query, find: '', sort }) })),
    cards: [...answer.items, ...facts.more].map((card) => goodsCard(card, context)),
    more: Boolean(facts.next),
  }
}

function titleOf({ q, category, tag }, categories, words) {
  const known = categories.find((each) => each.id === category)
  return q || tag || (known && known.name) || words.goods.all
}

function chipsOf(categories, query, words) {
  const all = { id: '', name: words.goods.all }
  return [all, ...categories].map(({ id, name }) => ({ id: id || 'all', name, on: (query.category || '') === id, url: addressOf({ ...query, find: '', category: id }) }))
}

function addressOf(values) {
  const pairs = Object.entries(values).filter(([, value]) => value).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return `/pages/goods/goods${pairs.length ? '?' : ''}${pairs.join('&')}`
}
