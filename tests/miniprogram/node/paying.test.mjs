import assert from 'node:assert/strict'
import test from 'node:test'

const settled = () => new Promise((resolve) => setImmediate(resolve))
const order = { order: 'o', number: '1', state: 'pending', payment: 'unpaid', total: 4780, expires_at: null, now: '2026-12-01T02:00:00Z' }
const WAYS = { items: [{ provider: 'wechat', way: 'native' }, { provider: 'counter', way: 'counter' }] }
const OLD = { attempt: 'old', provider: 'wechat', way: 'native', state: 'waiting', handover: { code: 'weixin://old' }, asked: 1 }
const BEGUN = { attempt: 'new', state: 'waiting', handover: { code: 'weixin://new' } }

let defined = null
let answers = []
const api = { order: () => new Promise((answer) => answers.push(() => answer(order))), ways: async () => WAYS, payment: async () => ({ state: 'waiting' }), pay: async () => BEGUN, messages: async () => ({ templates: {} }) }
globalThis.Page = (given) => { defined = given }
globalThis.Component = Page
globalThis.Behavior = (behavior) => behavior
globalThis.getApp = () => ({ api })
globalThis.wx = { getStorageSync: (name) => (name === 'language' ? 'zh_CN' : ''), setStorageSync() {}, getAppBaseInfo: () => ({}), getAccountInfoSync: () => ({ miniProgram: {} }), showToast() {}, setNavigationBarTitle() {} }
await import('../../../miniprogram/pages/pay/pay.js')
const page = defined
await import('../../../miniprogram/components/pay-sheet/pay-sheet.js')
const sheet = defined
const { createOnce } = await import('../../../miniprogram/shared/once.js')

const setData = function setData(facts) { Object.assign(this.data, facts) }
const stands = (attempt) => ({ attempt, chosen: '', answer: { order, ways: WAYS.items, now: order.now }, refused: null, failures: 0, online: true, offset: 0 })
const common = () => ({ once: createOnce(), poll: { hurry() {} }, setData })

/** The page of the payment, and its sheet over a picture, with a try under way or none. */
const both = (attempt) => [
  { ...page, ...common(), query: { order: 'o' }, facts: stands(attempt), data: { ...page.data, busy: false } },
  { ...sheet.methods, ...common(), state: stands(attempt), data: { ...sheet.data, order: 'o', room: '' }, triggerEvent() {} },
]
const attemptOf = ({ facts, state }) => (facts || state).attempt

/** What a tap does while the page asks how the payment stands; the answer comes after it. */
async function whileAsking(here, tap) {
  answers = []
  const asked = here.ask()
  await settled()
  await tap(here)
  await settled()
  answers.forEach((answer) => answer())
  await asked
}

test('another way that is chosen while the page asks stays chosen', async () => {
  for (const here of both(OLD)) {
    await whileAsking(here, () => here.onOther())
    assert.deepEqual([attemptOf(here), here.data.pay.phase], [null, 'choose'])
  }
})

test('a code that is drawn while the page asks stays there', async () => {
  for (const here of both(null)) {
    await whileAsking(here, () => here.onPay())
    assert.deepEqual([attemptOf(here).attempt, here.data.pay.phase], ['new', 'code'])
  }
})

test('what the shop says of the try under way is known, and how often it was asked', async () => {
  for (const here of both(OLD)) {
    await whileAsking(here, () => {})
    assert.deepEqual([attemptOf(here).attempt, attemptOf(here).asked], ['old', 2])
  }
})
