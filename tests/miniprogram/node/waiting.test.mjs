import assert from 'node:assert/strict'
import test from 'node:test'

import { createRepairs } from '../../../miniprogram/h5/runtime/player/repairs.js'
import { backoff } from '../../../miniprogram/shared/backoff.js'
import { createPoll } from '../../../miniprogram/shared/poll.js'

const settled = () => new Promise((resolve) => setImmediate(resolve))

function clock() {
  const timers = new Map()
  let number = 0
  return {
    later: (run, wait) => { timers.set(++number, { run, wait }); return number },
    cancel: (id) => timers.delete(id),
    waits: () => [...timers.values()].map(({ wait }) => wait),
    async tick() {
      const [[id, { run }]] = timers
      timers.delete(id)
      run()
      await settled()
    },
  }
}

test('pauses double up to a cap, and a quarter is chance', () => {
  const longest = { random: () => 1 }
  assert.deepEqual([1, 2, 3, 4, 5, 60].map((n) => backoff(n, longest)), [1000, 2000, 4000, 8000, 15000, 15000])
  assert.equal(backoff(3, { random: () => 0 }), 3000)
})

test('a poll asks, waits, and asks again', async () => {
  const { later, cancel, tick, waits } = clock()
  let asked = 0
  const poll = createPoll({ ask: async () => { asked += 1 }, pause: () => 5000, later, cancel })
  poll.start()
  await settled()
  assert.deepEqual([asked, waits()], [1, [5000]])
  await tick()
  assert.equal(asked, 2)
})

test('a hurried poll never asks twice at once, but asks again when the first answer is there', async () => {
  const { later, cancel, waits } = clock()
  let answer
  const poll = createPoll({ ask: () => new Promise((resolve) => { answer = resolve }), pause: () => 5000, later, cancel })
  poll.start()
  poll.hurry()
  assert.deepEqual(waits(), [])
  answer()
  await settled()
  assert.deepEqual(waits(), [0])
})

test('a hurried poll does not wait for its pause', async () => {
  const { later, cancel, waits } = clock()
  let asked = 0
  const poll = createPoll({ ask: async () => { asked += 1 }, pause: () => 5000, later, cancel })
  poll.start()
  await settled()
  poll.hurry()
  await settled()
  assert.deepEqual([asked, waits()], [2, [5000]])
})

test('a stopped poll is silent, also when an answer was under way', async () => {
  const { later, cancel, waits } = clock()
  let answer
  const poll = createPoll({ ask: () => new Promise((resolve) => { answer = resolve }), pause: () => 5000, later, cancel })
  poll.start()
  poll.stop()
  answer()
  await settled()
  poll.hurry()
  assert.deepEqual(waits(), [])
})

test('a poll that is stopped and started while it waits for an answer goes on with one voice', async () => {
  const { later, cancel, waits } = clock()
  let answer
  const poll = createPoll({ ask: () => new Promise((resolve) => { answer = resolve }), pause: () => 5000, later, cancel })
  poll.start()
  poll.stop()
  poll.start()
  answer()
  await settled()
  assert.deepEqual(waits(), [5000])
})

test('a player repairs itself for ever and says so every third time', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const told = []
  const repaired = []
  const repairs = createRepairs((round) => repaired.push(round), (type) => told.push(type))
  for (let round = 0; round < 7; round += 1) {
    repairs.again('network')
    context.mock.timers.tick(8000)
  }
  assert.deepEqual(repaired, [1, 2, 3, 4, 5, 6, 7])
  assert.equal(told.filter((type) => type === 'error').length, 2)
  repairs.worked()
  repairs.again('network')
  context.mock.timers.tick(8000)
  assert.equal(repaired.at(-1), 1)
})

test('one repair is under way at a time; the network coming back does it now', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const repaired = []
  const repairs = createRepairs((round) => repaired.push(round), () => {})
  repairs.again('network')
  repairs.again('network')
  repairs.hurry()
  repairs.hurry()
  context.mock.timers.tick(60000)
  assert.deepEqual(repaired, [1])
})

test('a player that is gone repairs nothing', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const repaired = []
  const repairs = createRepairs((round) => repaired.push(round), () => {})
  repairs.again('network')
  repairs.stop()
  context.mock.timers.tick(60000)
  assert.deepEqual(repaired, [])
})
