import assert from 'node:assert/strict'
import test from 'node:test'

import { element, page, place } from './page.mjs'

const WORDS = {
  freshOf: '{fresh} / {known}', fromThere: '{source} {count}（{share}）', minutesSeconds: '{minutes} 分 {seconds} 秒', seconds: '{seconds} 秒',
  unpaidSum: '{count} 单待付，¥{sum}', remind: '提醒', remindAll: '提醒 {count} 位', remindNobody: '都提醒过了', reminded: '提醒了 {count} 位',
  unpaidStates: { new: '刚下单', due: '还没付', reminded: '提醒过', late: '快到期了' }, lost: '连不上主机',
}
const figures = ['came', 'stay', 'faces', 'customers'].map((name) => element({ tag: 'dd', data: { crowd: name } }))
const row = element({ children: [element({ tag: 'li', children: [place('number'), place('total'), place('state'), place('left'), place('remind', 'button')] })] })
const ids = {
  sources: element({ tag: 'ul', id: 'sources' }),
  unpaid: element({ id: 'unpaid', children: [place('sum')] }),
  'unpaid-list': element({ tag: 'ol', id: 'unpaid-list' }),
  'remind-all': element({ tag: 'button', id: 'remind-all', children: [place('words')] }),
  'unpaid-row': row,
}
let house = () => ({})
const { asked, told } = page({ may: 'figures-see orders-see orders-run', words: WORDS, ids, loose: figures, answers: (...one) => house(...one) })
globalThis.setInterval = () => 0

const { Crowd } = await import('../../../console/static/js/control/crowd.js')
const { Unpaid } = await import('../../../console/static/js/control/unpaid.js')
const shown = (name) => figures.find((one) => one.dataset.crowd === name).textContent
const order = (id, state, more) => ({ order: id, number: `2026-${id}00001`, total: 1990, state, until: null, ...more })

test('who came, for how long, from where and who is new stands in words', async () => {
  house = () => ({ viewers: 4, new: 3, stay: 200, sources: [['好友分享', 3], ['扫码', 1]], buyers: 2, new_buyers: 1 })
  await new Crowd().load()
  assert.deepEqual(['came', 'stay', 'faces', 'customers'].map(shown), ['4', '3 分 20 秒', '3 / 1', '1 / 1'])
  assert.deepEqual(ids.sources.children.map((one) => one.textContent), ['好友分享 3（75%）', '扫码 1（25%）'])
  house = () => ({ viewers: 5, new: 3, stay: 59, sources: [['扫码', 5]], buyers: 2, new_buyers: 1 })
  await new Crowd().load()
  assert.deepEqual([shown('stay'), ids.sources.children.map((one) => one.textContent)], ['59 秒', ['扫码 5（100%）']])
})

test('nobody there has stayed for no time, and a house out of reach leaves what is known', async () => {
  house = () => ({ viewers: 0, new: 0, stay: 0, sources: [], buyers: 0, new_buyers: 0 })
  await new Crowd().load()
  assert.deepEqual([shown('came'), shown('stay'), ids.sources.children.length], ['0', '–', 0])
  house = () => { throw { title: '连不上' } }
  await new Crowd().load()
  assert.equal(shown('came'), '0')
})

test('who has not paid is listed, those who may be reminded have a button, and one tap reminds all of them', async () => {
  let orders = [order('a', 'due'), order('b', 'reminded'), order('c', 'new')]
  house = (method) => (method === 'POST' ? { reminded: 1 } : { orders, now: Date.now() })
  const unpaid = new Unpaid()
  await unpaid.load()
  const rows = () => ids['unpaid-list'].children
  assert.equal(ids.unpaid.hidden, false)
  assert.equal(ids.unpaid.querySelector('[data-f=sum]').textContent, '3 单待付，¥59.70')
  assert.deepEqual(rows().map((one) => one.querySelector('[data-f=state]').textContent), ['还没付', '提醒过', '刚下单'])
  assert.deepEqual(rows().map((one) => one.querySelector('[data-f=remind]').hidden), [false, true, true])
  assert.equal(ids['remind-all'].textContent, '提醒 1 位')
  const before = rows()[1]
  orders = [order('a', 'reminded'), order('b', 'reminded')]
  await ids['remind-all'].click()
  await new Promise((done) => setTimeout(done))
  assert.deepEqual(asked.filter(([method]) => method === 'POST'), [['POST', '/api/v1/rooms/r1/reminders', { order: '' }]])
  assert.match(told(), /提醒了 1 位/)
  assert.deepEqual([rows().length, rows()[1] === before, ids['remind-all'].disabled, ids['remind-all'].textContent], [2, true, true, '都提醒过了'])
  orders = []
  await unpaid.load()
  assert.equal(ids.unpaid.hidden, true)
})

test('a refusal to remind is said and changes nothing', async () => {
  house = (method) => {
    if (method === 'POST') throw { title: '您不能这样做' }
    return { orders: [order('a', 'due')], now: Date.now() }
  }
  const unpaid = new Unpaid()
  await unpaid.load()
  await ids['unpaid-list'].children[0].querySelector('[data-f=remind]').click()
  await new Promise((done) => setTimeout(done))
  assert.match(told(), /您不能这样做/)
  assert.equal(ids['unpaid-list'].children[0].querySelector('[data-f=state]').textContent, '还没付')
})

test('how long an order still waits is told by the house\'s clock, whatever this computer\'s says', async (context) => {
  context.mock.timers.enable({ apis: ['Date'], now: 1_800_000_000_000 })
  const now = Date.now() - 3_600_000
  house = () => ({ orders: [order('a', 'due', { until: new Date(now + 90_000).toISOString() })], now })
  await new Unpaid().load()
  assert.equal(ids['unpaid-list'].children[0].querySelector('[data-f=left]').textContent, '1:30')
})
