import assert from 'node:assert/strict'
import test from 'node:test'

import { element, page, place } from './page.mjs'

const ids = {
  ticker: element({ tag: 'ul', id: 'ticker' }),
  'no-orders': element({ tag: 'p', id: 'no-orders' }),
  'order-row': element({ children: [element({ tag: 'li', children: [element({ classes: 'light', data: { f: 'light' } }), place('number'), place('total'), place('at')] })] }),
}
let orders = []
let meanwhile = () => {}
page({
  may: 'orders-see', words: { paid: '已付', unpaid: '待付', closed: '已关闭', lost: '连不上' }, ids, loose: [element({ data: { news: 'money' } })],
  answers: () => (meanwhile(), orders),
})
globalThis.setInterval = () => 0
const { Money } = await import('../../../console/static/js/control/money.js')

const sold = (order, state) => ({ order, number: `000000${order}`, total: 990, state, at: '2026-11-28T12:00:00Z' })
const placed = (order) => ({ order, number: `000000${order}`, total: 990, room: 'r1' })
const stands = () => ids.ticker.children.map((row) => `${row.querySelector('[data-f=number]').textContent.slice(-2)} ${row.querySelector('[data-f=light]').textContent}`)

/** A ticker that nothing is in. */
function ticker(context) {
  context.mock.method(globalThis, 'setTimeout', () => 0)
  ids.ticker.replaceChildren()
  orders = []
  meanwhile = () => {}
  return new Money(() => {})
}

test('the orders of the show stand there, the latest first', async (context) => {
  const money = ticker(context)
  orders = [sold('03', 'unpaid'), sold('02', 'closed'), sold('01', 'paid')]
  await money.catchUp()
  assert.deepEqual(stands(), ['03 待付', '02 已关闭', '01 已付'])
  assert.equal(ids['no-orders'].hidden, true)
})

test('what came while nobody looked comes in its place, and who has paid meanwhile waits no more', async (context) => {
  const money = ticker(context)
  money.placed(placed('01'))
  money.placed(placed('04'))
  orders = [sold('04', 'unpaid'), sold('03', 'paid'), sold('02', 'unpaid'), sold('01', 'paid')]
  await money.catchUp()
  assert.deepEqual(stands(), ['04 待付', '03 已付', '02 待付', '01 已付'])
  await money.catchUp()
  assert.equal(stands().length, 4)
})

test('what is heard while the orders are asked for is newer than the answer', async (context) => {
  const money = ticker(context)
  money.placed(placed('01'))
  orders = [sold('01', 'unpaid')]
  meanwhile = () => money.paid(placed('01'))
  await money.catchUp()
  assert.deepEqual(stands(), ['01 已付'])
})

test('the ticker keeps the last thirty', async (context) => {
  const money = ticker(context)
  for (let order = 10; order < 50; order++) money.placed(placed(String(order)))
  assert.deepEqual([stands().length, stands()[0], stands().at(-1)], [30, '49 待付', '20 待付'])
})
