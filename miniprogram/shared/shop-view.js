import { goodsCard } from './goods-card.js'
import { yuan } from './money.js'
import { fill } from './i18n/index.js'

/** What the shop's home shows of GET /shop. */
export function shopView({ answer }, context) {
  const shop = answer || {}
  const cards = (list) => (list || []).map((card) => goodsCard(card, context))
  const fresh = cards(shop.new)
  const hot = cards(shop.hot)
  return {
    title: (shop.shop && shop.shop.name) || context.words.tabs.shop,
    categories: categoriesOf(shop.categories, context),
    promotions: (shop.promotions || []).map((each) => ({ id: each.id, name: each.name, rule: joined(saidOnce(ruleOf(each, context.words), each.name), forWhom(each, context.words)) })),
    tags: tagsOf([...(shop.hot || []), ...(shop.new || [])]),
    fresh,
    hot,
    empty: Boolean(answer) && fresh.length + hot.length === 0,
    info: shop.shop || { company: '', licence: '', icp: '' },
  }
}

/** Categories as links; only the first level stands here. */
export function categoriesOf(categories, { picture }) {
  return (categories || []).filter((each) => !each.parent).map((each) => ({
    id: each.id,
    name: each.name,
    url: `/pages/goods/goods?category=${encodeURIComponent(each.id)}`,
    picture: picture(each.picture),
    initial: Array.from(each.name)[0],
  }))
}

const MOST_TAGS = 8

/** 专区: what the goods on this page are tagged with, the most usual first. */
function tagsOf(cards) {
  const counts = new Map()
  const goods = new Map(cards.map((card) => [card.id, card.tags || []]))
  for (const tags of goods.values()) for (const tag of tags) counts.set(tag, (counts.get(tag) || 0) + 1)
  return [...counts].sort(([, one], [, other]) => other - one).slice(0, MOST_TAGS).map(([tag]) => tagOf(tag))
}

/** A tag as a link to all goods that bear it. */
export function tagOf(tag) {
  return { tag, url: `/pages/goods/goods?tag=${encodeURIComponent(tag)}` }
}

/** Nothing stands twice: many a shop names a promotion by its rule. */
export function saidOnce(rule, name) {
  const bare = (text) => text.replace(/[\s¥元]/g, '')
  return bare(rule) === bare(name) ? '' : rule
}

/** "金卡、银卡专享"; empty for what is everybody's. */
export function forWhom({ levels = [] }, words) {
  return levels.length ? fill(words.promo.forLevels, { levels: levels.join(words.promo.and) }) : ''
}

export function joined(...parts) {
  return parts.filter(Boolean).join(' · ')
}

/** What a promotion promises, in a few words; empty when its name alone says it. */
export function ruleOf({ rule, parts = [] }, words) {
  if (!rule) return ''
  if (rule.gifts) return giftOf(rule, parts, words)
  if (rule.pieces && parts.length) return bundleOf(rule, parts, words)
  if (rule.tiers) return rule.tiers.map((tier) => tierOf(tier, words)).join(words.comma)
  if (rule.off) return couponOf(rule, words)
  return rule.percent ? couponOf(rule, words) : ''
}

/** "麻花 原味 + 茶杯 × 2，一套 ¥99". */
function bundleOf({ price }, parts, words) {
  return fill(words.promo.set, { parts: parts.map((each) => pieceOf(each, words)).join(' + '), price: yuan(price) })
}

/** "满 100 送茶杯", "买就送茶杯 × 2". */
function giftOf({ amount, pieces }, parts, words) {
  const gifts = parts.map((each) => pieceOf(each, words)).join(words.comma)
  const limits = (amount ? fill(words.promo.fromAmount, { amount: yuan(amount) }) : '') + (pieces ? fill(words.promo.fromPieces, { pieces }) : '')
  return gifts && (limits || words.promo.fromAny) + fill(words.promo.gift, { gifts })
}

/** "茶杯 白 × 2"; a single one goes without a number. */
export function pieceOf({ title, spec, pieces }, words) {
  return [title, spec].filter(Boolean).join(' ') + (pieces > 1 ? fill(words.promo.times, { pieces }) : '')
}

/** "满 100 减 20", "满 3 件 8.5 折". */
function tierOf({ amount, pieces, off, percent }, words) {
  const from = amount ? fill(words.promo.fromAmount, { amount: yuan(amount) }) : fill(words.promo.fromPieces, { pieces })
  return from + (off ? fill(words.promo.off, { amount: yuan(off) }) : percentOf(percent, words))
}

/** What a coupon brings: "满 100 减 20", "无门槛减 5", "满 200 打 8.5 折". */
export function couponOf({ off, percent, threshold, shipping }, words) {
  const from = threshold ? fill(words.promo.fromAmount, { amount: yuan(threshold) }) : words.promo.anyAmount
  if (shipping) return from + words.promo.shipping
  return from + (off ? fill(words.promo.off, { amount: yuan(off) }) : percentOf(percent, words))
}

/** 15 (percent off) is 8.5 折, or 15% off. */
export function percentOf(percent, words) {
  return fill(words.promo.percent, { tenths: String((100 - percent) / 10), percent })
}
