import assert from 'node:assert/strict'
import test from 'node:test'

import { following, shown, standing } from '../../../console/static/js/control/sheet.js'

const AT = Date.parse('2026-11-28T12:00:00Z')
const one = (number, minutes, more = {}) => ({ good: { product: `p${number}`, number }, minutes, hidden: false, on_sale: true, ...more })
const shelf = (minutes, explained = '', told = []) => ({
  goods: minutes.map((planned, at) => one(at + 1, planned)),
  explaining: explained ? { product: explained, since: new Date(AT).toISOString() } : null,
  told: explained && !told.includes(explained) ? [...told, explained] : told,
})
const names = (goods) => goods.map(({ good }) => good.product)

test('what is hidden or not on sale is not in the show', () => {
  assert.deepEqual(names(shown([one(1, 5), one(2, 5, { hidden: true }), one(3, 5, { on_sale: false })])), ['p1'])
})

test('the next is behind what is explained, and behind what was explained last when nothing is', () => {
  assert.deepEqual(names(following(shelf([5, 5, 5], 'p2'))), ['p3', 'p1'])
  assert.deepEqual(names(following(shelf([5, 5, 5], '', ['p1', 'p2']))), ['p3', 'p1'])
  assert.deepEqual(names(following(shelf([5, 5, 5]))), ['p1', 'p2', 'p3'])
  assert.deepEqual(names(following(shelf([5, 5], 'p2'))), ['p1'])
})

test('where nothing is planned there is nothing to say', () => {
  assert.equal(standing(shelf([0, 0], 'p1'), AT), null)
})

test('the time that is left runs down and then over', () => {
  assert.equal(standing(shelf([5, 3], 'p1'), AT + 60_000).left, 240)
  assert.equal(standing(shelf([5, 3], 'p1'), AT + 330_000).left, -30)
})

test('what has no minutes of its own has no time left, and the rest is still counted', () => {
  const now = standing(shelf([0, 3], 'p1'), AT + 60_000)
  assert.equal(now.left, null)
  assert.equal(now.rest, 180)
  assert.equal(now.next.good.product, 'p2')
})

test('the rest is what is left of this one and all that nobody has explained yet', () => {
  assert.equal(standing(shelf([5, 3, 2], 'p2', ['p1']), AT + 60_000).rest, 120 + 120)
  assert.equal(standing(shelf([5, 3, 2], 'p1'), AT + 600_000).rest, 300)
})

test('before the show everything is ahead and the first is next', () => {
  const now = standing(shelf([5, 3]), AT)
  assert.deepEqual([now.current, now.left, now.next.good.product, now.rest], [null, null, 'p1', 480])
})

test('what was told is not next again, out of order too', () => {
  assert.equal(standing(shelf([5, 3, 2], 'p3', ['p1']), AT).next.good.product, 'p2')
  assert.equal(standing(shelf([5, 3], '', ['p1', 'p2']), AT).next, null)
})

test('nothing changes when a clock is put back behind the beginning', () => {
  assert.equal(standing(shelf([5], 'p1'), AT - 3_600_000).left, 300 + 3600)
})
