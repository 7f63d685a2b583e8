import { dealOf, faceOf, inHandOf, strikeOf } from './goods.js'
import { fill } from './i18n/index.js'
import { price, yuan } from './money.js'
import { crowd } from './numbers.js'
import { couponOf, forWhom, joined, ruleOf, saidOnce, tagOf } from './shop-view.js'
import { chosenSku, limits, matrix, spread } from './sku.js'
import { countdown } from './time.js'
import { clipCard } from './replay-view.js'

/** What the product page shows of GET /products/ID. `facts.chosen` and `facts.quantity` are the sheet's. */
export function productView(facts, context) {
  const product = facts.answer
  if (!product) return { title: '', media: [], coupons: [], promotions: [], tags: [], favourite: false }
  const sku = chosenSku(product, facts.chosen || [])
  const { words } = context
  return {
    id: product.id,
    title: product.title,
    subtitle: product.subtitle,
    ...faceOf(product, context.picture),
    media: mediaOf(product, context),
    current: facts.current,
    ...priceOf(product, sku),
    inHand: inHandWords(product, sku, words),
    member: memberOf(product, sku, words),
    sold: product.sold > 0 ? fill(words.goods.sold, { count: crowd(product.sold, context.tag) }) : '',
    gone: product.skus.every((each) => each.available <= 0),
    promotions: (product.promotions || []).map((each) => promotionOf(each, context)),
    clips: (facts.clips || []).map((clip) => clipCard(clip, facts.film, context)),
    film: facts.film || '',
    leads: Boolean(facts.leads),
    coupons: (product.coupons || []).map((each) => claimOf(each, words)),
    tags: (product.tags || []).map(tagOf),
    promise: words.returns[product.return_kind] || '',
    returnable: product.return_kind === 'seven-days',
    favourite: facts.favourite === undefined ? Boolean(product.favourite) : facts.favourite,
    detail: detailOf(product.detail, context),
    chosenWords: chosenWords(product, sku, words),
    limit: limitOf(product, words),
  }
}

/** What the SKU sheet shows. */
export function skuView(facts, context) {
  const product = facts.answer
  if (!product || !facts.sheet) return { specs: [], sheet: '' }
  const sku = chosenSku(product, facts.chosen)
  const face = sku && sku.picture ? { picture: context.picture(sku.picture) } : {}
  const { least, most } = limits(product, sku)
  const why = whyNot(product, sku, facts.chosen, context.words)
  return {
    sheet: facts.sheet,
    specs: matrix(product, facts.chosen),
    quantity: Math.max(least, Math.min(most, facts.quantity)),
    least,
    most,
    sheetFace: { ...faceOf(product, context.picture), ...face },
    sheetPrice: priceOf(product, sku),
    sheetInHand: inHandWords(product, sku, context.words),
    takes: takesOf(product, sku).length > 0,
    stock: sku ? stockOf(sku, context.words) : context.words.product.choose,
    ready: !why,
    why,
    amountWhy: facts.quantity >= most && sku && !why ? enough(product, sku, context.words) : '',
  }
}

/** Why this choice cannot be bought, as the dim button says it; empty when it can. */
function whyNot(product, sku, chosen, words) {
  if (product.skus.every((each) => each.available <= 0)) return words.goods.soldOut
  const open = product.specs.filter((_, place) => !chosen[place]).map(({ name }) => name)
  if (open.length) return fill(words.product.chooseOf, { names: open.join(words.product.and) })
  if (!sku) return words.product.noSuch
  if (sku.available <= 0) return words.product.kindGone
  return product.least > sku.available ? fill(words.product.tooFew, { least: product.least, count: sku.available }) : ''
}

/** Why there can be no more pieces of it. */
function enough({ most }, { available }, words) {
  return most && most <= available ? fill(words.product.most, { count: most }) : fill(words.product.few, { count: available })
}

function chosenWords(product, sku, words) {
  if (!product.specs.length) return words.product.onlyKind
  return sku ? sku.values.join(' ') : words.product.choose
}

function priceOf(product, sku) {
  const { low, high } = sku ? { low: dealOf(sku), high: dealOf(sku) } : spread(product)
  const cheapest = sku || product.skus.find((each) => dealOf(each) === low) || {}
  return { price: price(low), to: high > low ? price(high) : null, strike: high > low ? '' : strikeOf(cheapest.strike_price, low) }
}

/** What one piece comes to of the chosen kind, or of the cheapest that is there. */
function inHandWords(product, sku, words) {
  const found = lowestInHand(product, sku)
  return found ? inHandOf(found.in_hand, sku ? dealOf(sku) : spread(product).low, words, !sku && product.skus.length > 1) : ''
}

/** The coupons (their promotions) that have to be taken for it. */
export function takesOf(product, sku) {
  const found = product && lowestInHand(product, sku)
  return (found && found.in_hand.take) || []
}

/** The product when those coupons are taken; what it comes to stays, and no reason remains to take them again. */
export function without(product, taken) {
  const skus = product.skus.map((sku) => (sku.in_hand && sku.in_hand.take ? { ...sku, in_hand: { ...sku.in_hand, take: sku.in_hand.take.filter((each) => !taken.includes(each)) } } : sku))
  return { ...product, skus }
}

function lowestInHand(product, sku) {
  const known = (sku ? [sku] : product.skus).filter((each) => each.in_hand && each.available > 0)
  return known.reduce((best, each) => (best && best.in_hand.price <= each.in_hand.price ? best : each), null)
}

/** What members pay, where that is less. */
function memberOf(product, sku, words) {
  const known = (sku ? [sku] : product.skus).filter((each) => each.member_price !== null && each.member_price !== undefined)
  const lowest = Math.min(...known.map((each) => each.member_price))
  return known.length && lowest < spread({ skus: known }).low ? fill(words.product.member, { price: yuan(lowest) }) : ''
}

function mediaOf(product, { picture }) {
  const pictures = (product.pictures || []).map((each, index) => ({ key: `p${index}`, picture: picture(pictureOf(each)), video: '' }))
  return [...(product.videos || []).map((video, index) => ({ key: `v${index}`, picture: '', video: picture(video) })), ...pictures]
}

function pictureOf(each) {
  return each.medium
}

function promotionOf(each, context) {
  const { words, now } = context
  const left = each.ends_at && Date.parse(each.ends_at) - now < 86400000 ? countdown(each.ends_at, now, words) : []
  return { id: each.id, name: each.name, kind: words.promo.kinds[each.kind] || words.promo.kinds.other, rule: joined(saidOnce(ruleOf(each, words), each.name), forWhom(each, words)), left }
}

function claimOf(each, words) {
  return { id: each.id, name: joined(each.name, forWhom(each, words)), worth: couponOf(each.rule, words), held: each.claimed, gone: each.left === 0 }
}

function stockOf(sku, words) {
  if (sku.available <= 0) return words.goods.soldOut
  return sku.available <= 10 ? fill(words.product.few, { count: sku.available }) : words.product.inStock
}

function limitOf({ least, most }, words) {
  const parts = [least > 1 ? fill(words.product.least, { count: least }) : '', most ? fill(words.product.most, { count: most }) : '']
  return parts.filter(Boolean).join(words.comma)
}

/** Addresses of the shop's own pictures made whole, for WeChat's <rich-text>, which also needs their width said. */
function detailOf(html, { picture }) {
  return (html || '').replace(/<img\b([^>]*?)src="([^"]*)"/g, (_, before, source) => `<img${before}style="max-width:100%;height:auto" src="${picture(source)}"`)
}
