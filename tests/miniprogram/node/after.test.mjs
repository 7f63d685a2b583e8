import assert from 'node:assert/strict'
import test from 'node:test'

import { addressView, emptyAddress, partsOf, regionOf, wantedAddress } from '../../../miniprogram/shared/address.js'
import { MOST_PHOTOS, applyView, claimView, claimsView, kindOf } from '../../../miniprogram/pages/more/shared/after-sale-view.js'
import { createCount, piecesIn } from '../../../miniprogram/shared/basket.js'
import { withMore } from '../../../miniprogram/pages/more/shared/more-words.js'
import { wholeWordsFor as wordsFor } from '../../../miniprogram/shared/i18n/whole.js'
import { birthdayOf, couponsView, pointsView, settingsView } from '../../../miniprogram/pages/more/shared/mine-view.js'
import { meView } from '../../../miniprogram/shared/me-view.js'
import { orderView, ordersView } from '../../../miniprogram/pages/more/shared/order-view.js'

const wording = (tongue) => withMore(wordsFor(tongue), tongue)
const words = wording('zh')
const context = { words, tag: 'zh-CN', now: 0, picture: (path) => path || '', client: 'mini' }
const can = { pay: false, cancel: false, change_address: false, confirm_receipt: true, after_sale: true }
const line = { line: 'l', product: 'p', sku: 's', title: '麻花', spec: '原味', picture: null, gift: false, quantity: 3, list_price: 1000, unit_price: 1000, amount: 2800, points: 0, adjustments: [{ promotion: 'x', kind: 'coupon', name: '新客券', amount: 200, coupon: 'c' }], shipped: 3, refunded: 0, claimable: 2 }
const parcel = { parcel: 'b', kind: 'express', carrier: 'ZTO', carrier_name: '中通快递', carrier_site: 'https://www.zto.com/', tracking: '7300', lines: { l: 3 }, shipped_at: '1970-01-01T00:00:00Z', received_at: null }
const order = {
  order: 'o', number: '20261123', status: 'shipped', state: 'confirmed', payment: 'paid', shipment: 'all', goods: 3000, discount: 200, points: 0, points_off: 0, shipping: 0,
  shipping_adjustments: [], changed_by_shop: 100, total: 2700, refunded: 0, delivery: 'express', region: '天津市 和平区', contact: { name: '李明', phone: '1', street: '南京路' }, pickup_code: null, note: '',
  created_at: '1970-01-01T00:00:00Z', expires_at: null, paid_at: null, shipped_at: null, received_at: null, completed_at: null, closed_at: null, close_reason: '', lines: [line], parcels: [parcel], can,
}

test('an order explains its total down to what the shop took off by hand', () => {
  const seen = orderView({ answer: order }, context)
  assert.deepEqual(seen.rows.map(({ name, value }) => [name, value]), [['商品金额', '¥30.00'], ['优惠券 新客券', '-¥2.00'], ['店家改价', '-¥1.00'], ['运费', '免运费']])
  assert.deepEqual([seen.parcels[0].carrier, seen.parcels[0].contents, seen.lines[0].claim], ['中通快递', '麻花 × 3', '/pages/more/apply/apply?order=o&line=l'])
  assert.equal(orderView({ answer: { ...order, status: 'closed', close_reason: 'expired' } }, context).hint, words.orders.closed.expired)
})

test('a gift that a refund left unearned says why it was not sent, one that left and came back how many', () => {
  const gone = (more) => orderView({ answer: { ...order, lines: [{ ...line, refunded: 1, ...more }] } }, context).lines[0].refunded
  assert.deepEqual([gone({ gift: true, shipped: 0 }), gone({ gift: true, shipped: 1 }), gone({})], [words.orders.giftLost, '已退 1 件', '已退 1 件'])
})

test('a parcel leads to its carrier where both the number and the carrier are known', () => {
  const site = (more) => orderView({ answer: { ...order, parcels: [{ ...parcel, ...more }] } }, context).parcels[0].site
  assert.deepEqual([site({}), site({ tracking: '' }), site({ carrier_site: '' })], ['https://www.zto.com/', '', ''])
})

test('who picks an order up reads where, until it is closed', () => {
  const shop = { name: '津味小店', place: '天津市和平区南京路 1 号', hours: '每天 9 点', phone: '022-23456789' }
  const seen = (more) => orderView({ answer: { ...order, ...more }, shop }, context).shop
  assert.deepEqual(seen({ delivery: 'pickup', status: 'to-pick-up' }), shop)
  assert.deepEqual([seen({}), seen({ delivery: 'pickup', status: 'closed' })], [null, null])
  assert.equal(orderView({ answer: { ...order, delivery: 'pickup' } }, context).shop, null, 'not known yet')
})

test('a list of orders offers the next step of each', () => {
  const seen = ordersView({ answer: { items: [order, { ...order, can: { ...can, pay: true, confirm_receipt: false } }] }, more: [], next: null }, { ...context, query: { state: 'shipped' } })
  assert.deepEqual(seen.orders.map(({ pay, receive }) => [pay, receive]), [['', true], ['/pages/pay/pay?order=o', false]])
  assert.deepEqual(seen.tabs.filter(({ on }) => on).map(({ name }) => name), ['shipped'])
})

const wish = { quantity: 2, kind: '', reason: '', words: '', photos: [] }
const options = { line: 'l', left: 2, kinds: ['return', 'refund'], no_reason: false, until: null }
const claim = (more) => applyView({ answer: { order, options: [{ ...options, ...more }] }, wish }, { ...context, query: { line: 'l' } })

test('a claim offers what is possible: no reason only where the law gives it', () => {
  assert.equal(claim().reasons.some(({ name }) => name === 'no-reason'), false)
  assert.equal(claim({ no_reason: true }).reasons[0].name, 'no-reason')
  assert.deepEqual(claim().kinds.map(({ name, chosen }) => [name, chosen]), [['return', true], ['refund', false]])
  assert.equal(kindOf({ kind: 'exchange' }, options), 'return')
  assert.deepEqual([claim({ left: 0 }).none, claim().amount], [true, '¥18.66'])
})

test('of goods that nobody has seen nothing can be broken or missing', () => {
  const unsent = { ...order, lines: [{ ...line, shipped: 0 }] }
  const seen = applyView({ answer: { order: unsent, options: [{ ...options, kinds: ['refund'], no_reason: true }] }, wish }, { ...context, query: { line: 'l' } })
  assert.deepEqual(seen.reasons.map(({ name, label }) => [name, label]), [['no-reason', '不想要了'], ['late', '等太久了'], ['other', '其他']])
})

test('a list of claims says what each is about, and a single piece is one', () => {
  const made = { after_sale: 'c', title: '麻花', product: 'p', picture: null, kind: 'return', quantity: 1, state: 'applied', amount: 900, applied_at: '1970-01-01T00:00:00Z' }
  const said = (more, tongue = 'zh') => claimsView({ answer: { items: [{ ...made, ...more }] } }, { ...context, words: wording(tongue) }).claims[0].what
  assert.deepEqual([said(), said({ kind: 'exchange', quantity: 2 })], ['退货退款 · 共 1 件 · ¥9.00', '换货 · 共 2 件'])
  assert.deepEqual([said({}, 'en'), said({ kind: 'exchange', quantity: 2 }, 'en')], ['Return and refund · 1 piece · ¥9.00', 'Exchange · 2 pieces'])
})

test('an exchange offers the same again and what is as dear', () => {
  const others = [{ sku: 's2', spec: '咸香' }]
  const seen = (kind, sku, more = { others }) => applyView({ answer: { order, options: [{ ...options, kinds: ['return', 'exchange'], ...more }] }, wish: { ...wish, kind, sku } }, { ...context, query: { line: 'l' } }).others
  assert.deepEqual(seen('exchange', '').map(({ label, chosen }) => [label, chosen]), [['原味', true], ['咸香', false]])
  assert.deepEqual(seen('exchange', 's2').map(({ chosen }) => chosen), [false, true])
  assert.deepEqual([seen('return', ''), seen('exchange', '', { others: [] })], [[], []])
})

test('photos are taken until there are as many as the shop takes', () => {
  const room = (count) => applyView({ answer: { order, options: [options] }, wish: { ...wish, photos: Array(count).fill({}) } }, { ...context, query: { line: 'l' } }).room
  assert.deepEqual([room(MOST_PHOTOS - 1), room(MOST_PHOTOS)], [true, false])
})

test('the page of a claim says where the parcel goes and what can be done', () => {
  const made = { after_sale: 'c', order: 'o', title: '麻花', spec: '', picture: null, product: 'p', kind: 'return', quantity: 1, state: 'agreed', reason: 'damaged', words: '', photos: ['/blobs/a.jpg'], amount: 900, answer: '', carrier: '', carrier_name: '', tracking: '', returns_to: '津味小店 滨江道', deadline_at: null, applied_at: '1970-01-01T00:00:00Z', ended_at: null, can: { cancel: true, send_back: true } }
  const seen = claimView({ answer: made, parcel: { carrier: '', tracking: '' } }, context)
  assert.deepEqual([seen.sendBack, seen.withdraw, seen.backTo, seen.byShop, seen.photos], [true, true, '津味小店 滨江道', true, ['/blobs/a.jpg']])
  assert.equal(seen.carriers.at(-1).label, '送到店里')
})

test('the choice of a region opens where the shop is, and at what was chosen before', () => {
  const opens = (form) => addressView({ form, wrong: {}, agreed: false, near: '天津市 和平区' }, context)
  assert.deepEqual([opens(emptyAddress).region, opens(emptyAddress).fields[2].value], [['天津市', '天津市', '和平区'], ''])
  assert.deepEqual(opens({ ...emptyAddress, region: ['河北省', '石家庄市', '长安区'] }).region, ['河北省', '石家庄市', '长安区'])
  assert.deepEqual(addressView({ form: emptyAddress, wrong: {}, agreed: false }, context).region, [])
})

test('a municipality stands once in an address', () => {
  assert.equal(regionOf(['天津市', '天津市', '和平区']), '天津市 和平区')
  assert.equal(regionOf(['河北省', '石家庄市', '长安区']), '河北省 石家庄市 长安区')
  assert.equal(regionOf([]), '')
  assert.deepEqual(partsOf('天津市 和平区'), ['天津市', '天津市', '和平区'])
  assert.deepEqual(partsOf('河北省 石家庄市 长安区'), ['河北省', '石家庄市', '长安区'])
  assert.equal(wantedAddress({ ...emptyAddress, name: ' 李明 ', region: ['天津市', '天津市', '和平区'] }).name, '李明')
})

test('what is wrong with an address stands beside its field', () => {
  const seen = addressView({ form: emptyAddress, wrong: { phone: '请填 11 位手机号' }, agreed: true }, context)
  assert.deepEqual(seen.fields.map(({ name, wrong }) => [name, wrong]), [['name', ''], ['phone', '请填 11 位手机号'], ['region', ''], ['street', '']])
})

test('WeChat signs a guest in; a browser offers nothing that it cannot do', () => {
  const me = { id: 'm', nickname: '', avatar: null, phone: '', level: '', known: false }
  assert.deepEqual([meView({ answer: me }, context).offersSignIn, meView({ answer: me }, { ...context, client: 'browser' }).offersSignIn], [true, false])
  assert.equal(meView({ answer: { ...me, nickname: '阿明' } }, context).initial, '阿')
})

test('points and coupons are read in words', () => {
  const points = pointsView({ answer: { points: 12, entries: [{ points: 39, reason: 'earned', at: '1970-01-01T00:00:00Z' }, { points: -27, reason: 'spent', at: '1970-01-01T00:00:00Z' }] } }, context)
  assert.deepEqual([points.balance, points.entries.map((entry) => [entry.reason, entry.points])], ['12', [['购物获得', '+39'], ['下单抵扣', '-27']]])
  const coupons = couponsView({ answer: { mine: [{ coupon: 'c', name: '新客券', rule: { off: 300, percent: 0, threshold: 1000 }, valid_to: '1970-01-02T00:00:00Z' }], offered: [{ id: 'p', name: '券', rule: { off: 500, threshold: 0 }, ends_at: null, left: 0, claimed: false }] } }, { ...context, query: {} })
  assert.deepEqual([coupons.mine[0].worth, coupons.mine[0].open, coupons.offered.length], ['满 10 减 3', true, 0])
})

test('the count of the cart is told to whoever watches, and to nobody who left', () => {
  const count = createCount()
  const heard = []
  const leave = count.watch((pieces) => heard.push(pieces))
  count.tell(piecesIn({ items: [{ quantity: 2 }, { quantity: 3 }] }))
  leave()
  count.tell(9)
  assert.deepEqual(heard, [0, 5])
})

test('the language that is read is marked among those that can be chosen', () => {
  const chosen = (tag) => settingsView({ answer: null }, { ...context, tag }).languages.filter(({ chosen }) => chosen).map(({ label }) => label)
  assert.deepEqual([chosen('zh-CN'), chosen('en')], [['中文'], ['English']])
})

test('a birthday is chosen from months and days, and no month has more than its own', () => {
  const seen = (tongue, birthday) => settingsView({ answer: { id: 'm', nickname: '', avatar: null, birthday, phone: '' } }, { ...context, words: wording(tongue) })
  assert.deepEqual([seen('zh', '11-03').birthdayWords, seen('en', '11-03').birthdayWords, seen('zh', null).birthdayWords], ['11月3日', 'Nov 3', '请选择'])
  assert.deepEqual([seen('zh', '11-03').birthday, seen('zh', '11-03').birthdays[0][10], seen('zh', null).birthdays[1].length], [[10, 2], '11月', 31])
  assert.deepEqual([birthdayOf([10, 2]), birthdayOf([1, 30]), birthdayOf([3, 30])], ['11-03', '02-29', '04-30'])
})
