import assert from 'node:assert/strict'
import test from 'node:test'

const settled = () => new Promise((resolve) => setImmediate(resolve))
const quote = { lines: [{ sku: 's', product: 'p', quantity: 1, payable: 3980, adjustments: [] }], goods: 3980, shipping: 0, shipping_off: 0, discount: 0, points: 0, points_off: 0, most_points: 100, points_earned: 0, total: 3980, coupons: [], offers: [], deliverable: true }
const answer = (more) => ({ quote: { ...quote, ...more }, goods: {}, exceptions: [], troubles: {}, gone: [], had: [], deliveries: ['express', 'pickup'] })
const HOME = { id: 'a', name: '李明', phone: '1', region: '天津市', street: '南京路' }

let defined = null
let api = {}
let told = []
globalThis.Component = (component) => { defined = component }
globalThis.Behavior = (behavior) => behavior
globalThis.getApp = () => ({ api })
globalThis.wx = { getStorageSync: (name) => (name === 'language' ? 'zh_CN' : ''), getAppBaseInfo: () => ({}), getAccountInfoSync: () => ({ miniProgram: {} }), showToast: ({ title }) => told.push(title), navigateTo() {} }
await import('../../../miniprogram/whole.js')
await import('../../../miniprogram/components/checkout/checkout.js')
const { Refused } = await import('../../../miniprogram/shared/api.js')

/** The sheet over a shop whose quotes come when the test says so; `questions` are those under way. */
async function opened(more) {
  const questions = []
  told = []
  api = { addresses: async () => ({ items: [HOME] }), about: async () => ({}), quote: (wanted) => new Promise((answers, refuses) => questions.push({ wanted, answers, refuses })), ...more }
  const setData = function setData(facts) { Object.assign(this.data, facts) }
  const sheet = { ...defined.methods, data: { ...defined.data, items: [{ sku: 's', quantity: 1 }], claim: '', room: '', stays: false }, setData, triggerEvent() {} }
  defined.lifetimes.attached.call(sheet)
  await settled()
  return { sheet, questions }
}

async function weighed(more) {
  const { sheet, questions } = await opened(more)
  questions.shift().answers(answer())
  await settled()
  return { sheet, questions }
}

test('nothing is ordered until the price of the last choice is known', async () => {
  const { sheet, questions } = await weighed()
  assert.equal(sheet.data.missing, '')
  sheet.onPoints()
  assert.deepEqual([sheet.data.points, sheet.data.missing], [true, 'quote'])
  questions[0].answers(answer({ points: 100 }))
  await settled()
  assert.equal(sheet.data.missing, '')
})

test('a choice whose price does not come is put back, and that is told', async () => {
  const { sheet, questions } = await weighed()
  sheet.onPoints()
  sheet.onCoupon({ currentTarget: { dataset: { id: 'c1' } } })
  questions[1].refuses(new Refused(0))
  await settled()
  assert.deepEqual([sheet.data.points, sheet.state.coupons, sheet.data.missing, told.length], [false, null, '', 1])
  questions[0].answers(answer({ points: 100 }))
  await settled()
  assert.equal(sheet.state.answer.quote.points, 0, 'points that were put back are not spent')
})

test('coupons that are taken one after the other, or twice, are all asked for', async () => {
  const { sheet, questions } = await weighed()
  for (const id of ['c1', 'c2', 'c2']) sheet.onCoupon({ currentTarget: { dataset: { id } } })
  assert.deepEqual(questions.at(-1).wanted.coupons, ['c1', 'c2'])
  questions.at(-1).answers(answer({ coupons: ['c2'] }))
  await settled()
  sheet.onCoupon({ currentTarget: { dataset: { id: 'c2' } } })
  assert.deepEqual(questions.at(-1).wanted.coupons, [])
})

test('the same choice asked twice is put back once, and answered by the later question', async () => {
  const { sheet, questions } = await weighed()
  sheet.onPoints()
  sheet.onPoints()
  sheet.onPoints()
  questions[0].refuses(new Refused(0))
  await settled()
  assert.deepEqual([sheet.data.points, sheet.data.missing, told], [true, 'quote', []])
  questions[2].answers(answer({ points: 100 }))
  await settled()
  assert.deepEqual([sheet.data.points, sheet.state.answer.quote.points, sheet.data.missing], [true, 100, ''])
})

test('a price that moved is shown when the new one is known', async () => {
  const { sheet, questions } = await weighed({ placeOrder: async () => { throw new Refused(409, { type: 'urn:jinbo:problem:price-moved', title: '价格变了' }) } })
  await sheet.onPlace()
  questions[0].refuses(new Refused(0))
  await settled()
  assert.equal(sheet.data.moved, null)
  await sheet.onPlace()
  questions[1].answers(answer({ total: 4980 }))
  await settled()
  assert.deepEqual(sheet.data.moved, { price: true, before: '¥39.80', after: '¥49.80', text: '' })
})

test('a gift that is gone is named before the order is made without it', async () => {
  const sent = []
  const { sheet, questions } = await opened({ placeOrder: async (wanted) => { sent.push(wanted.seen_pieces); throw new Refused(409, { type: 'urn:jinbo:problem:price-moved', title: '变了' }) } })
  const given = answer({ lines: [...quote.lines, { ...quote.lines[0], sku: 'g', quantity: 2, payable: 0, gift: true }, { ...quote.lines[0], payable: 0, gift: true }] })
  questions.shift().answers({ ...given, goods: { g: { title: '茶杯' }, s: { title: '麻花' } } })
  await settled()
  await sheet.onPlace()
  assert.deepEqual(sent, [{ s: 2, g: 2 }])
  questions.shift().answers(answer({ lines: [{ ...quote.lines[0], quantity: 2 }, { ...quote.lines[0], sku: 'g', quantity: 1, payable: 0, gift: true }] }))
  await settled()
  assert.deepEqual([sheet.data.moved.price, sheet.data.moved.text], [false, '赠品送完了：茶杯'])
  await sheet.onPlace()
  questions.shift().answers(answer({ lines: [{ ...quote.lines[0], quantity: 3 }] }))
  await settled()
  assert.equal(sheet.data.moved.text, '赠品送完了：g')
  await sheet.onPlace()
  questions.shift().answers(answer())
  await settled()
  assert.equal(sheet.data.moved.text, '商品刚刚变了，请看一眼再提交')
})

test('where the address is gone from the book, what it costs at the next one is asked first', async () => {
  const { sheet, questions } = await weighed()
  api.addresses = async () => ({ items: [{ ...HOME, id: 'b' }] })
  sheet.begin()
  await settled()
  assert.deepEqual([sheet.data.stage, sheet.state.address.id], ['loading', 'b'])
  questions[0].answers(answer())
  await settled()
  assert.equal(sheet.data.missing, '')
})

test('addresses that do not load are asked for again, and nobody writes one that is kept', async () => {
  const { sheet } = await weighed({ addresses: () => Promise.reject(new Refused(0)) })
  assert.deepEqual([sheet.data.unread, sheet.data.missing, sheet.data.missingWords], [true, 'addresses', '地址没有读到'])
  api.addresses = async () => ({ items: [HOME] })
  api.quote = async () => answer()
  sheet.onAgain()
  await settled()
  assert.deepEqual([sheet.data.unread, sheet.data.missing, sheet.data.address.id], [false, '', 'a'])
})

test('addresses that were read stay when they do not load again', async () => {
  const { sheet } = await weighed()
  Object.assign(api, { addresses: () => Promise.reject(new Refused(0)), quote: async () => answer() })
  sheet.begin()
  await settled()
  assert.deepEqual([sheet.data.unread, sheet.data.missing, sheet.data.addresses.length], [false, '', 1])
})

test('who has no address yet writes one', async () => {
  const { sheet } = await weighed({ addresses: async () => ({ items: [] }) })
  assert.deepEqual([sheet.data.unread, sheet.data.missing], [false, 'address'])
})
