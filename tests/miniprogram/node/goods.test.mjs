import assert from 'node:assert/strict'
import test from 'node:test'

import { dealOf } from '../../../miniprogram/shared/goods.js'
import { goodsCard } from '../../../miniprogram/shared/goods-card.js'
import { goodsView } from '../../../miniprogram/shared/goods-view.js'
import { wholeWordsFor as wordsFor } from '../../../miniprogram/shared/i18n/whole.js'
import { productView, skuView } from '../../../miniprogram/shared/product-view.js'
import { shopView } from '../../../miniprogram/shared/shop-view.js'
import { choose, chosenSku, firstChoice, limits, matrix, spread } from '../../../miniprogram/shared/sku.js'

const context = { words: wordsFor('zh'), tag: 'zh-CN', now: 0, picture: (path) => path || '' }
const sku = (id, values, more) => ({ id, values, price: 1990, deal_price: null, strike_price: null, member_price: null, available: 5, picture: null, ...more })
const product = {
  id: 'p', title: '麻花', subtitle: '', specs: [{ name: '口味', values: ['原味', '咸香'] }, { name: '规格', values: ['小', '大'] }],
  skus: [sku('a', ['原味', '小']), sku('b', ['原味', '大'], { price: 3990 }), sku('c', ['咸香', '小'], { available: 0 }), sku('d', ['咸香', '大'], { available: 2 })],
  least: 1, most: 4, return_kind: 'seven-days', pictures: [], promotions: [], coupons: [], favourite: false, sold: 0, detail: '', videos: [],
}
const see = (more) => ({ ...productView({ answer: product, chosen: ['', ''], quantity: 1, sheet: 'both', current: 0, ...more }, context), ...skuView({ answer: product, chosen: ['', ''], quantity: 1, sheet: 'both', ...more }, context) })

test('what one pays is the lower of price and deal', () => {
  assert.deepEqual([dealOf({ price: 100, deal_price: 80 }), dealOf({ price: 100, deal_price: null }), dealOf({ price: 100 }), dealOf({ price: 100, deal_price: 120 })], [80, 100, 100, 100])
})

test('a set and a gift say what they are made of, on the home and on the page of a product', () => {
  const cup = { sku: 'c', product: 'x', title: '茶杯', spec: '白', pieces: 2 }
  const tea = { sku: 't', product: 'y', title: '龙井', spec: '', pieces: 1 }
  const set = { id: 's', name: '喝茶套装', kind: 'bundle', rule: { type: 'bundle', pieces: { c: 2, t: 1 }, price: 9900 }, parts: [cup, tea], ends_at: null }
  const gift = { id: 'g', name: '开业有礼', kind: 'gift', rule: { type: 'gift', amount: 10000, pieces: 0, gifts: { t: 1 } }, parts: [tea], ends_at: null }
  const free = { ...gift, rule: { ...gift.rule, amount: 0 } }
  const home = (tongue) => shopView({ answer: { promotions: [set, gift, free] } }, { ...context, words: wordsFor(tongue) }).promotions.map(({ rule }) => rule)
  assert.deepEqual(home('zh'), ['茶杯 白 × 2 + 龙井，一套 ¥99', '满 100 送龙井', '买就送龙井'])
  assert.deepEqual(home('en'), ['茶杯 白 × 2 + 龙井: ¥99 a set', 'From ¥100: 龙井 for free', 'With any purchase: 龙井 for free'])
  assert.deepEqual(productView({ answer: { ...product, promotions: [set] }, chosen: ['', ''] }, context).promotions[0].rule, '茶杯 白 × 2 + 龙井，一套 ¥99')
})

test('what is for some levels of members says so, on the home and on the page of a product', () => {
  const tier = { amount: 10000, pieces: 0, off: 1000, percent: 0 }
  const reduction = { id: 'r', name: '会员日', kind: 'reduction', rule: { type: 'reduction', tiers: [tier] }, ends_at: null, levels: ['银卡', '金卡'] }
  const coupon = { id: 'c', name: '见面礼', rule: { off: 500, threshold: 0 }, left: null, claimed: false, levels: ['金卡'] }
  const page = (tongue) => productView({ answer: { ...product, promotions: [reduction], coupons: [coupon] }, chosen: ['', ''] }, { ...context, words: wordsFor(tongue) })
  assert.equal(page('zh').promotions[0].rule, '满 100 减 10 · 银卡、金卡专享')
  assert.equal(page('zh').coupons[0].name, '见面礼 · 金卡专享')
  assert.equal(page('en').coupons[0].name, '见面礼 · for 金卡')
  assert.equal(shopView({ answer: { promotions: [reduction] } }, context).promotions[0].rule, '满 100 减 10 · 银卡、金卡专享')
})

test('a product of one kind asks for no choice, one of many does', () => {
  const sku = { ...product.skus[0], values: [] }
  const words = (answer) => productView({ answer, chosen: (answer.specs || []).map(() => ''), quantity: 1, current: 0 }, context).chosenWords
  assert.equal(words({ ...product, specs: [], skus: [sku] }), context.words.product.onlyKind)
  assert.equal(words(product), context.words.product.choose)
})

test('a card strikes a price through only when it is the higher one', () => {
  const card = (more) => goodsCard({ id: 'p', title: '茶', price: 4500, strike_price: 5000, deal_price: null, sold: 0, tags: [], available: 1, picture: null, ...more }, context)
  assert.equal(card().strike, '¥50')
  assert.equal(card({ strike_price: 4500 }).strike, '')
  assert.deepEqual([card({ available: 0 }).gone, card({ sold: 12000 }).sold], [true, '已售 1.2万'])
  assert.equal(card({ id: 'a&b' }).url, '/pages/product/product?id=a%26b')
})

test('a value that leads to nothing in stock is shut, and choosing twice takes back', () => {
  const open = (chosen) => matrix(product, chosen).map((spec) => spec.values.map((value) => value.open))
  assert.deepEqual(open(['', '']), [[true, true], [true, true]])
  assert.deepEqual(open(['咸香', '']), [[true, true], [false, true]])
  assert.deepEqual(choose(choose(['', ''], 0, '咸香'), 0, '咸香'), ['', ''])
})

test('a whole choice is a SKU, half of one is none', () => {
  assert.equal(chosenSku(product, ['咸香', '大']).id, 'd')
  assert.equal(chosenSku(product, ['咸香', '']), null)
})

test('a product of one kind is chosen from the start; an address may name another', () => {
  assert.deepEqual(firstChoice({ specs: [], skus: [sku('x', [])] }), [])
  assert.equal(chosenSku({ skus: [sku('x', [])] }, []).id, 'x')
  assert.deepEqual(firstChoice(product, 'd'), ['咸香', '大'])
  assert.deepEqual(firstChoice(product), ['', ''])
})

test('no more may be chosen than there are, nor than one may have', () => {
  assert.deepEqual(limits(product, product.skus[3]), { least: 1, most: 2 })
  assert.deepEqual(limits(product, null), { least: 1, most: 4 })
  assert.deepEqual(limits({ ...product, least: 3 }, product.skus[3]), { least: 2, most: 2 })
})

test('before the choice a price is from the lowest to the highest, after it one', () => {
  assert.deepEqual(spread(product), { low: 1990, high: 3990 })
  assert.deepEqual([see().price.whole, see().to.whole], ['19', '39'])
  assert.equal(see({ chosen: ['原味', '大'] }).to, null)
})

test('the sheet says how many are left, and lets nobody take what is gone', () => {
  assert.deepEqual([see({ chosen: ['咸香', '大'] }).stock, see({ chosen: ['咸香', '大'] }).ready], ['仅剩 2 件', true])
  assert.deepEqual([see({ chosen: ['咸香', '小'] }).stock, see({ chosen: ['咸香', '小'] }).ready], ['已售罄', false])
  assert.equal(see().ready, false)
})

test('a dim button says why: a spec that is not chosen, a kind that is gone, all of it, or fewer than one may buy', () => {
  const gone = { ...product, skus: product.skus.map((each) => ({ ...each, available: 0 })) }
  assert.deepEqual([see().why, see({ chosen: ['原味', ''] }).why], ['请选择口味、规格', '请选择规格'])
  assert.equal(see({ chosen: ['咸香', '小'] }).why, '这一款已售罄，换一款试试')
  assert.deepEqual([see({ answer: gone, chosen: ['原味', '小'] }).why, see({ answer: gone }).why], ['已售罄', '已售罄'])
  const few = see({ answer: { ...product, least: 3 }, chosen: ['咸香', '大'] })
  assert.deepEqual([few.why, few.ready], ['3 件起售，只剩 2 件了', false])
  assert.deepEqual([see({ chosen: ['原味', '小'] }).why, see({ chosen: ['原味', '小'] }).ready], ['', true])
  assert.equal(see({ answer: { ...product, skus: product.skus.slice(0, 3) }, chosen: ['咸香', '大'] }).why, '没有这一款，换一款试试')
})

test('that there can be no more pieces is said with the limit or with what is left', () => {
  const at = (chosen, quantity) => see({ chosen, quantity }).amountWhy
  assert.deepEqual([at(['原味', '小'], 3), at(['原味', '小'], 4)], ['', '每人限购 4 件'])
  assert.deepEqual([at(['咸香', '大'], 1), at(['咸香', '大'], 2)], ['', '仅剩 2 件'])
})

test('pictures of the details fit the phone and are found', () => {
  const detail = '<p>好</p><img src="/blobs/a.jpg"><img alt="x" src="/blobs/b.jpg">'
  const whole = { ...context, picture: (path) => `https://shop.example${path}` }
  const seen = productView({ answer: { ...product, detail }, chosen: [], current: 0 }, whole).detail
  assert.equal(seen.match(/https:\/\/shop\.example\/blobs\/[ab]\.jpg/g).length, 2)
  assert.equal(seen.match(/max-width:100%/g).length, 2)
})

test('a list of goods keeps what was asked when it is sorted', () => {
  const facts = { answer: { categories: [{ id: 'c', name: '糕点', parent: null, picture: null }], items: [] }, more: [], searched: ['麻花'], typed: '', finding: false, next: null }
  const seen = goodsView(facts, { ...context, query: { category: 'c', sort: 'price' } })
  assert.equal(seen.title, '糕点')
  assert.deepEqual(seen.sorts.filter(({ on }) => on).map(({ name }) => name), ['price'])
  assert.equal(seen.sorts[2].url, '/pages/goods/goods?category=c&sort=sold')
  assert.equal(seen.searched[0].url, `/pages/goods/goods?q=${encodeURIComponent('麻花')}`)
})

test('a chosen category shows what is in it, and a category inside keeps its parent chosen', () => {
  const category = (id, name, parent = null) => ({ id, name, parent, picture: null })
  const categories = [category('tea', '茶'), category('green', '绿茶', 'tea'), category('black', '红茶', 'tea'), category('cups', '茶杯')]
  const seen = (query) => goodsView({ answer: { categories, items: [] }, more: [], searched: [], typed: '', finding: false, next: null }, { ...context, query })
  const names = (chips) => chips.map(({ name, on }) => (on ? `[${name}]` : name)).join(' ')
  assert.deepEqual([names(seen({}).chips), names(seen({}).inside)], ['[全部商品] 茶 茶杯', ''])
  assert.deepEqual([names(seen({ category: 'tea' }).chips), names(seen({ category: 'tea' }).inside)], ['全部商品 [茶] 茶杯', '[全部] 绿茶 红茶'])
  const inner = seen({ category: 'green', sort: 'new' })
  assert.deepEqual([names(inner.chips), names(inner.inside), inner.title], ['全部商品 [茶] 茶杯', '全部 [绿茶] 红茶', '绿茶'])
  assert.equal(inner.inside[2].url, '/pages/goods/goods?category=black&sort=new')
  assert.equal(names(seen({ category: 'cups' }).inside), '')
})

test('tags lead to all goods that bear them, the most usual first', () => {
  const card = (id, tags) => ({ id, title: id, price: 1, strike_price: null, deal_price: null, sold: 0, tags, available: 1, picture: null })
  const seen = shopView({ answer: { hot: [card('a', ['茶'])], new: [card('a', ['茶']), card('b', ['礼盒', '茶']), card('c', ['礼盒 & 礼']) ] } }, context)
  assert.deepEqual(seen.tags.map(({ tag }) => tag), ['茶', '礼盒', '礼盒 & 礼'])
  assert.equal(seen.tags[2].url, '/pages/goods/goods?tag=%E7%A4%BC%E7%9B%92%20%26%20%E7%A4%BC')
  assert.deepEqual(productView({ answer: { ...product, tags: ['茶'] }, chosen: ['', ''] }, context).tags, [{ tag: '茶', url: '/pages/goods/goods?tag=%E8%8C%B6' }])
})

test('a product shows its videos in their order, and then its pictures', () => {
  const seen = productView({ answer: { ...product, videos: ['/blobs/a.mp4', '/blobs/b.mp4'], pictures: [{ medium: '/blobs/c.jpg' }] }, chosen: ['', ''] }, context)
  assert.deepEqual(seen.media.map((each) => each.video || each.picture), ['/blobs/a.mp4', '/blobs/b.mp4', '/blobs/c.jpg'])
  assert.equal(new Set(seen.media.map(({ key }) => key)).size, 3)
})

test('a card in a list says what a piece comes to', () => {
  const card = { id: 'p', title: '麻花', price: 1990, deal_price: 1590, in_hand: { price: 590, why: 'take', off: 1000, take: ['c'] } }
  assert.equal(goodsCard(card, context).inHand, '领 ¥10 券后 ¥5.90')
  assert.equal(goodsCard({ ...card, in_hand: { price: 1590, why: 'coupon' } }, context).inHand, '')
  assert.equal(goodsCard(card, { ...context, words: wordsFor('en') }).inHand, 'With a ¥10 coupon ¥5.90')
})
