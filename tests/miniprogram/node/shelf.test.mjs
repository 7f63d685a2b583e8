import assert from 'node:assert/strict'
import test from 'node:test'

import { wholeWordsFor as wordsFor } from '../../../miniprogram/shared/i18n/whole.js'
import { marketWords } from '../../../miniprogram/shared/i18n/market.js'
import { market } from '../../../miniprogram/shared/market.js'
import { takesOf, without } from '../../../miniprogram/shared/product-view.js'
import { sales } from '../../../miniprogram/shared/sales.js'
import { lowerPriceOf } from '../../../miniprogram/shared/deal-view.js'
import { pickView } from '../../../miniprogram/shared/pick-view.js'
import { shelf } from '../../../miniprogram/shared/shelf.js'
import { bagView, explainView } from '../../../miniprogram/shared/shelf-view.js'

const words = { ...wordsFor('zh'), ...marketWords('zh-CN') }
const NOW = 1_000_000
const context = { words, tag: 'zh-CN', now: NOW, picture: (path) => path || '' }
const good = (more) => ({ product: 'p1', number: 1, title: '桂花麻花', picture: '/blobs/a.jpg', price: 1590, plain_price: 1990, available: 12, sold: 8, ...more })
const goods = [good(), good({ product: 'p2', number: 2, title: '茉莉花茶', price: 4500, plain_price: 4500, available: 200, sold: 0 })]
const after = (...facts) => facts.reduce((state, fact) => ({ ...state, ...shelf.steps[fact.type](state, fact, { now: NOW }) }), shelf.empty)
const answered = (more) => ({ type: 'shelf', answer: { goods, explaining: null, ...more } })
const own = (items) => [{ type: 'in hand asked' }, { type: 'in hand', answer: { items } }]
const pinned = { type: 'ProductPinned', window: 'w1', good: good() }

test('a bag nobody has looked into is loading, without an answer it fails, without goods it is empty', () => {
  assert.equal(bagView(shelf.empty, '', context).stage, 'loading')
  assert.equal(bagView(after({ type: 'shelf refused', refused: { status: 0 } }), '', context).stage, 'failed')
  assert.equal(bagView(after(answered({ goods: [] })), '', context).stage, 'empty')
  assert.equal(bagView(after(answered()), '', context).stage, 'ready')
})

test('a bag that was seen once stays through a lost answer', () => {
  assert.equal(bagView(after(answered(), { type: 'shelf refused', refused: { status: 0 } }), '', context).stage, 'ready')
})

test('goods stand in the host\'s order, found by a word of their name or by their number', () => {
  const state = after(answered())
  assert.deepEqual(bagView(state, '', context).goods.map(({ number }) => number), [1, 2])
  assert.deepEqual(bagView(state, ' 花茶', context).goods.map(({ product }) => product), ['p2'])
  assert.deepEqual(bagView(state, '1', context).goods.map(({ product }) => product), ['p1'])
  assert.equal(bagView(state, '羊绒', context).stage, 'none')
})

test('a live price stands beside the plain one; a price like everywhere stands alone', () => {
  const [own, plain] = bagView(after(answered()), '', context).goods
  assert.deepEqual([own.price, own.plain, own.own], [{ whole: '15', rest: '.90' }, '¥19.90', '直播价'])
  assert.deepEqual([plain.plain, plain.own], ['', ''])
})

test('only what is nearly gone tells its number', () => {
  const rows = bagView(after(answered()), '', context).goods
  assert.deepEqual(rows.map(({ stock }) => stock), ['仅剩 12 件', ''])
})

test('what may go back within seven days says so in the bag, and of nothing else it is promised', () => {
  const kinds = ['seven-days', 'perishable', undefined]
  const state = after(answered({ goods: kinds.map((return_kind, place) => good({ product: `p${place}`, return_kind })) }))
  assert.deepEqual(bagView(state, '', context).goods.map(({ returns }) => returns), ['7天无理由', '', ''])
})

test('what was explained before can be watched from the bag, and still can when the shelf has changed', () => {
  const state = after(answered({ clips: ['p2'] }), { type: 'ShelfChanged', goods: [...goods].reverse() })
  const urls = bagView(state, '', context).goods.map(({ clip }) => clip)
  assert.deepEqual(urls, ['/pages/product/product?id=p2&clip=1', ''])
  assert.deepEqual(bagView(after(answered()), '', context).goods.map(({ clip }) => clip), ['', ''])
})

test('what is sold meanwhile is counted in the bag and on the card', () => {
  const state = after(answered(), pinned, { type: 'ShelfCounted', product: 'p1', available: 0, sold: 20 })
  assert.equal(bagView(state, '', context).goods[0].gone, true)
  assert.deepEqual([explainView(state, {}, context).gone, explainView(state, {}, context).takenWords], [true, '已抢 100%'])
})

test('a shelf that changed brings its whole order, and the card its new price', () => {
  const dearer = good({ price: 1690 })
  const state = after(answered(), pinned, { type: 'ShelfChanged', goods: [goods[1], { ...dearer, number: 2 }] })
  assert.deepEqual(bagView(state, '', context).goods.map(({ product }) => product), ['p2', 'p1'])
  assert.equal(explainView(state, {}, context).price.whole, '16')
})

test('the card shows what is explained, until it is over or was put away', () => {
  const state = after(answered(), pinned)
  assert.equal(explainView(state, {}, context).title, '桂花麻花')
  assert.equal(explainView(state, { w1: true }, context), null)
  assert.equal(explainView(after(answered(), pinned, { type: 'ProductUnpinned', window: 'w1', product: 'p1' }), {}, context), null)
  assert.equal(explainView(after(answered(), pinned, { type: 'BroadcastEnded' }), {}, context), null)
})

test('a card that nobody touches makes itself small after a while, and is large again from a touch on', () => {
  const state = after(answered(), pinned)
  const small = (known, seconds) => explainView(known, {}, { ...context, now: NOW + seconds * 1000 }).small
  assert.deepEqual([small(state, 0), small(state, 29), small(state, 30)], [false, false, true])
  const touch = (card) => ({ ...state, ...shelf.steps['card touched'](state, { card }, { now: NOW + 40_000 }) })
  assert.deepEqual([small(touch('w1'), 69), small(touch('w1'), 70), small(touch('w0'), 41)], [false, true, true])
})

test('what is asked anew brings the card its new price and does not make it large again, and takes it away when nothing is explained', () => {
  const again = (more) => ({ ...after(pinned), ...shelf.steps.shelf(after(pinned), answered(more)) })
  const card = (known) => explainView(known, {}, { ...context, now: NOW + 60_000 })
  const asked = card(again({ goods: [good({ price: 990 })], explaining: { window: 'w1', product: 'p1' } }))
  assert.deepEqual([asked.small, asked.price.whole, card(again())], [true, '9', null])
})

test('a card that comes up stands before what is explained for a while, whatever was closed before', () => {
  const popped = (product) => after(answered(), pinned, { type: 'ProductPopped', good: good({ product }) })
  const card = (known, seconds, closed = {}) => explainView(known, closed, { ...context, now: NOW + seconds * 1000 })
  const other = popped('p2')
  assert.deepEqual([card(other, 0).product, card(other, 0).explaining, card(other, 14).small], ['p2', false, false])
  assert.deepEqual([card(other, 15).product, card(other, 15).explaining], ['p1', true])
  assert.equal(card(other, 1, { [card(other, 0).stretch]: true }).product, 'p1')
  assert.deepEqual([card(popped('p1'), 1, { w1: true }).explaining, card(popped('p1'), 15, { w1: true })], [true, null])
  assert.equal(card({ ...other, ...shelf.steps.BroadcastEnded(other, {}, {}) }, 1), null)
})

test('a card that comes up tells the price of now', () => {
  const state = after(answered(), { type: 'ProductPopped', good: good() }, { type: 'ShelfChanged', goods: [good({ price: 990 })] })
  assert.equal(explainView(state, {}, context).price.whole, '9')
})

test('the end of an older explanation does not take the newer one away', () => {
  const state = after(pinned, { ...pinned, window: 'w2' }, { type: 'ProductUnpinned', window: 'w1', product: 'p1' })
  assert.equal(explainView(state, {}, context).stretch, 'w2')
})

test('what is explained is marked in the bag', () => {
  const state = after(answered(), { ...pinned, good: goods[1] })
  assert.deepEqual(bagView(state, '', context).goods.map(({ explaining }) => explaining), [false, true])
})

test('a wish is told once, with how many share it', () => {
  const state = after(answered(), { type: 'wanted', product: 'p2', count: 3 })
  const [, row] = bagView(state, '', context).goods
  assert.deepEqual([row.wished, row.wishes], [true, '3 人想看'])
})

test('what was picked from the bag goes back to the bag when it is closed', () => {
  const turn = (state, fact) => ({ ...state, ...market.steps[fact.type](state, fact) })
  const picked = [{ type: 'bag opened' }, { type: 'goods picked', product: 'p1', purpose: 'buy' }].reduce(turn, market.empty)
  assert.equal(turn(picked, { type: 'sheet shut' }).sheet, 'bag')
  assert.equal([{ type: 'goods picked', product: 'p1', purpose: 'both' }, { type: 'sheet shut' }].reduce(turn, market.empty).sheet, '')
  assert.equal(turn(turn(picked, { type: 'order begun', items: [] }), { type: 'sheet shut' }).sheet, '')
})

const sku = (more) => ({ id: 's1', values: ['原味'], price: 1990, deal_price: null, strike_price: null, available: 5, ...more })
const product = { id: 'p1', title: '桂花麻花', specs: [{ name: '口味', values: ['原味', '咸香'] }], skus: [sku(), sku({ id: 's2', values: ['咸香'] })] }
const facts = (more) => ({ answer: product, refused: null, chosen: [''], quantity: 1, sheet: 'both', ...more })

test('a kind is chosen at the price of the room: the lowest at first, then that of the kind', () => {
  const here = { ...product, skus: [sku({ deal_price: 1590 }), sku({ id: 's2', values: ['咸香'], price: 2190 })] }
  const see = (chosen) => pickView(facts({ answer: here, chosen: [chosen] }), good(), context)
  assert.deepEqual([see('').sheetPrice.price.whole, see('').sheetPrice.strike, see('').ready], ['15', '¥19.90', false])
  assert.deepEqual([see('原味').sheetPrice.price.whole, see('原味').sheetPrice.strike, see('原味').ready], ['15', '¥19.90', true])
  assert.deepEqual([see('咸香').sheetPrice.price.whole, see('咸香').sheetPrice.strike], ['21', ''])
  assert.equal(pickView(facts({ chosen: ['原味'] }), good({ price: 1990 }), context).sheetPrice.strike, '')
})

test('a product that cannot be seen says why', () => {
  assert.equal(pickView(facts({ answer: null }), null, context).stage, 'loading')
  assert.equal(pickView(facts({ answer: null, refused: { status: 404 } }), null, context).stage, 'missing')
  assert.equal(pickView(facts({ answer: null, refused: { status: 0 } }), null, context).stage, 'failed')
})

const inHand = { price: 590, why: 'take', off: 1000 }

test('what a piece comes to for anybody stands at the good and on its card, with the reason', () => {
  const state = after(answered({ goods: [good({ in_hand: inHand }), goods[1]] }), { ...pinned, good: good({ in_hand: inHand }) })
  assert.deepEqual(bagView(state, '', context).goods.map((row) => row.inHand), ['领 ¥10 券后 ¥5.90', ''])
  assert.equal(explainView(state, {}, context).inHand, '领 ¥10 券后 ¥5.90')
})

test('the viewer\'s own takes its place, also where there is none for him', () => {
  const known = answered({ goods: [good({ in_hand: inHand }), goods[1]] })
  const see = (items) => bagView(after(known, ...own(items)), '', context).goods.map((row) => row.inHand)
  assert.deepEqual(see({ p2: { price: 4000, why: 'coupon' } }), ['', '券后 ¥40'])
  assert.deepEqual(see({ p1: { price: 1490, why: 'reduction' } }), ['满减后 ¥14.90', ''])
})

test('what is no cheaper is not told', () => {
  assert.equal(bagView(after(answered({ goods: [good({ in_hand: { price: 1590, why: 'coupon' } })] })), '', context).goods[0].inHand, '')
})

test('where it moves for everybody the room\'s word holds until the viewer\'s own is asked anew', () => {
  const asked = [answered({ goods: [good({ in_hand: inHand }), goods[1]] }), ...own({ p1: { price: 490, why: 'coupon' }, p2: { price: 4000, why: 'coupon' } })]
  assert.equal(after(...asked).stale, '')
  const counted = after(...asked, { type: 'ShelfCounted', product: 'p1', available: 3, sold: 9, in_hand: inHand })
  assert.deepEqual([counted.stale, bagView(counted, '', context).goods[0].inHand], ['', '券后 ¥4.90'])
  const over = after(...asked, { type: 'ShelfCounted', product: 'p1', available: 3, sold: 9 })
  assert.deepEqual([over.stale, bagView(over, '', context).goods.map((row) => row.inHand)], ['room', ['', '券后 ¥40']])
  const changed = after(...asked, { type: 'ShelfChanged', goods: [good({ in_hand: inHand }), { ...goods[1], price: 4300 }] })
  assert.deepEqual([changed.stale, Object.keys(changed.mine)], ['room', ['p1']])
})

test('who takes, wins or uses a coupon has it asked at once', () => {
  const stale = (fact) => after(answered(), ...own({}), fact).stale
  assert.deepEqual([{ type: 'coupon taken' }, { type: 'payment begun' }, { type: 'PrizeWon', kind: 'coupon' }, { type: 'PrizeWon', kind: 'goods' }].map(stale), ['own', 'own', 'own', ''])
})

test('who was away for a while and finds another shelf is told the room\'s word, and asks for his own', () => {
  const offered = answered({ goods: [good({ in_hand: inHand }), goods[1]] })
  const back = after(offered, ...own({ p1: { price: 490, why: 'coupon' }, p2: { price: 4000, why: 'coupon' } }), answered())
  assert.deepEqual([back.stale, bagView(back, '', context).goods.map((row) => row.inHand)], ['room', ['', '券后 ¥40']])
  assert.equal(after(offered, ...own({}), offered).stale, '')
})

test('what moves while it is being asked is asked again, and the older answer is not believed', () => {
  const offered = answered({ goods: [good({ in_hand: inHand }), goods[1]] })
  const [asking, answer] = own({ p1: { price: 490, why: 'coupon' }, p2: { price: 4000, why: 'coupon' } })
  const over = after(offered, asking, { type: 'ShelfCounted', product: 'p1', available: 3, sold: 9 }, answer)
  assert.deepEqual([over.stale, bagView(over, '', context).goods.map((row) => row.inHand)], ['room', ['', '券后 ¥40']])
  assert.equal(after(offered, asking, { type: 'coupon taken' }, answer).stale, 'own')
})

test('the sheet tells what the chosen kind comes to, or where it begins, and which coupons are to be taken', () => {
  const take = { price: 990, why: 'take', off: 1000, take: ['c1'] }
  const here = { ...product, skus: [sku({ in_hand: take }), sku({ id: 's2', values: ['咸香'], in_hand: { ...take, price: 790 }, available: 0 })] }
  const see = (chosen) => pickView(facts({ answer: here, chosen: [chosen] }), null, context)
  assert.deepEqual([see('').sheetInHand, see('').takes], ['领 ¥10 券后 ¥9.90起', true])
  assert.deepEqual([see('原味').sheetInHand, see('咸香').sheetInHand, see('咸香').takes], ['领 ¥10 券后 ¥9.90', '', false])
  assert.deepEqual(takesOf(here, here.skus[0]), ['c1'])
  assert.deepEqual(takesOf(product, null), [])
})

test('a coupon that was taken is no reason to take it again, what it makes of the price stays', () => {
  const here = { ...product, skus: [sku({ in_hand: { price: 990, why: 'take', off: 1000, take: ['c1', 'c2'] } }), sku({ id: 's2' })] }
  const after = without(here, ['c1'])
  assert.deepEqual([takesOf(after, null), after.skus[0].in_hand.price, after.skus[1]], [['c2'], 990, here.skus[1]])
  assert.deepEqual(takesOf(without(after, ['c2']), null), [])
})

test('a row of the bag says the lower price of its product\'s deal, a flash sale first', () => {
  const sale = { type: 'FlashSaleAnnounced', sale: 'f1', product: 'p1', price: 990, quantity: 5, opens_at: '2026-11-28T11:00:00Z', ends_at: '2026-11-28T13:00:00Z' }
  const now = Date.parse('2026-11-28T12:00:00Z')
  const live = { sales: { ...sales.empty, ...sales.steps.FlashSaleAnnounced(sales.empty, sale, { now }) }, teams: { items: {} }, bargains: { items: {} } }
  const deal = (product) => lowerPriceOf(product, live, { ...context, now })
  assert.deepEqual(bagView(after(answered()), '', context, deal).goods.map((row) => row.deal), [{ card: 'f1', price: '秒杀 ¥9.90', does: '立即抢购' }, null])
  assert.equal(lowerPriceOf('p1', live, { ...context, now: now + 3600000 }), null)
})
