import assert from 'node:assert/strict'
import test from 'node:test'

import { emptyCheckout, missing, toggleCoupon, wantedOrder, wantedQuote } from '../../../miniprogram/shared/checkout.js'
import { checkoutView } from '../../../miniprogram/shared/checkout-view.js'
import { cartView } from '../../../miniprogram/shared/cart-view.js'
import { wholeWordsFor as wordsFor } from '../../../miniprogram/shared/i18n/whole.js'
import { createOnce, newKey } from '../../../miniprogram/shared/once.js'
import { handoverKind, IN_VAIN, payView, phaseOf, wantedWay } from '../../../miniprogram/shared/pay-view.js'
import { codeOf, fieldOf } from '../../../miniprogram/shared/problems.js'

const words = wordsFor('zh')
const context = { words, tag: 'zh-CN', now: 0, picture: (path) => path || '', client: 'browser', codePicture: (text) => `code of ${text}` }
const line = { sku: 's', product: 'p', quantity: 2, list_price: 1990, unit_price: 1990, adjustments: [], payable: 3980, gift: false }
const quote = {
  lines: [line], goods: 3980, discount: 0, points: 0, points_off: 0, most_points: 100, shipping: 800, shipping_off: 0, shipping_adjustments: [],
  deliverable: true, total: 4780, points_earned: 39, coupons: ['c1'], offers: [{ coupon: 'c1', name: '新客券', off: 300, usable: true, missing: 0, chosen: true }], nudges: [],
}
const good = { sku: 's', product: 'p', title: '麻花', spec: '原味', picture: null, return_kind: 'perishable', least: 1, most: null, available: 5 }
const answer = { quote, goods: { s: good }, exceptions: [], troubles: {}, gone: [], had: [], deliveries: ['express', 'pickup'] }
const state = (more) => ({ ...emptyCheckout, answer, address: { id: 'a' }, agreed: true, ...more })

test('a lost answer is asked for with the same key, a changed or settled wish with a new one', () => {
  let made = 0
  const once = createOnce(() => `key-${(made += 1)}`)
  assert.equal(once.keyOf({ total: 1 }), 'key-1')
  assert.equal(once.keyOf({ total: 1 }), 'key-1')
  assert.equal(once.keyOf({ total: 2 }), 'key-2')
  once.settle()
  assert.equal(once.keyOf({ total: 2 }), 'key-3')
})

test('two keys are never the same, and the shop can read them', () => {
  const keys = Array.from({ length: 200 }, () => newKey())
  assert.equal(new Set(keys).size, 200)
  for (const key of keys) assert.match(key, /^[\x21-\x7e]{8,100}$/)
})

test('buying at once names its goods; a cart is asked for what is selected in it', () => {
  assert.equal(wantedQuote(state()).items, undefined)
  assert.deepEqual(wantedQuote(state({ items: [{ sku: 's', quantity: 2 }] })).items, [{ sku: 's', quantity: 2 }])
  assert.deepEqual([wantedQuote(state()).points, wantedQuote(state({ points: true })).points], [0, -1])
})

test('who picks it up gives a name, who gets it sent an address', () => {
  assert.equal(wantedOrder(state()).address, 'a')
  const pickup = wantedOrder(state({ delivery: 'pickup', contact: { name: '李明', phone: '1' } }))
  assert.deepEqual([pickup.address, pickup.contact], [undefined, { name: '李明', phone: '1' }])
})

test('what the phone has had already is asked once its number is whole and may be said', () => {
  const contactOf = (phone, more = {}) => wantedQuote(state({ delivery: 'pickup', contact: { name: ' ', phone }, ...more })).contact
  assert.deepEqual(contactOf('138 1234 5678'), { name: '138 1234 5678', phone: '138 1234 5678' })
  assert.deepEqual(contactOf('13812345678', { agreed: false, keeps: true }).phone, '13812345678')
  assert.deepEqual([contactOf('138123456'), contactOf('13812345678', { agreed: false })], [undefined, undefined])
  assert.equal(contactOf('13812345678', { delivery: 'express' }), undefined)
})

test('an order agrees to just what was seen', () => {
  const order = wantedOrder(state({ note: ' 少放糖 ', answer: { ...answer, exceptions: ['s'] }, confirmed: true }))
  assert.deepEqual([order.seen_total, order.coupons, order.note, order.confirmed_exceptions], [4780, ['c1'], '少放糖', ['s']])
})

test('what is still missing is named, one thing at a time', () => {
  assert.equal(missing(emptyCheckout), 'quote')
  assert.deepEqual([missing(state({ address: null, addresses: [] })), missing(state({ address: null }))], ['address', 'addresses'])
  assert.equal(missing(state({ delivery: 'pickup' })), 'contact')
  assert.equal(missing(state({ answer: { ...answer, quote: { ...quote, deliverable: false } } })), 'delivery')
  assert.equal(missing(state({ answer: { ...answer, exceptions: ['s'] } })), 'exceptions')
  assert.equal(missing(state({ answer: { ...answer, troubles: { s: 'short' } } })), 'goods')
  assert.equal(missing(state({ delivery: 'pickup', contact: { name: '李', phone: '1' }, agreed: false })), 'consent')
  assert.equal(missing(state()), '')
})

test('the sheet marks what cannot come back, and says why something cannot be bought', () => {
  const seen = checkoutView(state({ answer: { ...answer, exceptions: ['s'], troubles: { s: 'short' } } }), context)
  assert.equal(seen.lines[0].exception, words.returns.perishable)
  assert.deepEqual(seen.troubles.map(({ text }) => text), ['麻花: 只剩 5 件'])
  assert.deepEqual([seen.had, checkoutView(state({ answer: { ...answer, had: ['新人价'] } }), context).had], ['', '这个手机号已经享受过：新人价'])
  assert.equal(checkoutView({ ...emptyCheckout, refused: { message: '不行' } }, context).refusal, '不行')
})

test('a coupon is taken up and put back', () => {
  assert.deepEqual([toggleCoupon(quote, 'c1'), toggleCoupon(quote, 'c2')], [[], ['c1', 'c2']])
})

test('the cart shows prices of the quote, what went wrong, and what is gone', () => {
  const row = { ...good, price: 1990, strike_price: null, member_price: null, quantity: 2, selected: true, room: null, trouble: 'short', available: 1 }
  const gone = { sku: 'g', product: 'p2', title: '茶', spec: '', picture: null, quantity: 1, reason: 'sold-out' }
  const seen = cartView({ answer: { items: [row], gone: [gone], quote: { ...quote, lines: [{ ...line, unit_price: 1500 }] }, goods: {} }, editing: false, open: false }, context)
  assert.deepEqual([seen.items[0].price.whole, seen.items[0].strike, seen.items[0].trouble], ['15', '', '只剩 1 件'], 'a list price is no proof')
  const proven = cartView({ answer: { items: [{ ...row, strike_price: 1800 }], gone: [], quote: { ...quote, lines: [{ ...line, unit_price: 1500 }] }, goods: {} }, editing: false, open: false }, context)
  assert.equal(proven.items[0].strike, '¥18')
  assert.deepEqual([seen.gone[0].why, seen.all, seen.pieces], ['已售罄', true, 2])
  assert.equal(cartView({ answer: null, editing: false, open: false }, context).total.whole, '0')
})

const order = (more) => ({ order: 'o', number: '1', state: 'pending', payment: 'unpaid', total: 4780, expires_at: '1970-01-01T00:15:00Z', ...more })
const attempt = (more) => ({ attempt: 't', provider: 'wechat', way: 'native', state: 'waiting', handover: {}, ...more })

test('a payment is chosen, asked for, scanned, told at the counter, done or over', () => {
  assert.equal(phaseOf(order(), null, 0), 'choose')
  assert.equal(phaseOf(order(), attempt({ state: 'closed' }), 0), 'choose')
  assert.equal(phaseOf(order(), attempt({ handover: { code: 'weixin://x' } }), 0), 'code')
  assert.equal(phaseOf(order(), attempt({ provider: 'counter' }), 0), 'counter')
  assert.equal(phaseOf(order(), attempt(), 0), 'asking')
  assert.equal(phaseOf(order({ payment: 'paid' }), attempt(), 0), 'paid')
  assert.equal(phaseOf(order({ state: 'closed' }), null, 0), 'over')
  assert.equal(phaseOf(order(), attempt({ state: 'late' }), 0), 'over')
  assert.equal(phaseOf(order(), null, 900000), 'over')
})

test('who pays at the counter reads until when', () => {
  const hint = (more) => payView({ answer: { order: order(more), ways: [] }, attempt: attempt({ provider: 'counter' }), chosen: '' }, context).hint
  assert.match(hint(), /今天 08:15 前/)
  assert.equal(hint({ expires_at: null }), words.pay.tellShop)
})

test('who paid for a place in a team reads how many lack and brings them, and the last one reads that it is full', () => {
  const paid = (team) => payView({ answer: { order: order({ payment: 'paid', team }), ways: [] }, attempt: null, chosen: '' }, context)
  const alone = paid(null)
  assert.deepEqual([alone.paid, alone.paidHint, alone.team], ['支付成功', words.pay.paidHint, null])
  const open = paid({ team: 't9', state: 'open', missing: 1, waits: true })
  assert.deepEqual([open.paid, open.paidHint], ['支付成功', '还差 1 人成团，快邀请好友'])
  assert.deepEqual(open.team, { url: '/pages/more/team/team?id=t9', action: '邀请好友参团', waits: true })
  const full = paid({ team: 't9', state: 'full', missing: 0, waits: false })
  assert.deepEqual([full.paid, full.paidHint, full.team.action], ['已付款，拼团成功', words.teams.hints.full, '看我的团'])
  assert.equal(paid({ team: 't9', state: 'failed', missing: 1, waits: false }).paidHint, words.teams.hints.failed)
})

test('a payment that was asked for in vain a few times is called unpaid, and is still looked out for', () => {
  assert.equal(phaseOf(order(), attempt({ asked: IN_VAIN - 1 }), 0), 'asking')
  assert.equal(phaseOf(order(), attempt({ asked: IN_VAIN }), 0), 'unpaid')
  assert.equal(phaseOf(order({ payment: 'paid' }), attempt({ asked: 9 }), 0), 'paid')
  assert.equal(phaseOf(order(), attempt({ asked: 9, handover: { code: 'weixin://x' } }), 0), 'code')
})

test('who goes on paying goes on in the way that was begun, who begins anew in the one that is chosen', () => {
  const ways = [{ provider: 'wechat', way: 'h5' }, { provider: 'alipay', way: 'wap' }]
  const wanted = (facts) => wantedWay({ answer: { ways }, attempt: null, chosen: '', ...facts }).provider
  assert.equal(wanted({ attempt: attempt({ provider: 'alipay', way: 'wap' }) }), 'alipay')
  assert.equal(wanted({ attempt: attempt({ provider: 'alipay', way: 'wap', state: 'closed' }) }), 'wechat')
  assert.deepEqual([wanted({ chosen: 'alipay/wap' }), wanted({})], ['alipay', 'wechat'])
})

test('what the provider gave says how to go on', () => {
  assert.deepEqual([{ paySign: 'x' }, { address: 'https://x' }, { code: 'x' }, {}].map(handoverKind), ['jsapi', 'leave', 'stay', 'stay'])
})

test('Alipay inside WeChat is told before the tap', () => {
  const facts = { answer: { order: order(), ways: [{ provider: 'alipay', way: 'wap' }, { provider: 'counter', way: 'counter' }] }, attempt: null, chosen: '' }
  const seen = payView(facts, { ...context, client: 'wechat' })
  assert.deepEqual([seen.ways[0].elsewhere, seen.ways[0].hint], [true, words.pay.openInBrowser])
  assert.equal(payView(facts, context).ways[0].elsewhere, false)
})

test('a refusal tells its name and its field', () => {
  assert.equal(codeOf({ type: 'urn:jinbo:problem:price-moved' }), 'price-moved')
  assert.equal(fieldOf({ facts: { field: 'phone' } }), 'phone')
  assert.equal(fieldOf({}), '')
})
