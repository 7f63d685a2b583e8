import assert from 'node:assert/strict'
import test from 'node:test'

import { createHold } from '../../../miniprogram/shared/hold.js'
import { timers } from './timers.mjs'

const press = () => {
  const time = timers()
  const held = []
  return { time, held, hold: createHold((what) => held.push(what), time) }
}

test('a finger that rests holds what it lies on, and its tap is none', async () => {
  const { time, held, hold } = press()
  hold.begin({ x: 10, y: 10 }, 'c1')
  await time.pass(400)
  hold.move({ x: 13, y: 12 })
  assert.deepEqual(held, [])
  await time.pass(100)
  assert.deepEqual(held, ['c1'])
  hold.end()
  assert.deepEqual([hold.was(), hold.was()], [true, false])
})

test('a finger that leaves soon has tapped', async () => {
  const { time, held, hold } = press()
  hold.begin({ x: 10, y: 10 }, 'c1')
  await time.pass(200)
  hold.end()
  assert.equal(hold.was(), false)
  await time.pass(1000)
  assert.deepEqual(held, [])
})

test('a finger that scrolls holds nothing', async () => {
  const { time, held, hold } = press()
  hold.begin({ x: 10, y: 10 }, 'c1')
  hold.move({ x: 10, y: 24 })
  hold.move({ x: 10, y: 80 })
  await time.pass(1000)
  assert.deepEqual([held, hold.was()], [[], false])
})

test('what is pressed next counts alone', async () => {
  const { time, held, hold } = press()
  hold.begin({ x: 10, y: 10 }, 'c1')
  await time.pass(300)
  hold.begin({ x: 10, y: 60 }, 'c2')
  await time.pass(500)
  assert.deepEqual(held, ['c2'])
})
