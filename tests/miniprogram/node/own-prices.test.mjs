import assert from 'node:assert/strict'
import test from 'node:test'

globalThis.Behavior = (behavior) => behavior
let asked = []
globalThis.getApp = () => ({ api: { inHand: (room) => new Promise((resolve) => asked.push({ room, at: Date.now(), answer: (items) => resolve({ items }) })) } })
globalThis.wx = { getStorageSync: (name) => (name === 'language' ? 'zh_CN' : ''), getAppBaseInfo: () => ({}), getAccountInfoSync: () => ({ miniProgram: {} }) }

const { wired } = await import('../../../miniprogram/components/floor/wired.js')
const { createPicture } = await import('../../../miniprogram/shared/picture.js')
const { emptyLive } = await import('../../../miniprogram/shared/live.js')
const GOOD = { product: 'p1', price: 1590, plain_price: 1990, available: 12, sold: 8, in_hand: { price: 590, why: 'take', off: 1000 } }
const counted = (inHand) => ({ type: 'ShelfCounted', product: 'p1', available: 12, sold: 8, in_hand: inHand })
const settled = () => new Promise((resolve) => setImmediate(resolve))
const MINUTE = 60000

/** A viewer who has just come to a room that sells one good; `pass(ms, each)` lets time go by, with `each` in every second of it. */
function viewer({ mock }) {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1e12 })
  mock.method(Math, 'random', () => 0)
  asked = []
  const floor = { ...wired.methods, data: { room: 'tea' }, live: emptyLive, line: 'open', pricing: '', priced: 0, picture: createPicture(), show() {}, tell() {} }
  floor.learn({ type: 'shelf', answer: { goods: [GOOD], explaining: null } })
  const pass = async (ms, each = () => {}) => {
    for (let gone = 0; gone < ms; gone += 1000) {
      each(gone / 1000)
      floor.priceSoon()
      mock.timers.tick(1000)
      await settled()
    }
  }
  const told = async (items) => {
    asked.at(-1).answer(items)
    await settled()
  }
  return { floor, pass, told }
}

test('one question is asked when one has come, and none while nothing moves', async (t) => {
  const { floor, pass, told } = viewer(t)
  await pass(4000)
  assert.deepEqual(asked.map(({ room }) => room), ['tea'])
  await told({ p1: { price: 490, why: 'coupon' } })
  await pass(2 * MINUTE)
  assert.deepEqual([asked.length, floor.live.shelf.mine.p1.price], [1, 490])
})

test('a room whose price moves every second has each viewer ask once a minute, the room\'s word holds meanwhile', async (t) => {
  const { floor, pass, told } = viewer(t)
  await pass(4000)
  await told({ p1: { price: 490, why: 'coupon' } })
  await pass(5 * MINUTE, (second) => floor.learn(counted(second % 2 ? GOOD.in_hand : null)))
  assert.deepEqual([asked.length, floor.live.shelf.mine], [2, {}])
  for (let minute = 0; minute < 4; minute += 1) {
    await told({ p1: { price: 490, why: 'coupon' } })
    await pass(MINUTE + 2000, (second) => floor.learn(counted(second % 2 ? GOOD.in_hand : null)))
  }
  const apart = asked.slice(1).map(({ at }, place) => at - asked[place].at)
  assert.ok(Math.min(...apart) >= MINUTE && asked.length <= 6, String(apart))
})

test('who takes a coupon is told at once, even while the shop is being asked', async (t) => {
  const { floor, pass, told } = viewer(t)
  await pass(4000)
  floor.learn({ type: 'coupon taken' })
  await pass(3000)
  assert.equal(asked.length, 1)
  await told({ p1: { price: 590, why: 'take' } })
  await pass(2000)
  assert.equal(asked.length, 2)
  await told({ p1: { price: 590, why: 'coupon' } })
  assert.equal(floor.live.shelf.mine.p1.why, 'coupon')
})

test('news that comes during a question is asked for when its minute is over', async (t) => {
  const { floor, pass, told } = viewer(t)
  await pass(4000)
  floor.learn(counted(null))
  await told({ p1: { price: 490, why: 'coupon' } })
  assert.deepEqual([floor.live.shelf.mine, floor.live.shelf.stale], [{}, 'room'])
  await pass(MINUTE + 4000)
  assert.equal(asked.length, 2)
})

test('a coupon that ends is no longer counted from that moment on, and the shop is asked anew', async (t) => {
  const { floor, pass, told } = viewer(t)
  floor.live = { ...floor.live, offset: 5000 }
  await pass(4000)
  const until = new Date(1e12 + 2 * MINUTE).toISOString()
  await told({ p1: { price: 490, why: 'coupon', until } })
  await pass(2 * MINUTE - 10000)
  assert.deepEqual([asked.length, floor.live.shelf.mine.p1.price], [1, 490])
  await pass(2000)
  assert.deepEqual([asked.length, floor.live.shelf.mine], [1, {}])
  await pass(3000)
  assert.equal(asked.length, 2)
  await told({})
  await pass(2 * MINUTE)
  assert.deepEqual([asked.length, floor.live.shelf.mine.p1], [2, null])
})

test('what is explained already when one comes stands by its moment in the picture', (t) => {
  const { floor } = viewer(t)
  const learnt = (since) => {
    floor.learn({ type: 'shelf', answer: { goods: [GOOD], explaining: { window: 'w', product: 'p1', since: new Date(since).toISOString() } } })
    return floor.live.shelf.pin
  }
  floor.live = { ...floor.live, delay: 30_000 }
  assert.equal(learnt(1e12 - 10_000), null)
  floor.live = { ...floor.live, waiting: [] }
  assert.equal(learnt(1e12 - 40_000).stretch, 'w')
})
