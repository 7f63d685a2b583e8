import { goodsCard } from './goods-card.js'

const SORTS = ['', 'new', 'sold', 'price', '-price']

/** What a list of goods shows; `facts.more` are the pages after the first. */
export function goodsView(facts, context) {
  const { words, query = {} } = context
  const answer = facts.answer || { categories: [], items: [] }
  const { categories } = answer
  return {
    title: titleOf(query, categories, words),
    typed: facts.typed,
    finding: facts.finding,
    searched: facts.searched.map((q) => ({ q, url: addressOf({ q }) })),
    chips: chipsOf(categories, query, words),
    inside: insideOf(categories, query, words),
    sorts: SORTS.map((sort) => ({ name: sort || 'all', label: words.goods.sort[sort || 'all'], on: (query.sort || '') === sort, url: addressOf({ ...query, find: '', sort }) })),
    cards: [...answer.items, ...facts.more].map((card) => goodsCard(card, context)),
    more: Boolean(facts.next),
  }
}

function titleOf({ q, category, tag }, categories, words) {
  const known = categories.find((each) => each.id === category)
  return q || tag || (known && known.name) || words.goods.all
}

/** The upper storey: a category stands for what is in it. */
function chipsOf(categories, query, words) {
  const all = { id: '', name: words.goods.all }
  const upper = categories.filter((each) => !each.parent)
  return [all, ...upper].map((each) => chipOf(each, query, each.id === upperOf(categories, query)))
}

/** The lower storey of the chosen category; the category itself is all of it. */
function insideOf(categories, query, words) {
  const upper = upperOf(categories, query)
  const inside = categories.filter((each) => upper && each.parent === upper)
  return inside.length ? [{ id: upper, name: words.goods.allInside }, ...inside].map((each) => chipOf(each, query, each.id === query.category)) : []
}

function upperOf(categories, query) {
  const known = categories.find((each) => each.id === query.category)
  return (known && known.parent) || query.category || ''
}

function chipOf({ id, name }, query, on) {
  return { id: id || 'all', name, on, url: addressOf({ ...query, find: '', category: id }) }
}

/** Where goods are listed by these values. */
export function addressOf(values) {
  const pairs = Object.entries(values).filter(([, value]) => value).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return `/pages/goods/goods${pairs.length ? '?' : ''}${pairs.join('&')}`
}
