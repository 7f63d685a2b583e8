import assert from 'node:assert/strict'
import test from 'node:test'

import { timers } from './timers.mjs'

globalThis.Behavior = (behavior) => behavior
const { Refused } = await import('../../../miniprogram/shared/api.js')
const NAMES = ['shelf', 'sales', 'bargains', 'groupBuys', 'rounds', 'battle', 'comments', 'gifts', 'inHand']
const ANSWERS = { shelf: { goods: [] }, rounds: { items: [], follows: false }, comments: { comments: [], pinned: null, phrases: [] }, gifts: { gifts: [{}] }, inHand: { items: {} } }
let asked = []
let refusals = {}
let room
const question = (name) => async () => {
  asked.push(name)
  if (name in refusals) throw new Refused(refusals[name])
  return ANSWERS[name] || { items: [] }
}
globalThis.getApp = () => ({ api: { ...Object.fromEntries(NAMES.map((name) => [name, question(name)])), seat: async () => ({ url: 'ws://shop' }) } })
globalThis.wx = {
  getStorageSync: (name) => (name === 'language' ? 'zh_CN' : ''),
  getAppBaseInfo: () => ({}),
  getAccountInfoSync: () => ({ miniProgram: {} }),
  getDeviceInfo: () => ({}),
  connectSocket: () => (room = socket()),
}

/** The room's end of the line: it answers a ping, and says what the test has it say. */
function socket() {
  return {
    onMessage(hear) { this.hear = (frame) => hear({ data: JSON.stringify(frame) }) },
    onClose(lost) { this.lose = () => lost({ code: 1006 }) },
    onError() {},
    close() {},
    send({ data }) { setTimeout(() => this.hear({ ref: JSON.parse(data).ref, ok: { now: Date.now() } })) },
  }
}

const { wired } = await import('../../../miniprogram/components/floor/wired.js')
const settled = () => new Promise((resolve) => setImmediate(resolve))

/** A viewer whom the room has just welcomed, when these questions are refused; `pass(ms)` lets time go by. */
async function viewer({ mock }, refused) {
  const { later, cancel, clock, pass } = timers(1e12)
  const stands = { setTimeout: later, clearTimeout: cancel, setInterval() {}, clearInterval() {} }
  Object.entries(stands).forEach(([name, instead]) => mock.method(globalThis, name, instead))
  mock.method(Date, 'now', clock)
  mock.method(Math, 'random', () => 0)
  asked = []
  refusals = refused
  const floor = { ...wired.methods, data: { room: 'tea', ticket: '', source: '' }, show() {}, tell() {}, setData(data) { Object.assign(this.data, data) } }
  wired.lifetimes.attached.call(floor)
  cancel(floor.coding)
  await pass(500)
  await welcomed(false)
  return { floor, pass }
}

async function welcomed(gap) {
  room.hear({ type: 'welcome', now: Date.now(), epoch: 'e', n: 0, gap })
  await settled()
}

const times = (name) => asked.filter((one) => one === name).length

test('what got no answer is asked again until it does, and nothing else is', async (t) => {
  const { floor, pass } = await viewer(t, { sales: 0, comments: 503 })
  await pass(10000)
  assert.ok(times('sales') > 2 && times('comments') > 2, String(asked))
  assert.equal(times('rounds'), 1)
  refusals = {}
  await pass(15000)
  const all = asked.length
  await pass(60000)
  assert.equal(asked.length, all)
  floor.exit()
})

test('it is asked ever more seldom, and not at all of a room that is gone', async (t) => {
  const { floor, pass } = await viewer(t, { sales: 0, battle: 404 })
  await pass(60000)
  assert.ok(times('sales') > 4 && times('sales') < 10, String(times('sales')))
  assert.equal(times('battle'), 1)
  floor.exit()
})

test('who looks away asks nothing, and asks for what he lacks when he is back', async (t) => {
  const { floor, pass } = await viewer(t, { rounds: 0 })
  floor.exit()
  await pass(10000)
  assert.equal(times('rounds'), 1)
  refusals = {}
  floor.enter()
  await pass(1000)
  assert.deepEqual([times('rounds'), times('shelf')], [2, 1])
  floor.exit()
})

test('a line that broke has no question repeated, and one that came back only what is lacking', async (t) => {
  const { floor, pass } = await viewer(t, { rounds: 0 })
  room.lose()
  await pass(1000)
  assert.equal(times('rounds'), 1)
  await welcomed(false)
  assert.deepEqual([times('rounds'), times('sales')], [2, 1])
  await welcomed(true)
  await pass(500)
  assert.equal(times('sales'), 2)
  floor.exit()
})

test('gifts that could not be asked for are there later', async (t) => {
  const { floor, pass } = await viewer(t, { gifts: 0 })
  await pass(8000)
  assert.equal(floor.data.gifts, undefined)
  refusals = {}
  await pass(8000)
  assert.equal(floor.data.gifts, 'yes')
  floor.exit()
})
