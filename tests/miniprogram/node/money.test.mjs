import assert from 'node:assert/strict'
import test from 'node:test'

import { wholeWordsFor as wordsFor } from '../../../miniprogram/shared/i18n/whole.js'
import { price, sum, yuan } from '../../../miniprogram/shared/money.js'
import { explain, nudgesOf, reasonsOf, savedOf } from '../../../miniprogram/shared/quote-view.js'
import { couponOf, ruleOf, saidOnce } from '../../../miniprogram/shared/shop-view.js'

const words = wordsFor('zh')
const adjustment = (more) => ({ promotion: 'p', kind: 'reduction', name: '春日特惠', amount: 300, coupon: '', ...more })
const quote = (more) => ({ lines: [], goods: 0, discount: 0, points_off: 0, shipping: 0, shipping_off: 0, shipping_adjustments: [], deliverable: true, ...more })

test('a price shows no more figures than it has', () => {
  assert.deepEqual([0, 5, 1200, 1290, 1999, 100000, -350].map(yuan), ['0', '0.05', '12', '12.90', '19.99', '1000', '-3.50'])
})

test('sums that stand below each other all have two figures after the point', () => {
  assert.deepEqual([0, 5, 1200, -350].map(sum), ['¥0.00', '¥0.05', '¥12.00', '-¥3.50'])
})

test('a price has a large part and a small one', () => {
  assert.deepEqual(price(1290), { whole: '12', rest: '.90' })
  assert.deepEqual(price(1200), { whole: '12', rest: '' })
})

test('the same reason on several lines is one row of the total', () => {
  const lines = [{ adjustments: [adjustment({ amount: 161 }), adjustment({ kind: 'points', promotion: '', name: 'points', amount: 9 })] }, { adjustments: [adjustment({ amount: 139 })] }]
  const rows = explain(quote({ lines, goods: 9900, shipping: 800 }), words)
  assert.deepEqual(rows.map(({ name, value }) => [name, value]), [['商品金额', '¥99.00'], ['满减 春日特惠', '-¥3.00'], ['积分抵扣', '-¥0.09'], ['运费', '¥8.00']])
})

test('free shipping says what it would have cost, and why it is free', () => {
  const rows = explain(quote({ shipping: 0, shipping_off: 800, shipping_adjustments: [adjustment({ kind: 'shipping', name: '满 99 包邮', amount: 800 })] }), words)
  assert.deepEqual(rows.slice(1).map(({ value }) => value), ['¥8.00', '-¥8.00'])
  assert.equal(explain(quote({}), words)[1].value, '免运费')
  assert.equal(explain(quote({ deliverable: false }), words)[1].value, '送不到这里')
})

test('a line says what made its price', () => {
  assert.deepEqual(reasonsOf({ adjustments: [adjustment({ kind: 'timed-price', name: '晚八点' }), adjustment({ kind: 'member-price', name: '' })] }, words).map(({ text }) => text), ['限时价 晚八点 -¥3', '会员价 -¥3'])
})

test('what a little more would bring is said in one sentence', () => {
  const nudges = [
    { promotion: 'a', name: '满 50 减 5', missing: 1020, pieces: false, kind: 'reduction', off: 500 },
    { promotion: 'b', name: '买三件', missing: 1, pieces: true, kind: 'gift', off: 0 },
    { promotion: 'c', name: '快递', missing: 5920, pieces: false, kind: 'shipping', off: 0 },
  ]
  assert.deepEqual(nudgesOf({ nudges }, words).map(({ text }) => text), ['再买 ¥10.20 减 ¥5', '再买 1 件可享买三件', '再买 ¥59.20 免运费'])
})

test('a set that lacks a part and a gift that is near are named by their goods', () => {
  const goods = { cup: { title: '茶杯', spec: '白' }, tea: { title: '龙井', spec: '' } }
  const nudges = [
    { promotion: 'a', name: '喝茶套装', missing: 3, pieces: true, kind: 'bundle', off: 0, parts: { cup: 2, tea: 1 }, price: 9900 },
    { promotion: 'b', name: '满赠', missing: 1000, pieces: false, kind: 'gift', off: 0, parts: { cup: 1 }, price: 0 },
    { promotion: 'c', name: '没有名字的套装', missing: 1, pieces: true, kind: 'bundle', off: 0, parts: { gone: 1 }, price: 100 },
  ]
  const said = (tongue) => nudgesOf({ nudges }, wordsFor(tongue), goods).map(({ text }) => text)
  assert.deepEqual(said('zh'), ['再加茶杯 白 × 2，龙井，整套 ¥99', '再买 ¥10 送茶杯 白'])
  assert.deepEqual(said('en'), ['Add 茶杯 白 × 2, 龙井: ¥99 for the set', '¥10 more: 茶杯 白 for free'])
})

test('what is saved counts everything that was taken off', () => {
  assert.equal(savedOf(quote({ discount: 500, points_off: 100, shipping_off: 800 })), 1400)
})

test('coupons and reductions say what they bring', () => {
  assert.equal(couponOf({ off: 2000, percent: 0, threshold: 10000 }, words), '满 100 减 20')
  assert.equal(couponOf({ off: 500, percent: 0, threshold: 0 }, words), '无门槛减 5')
  assert.equal(couponOf({ off: 0, percent: 15, threshold: 20000 }, words), '满 200 打 8.5 折')
  assert.equal(couponOf({ off: 800, percent: 0, threshold: 0, shipping: true }, words), '无门槛减运费')
  assert.equal(couponOf({ off: 0, percent: 15, threshold: 0 }, wordsFor('en')), 'Any amount: 15% off')
  assert.equal(ruleOf({ rule: { tiers: [{ amount: 0, pieces: 3, off: 0, percent: 20 }, { amount: 10000, pieces: 0, off: 2000, percent: 0 }] } }, words), '满 3 件打 8 折，满 100 减 20')
  assert.equal(ruleOf({ rule: { prices: {} } }, words), '')
})

test('a promotion that is named by its rule is not said twice', () => {
  assert.equal(saidOnce('满 50 减 5', '满50元减5元'), '')
  assert.equal(saidOnce('满 50 减 5', '春日特惠'), '满 50 减 5')
})
