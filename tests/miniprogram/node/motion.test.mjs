import assert from 'node:assert/strict'
import test from 'node:test'

import { clear, emptySky, fly } from '../../../miniprogram/shared/danmaku.js'
import { createGesture } from '../../../miniprogram/shared/gesture.js'
import { MOST, rise } from '../../../miniprogram/shared/hearts.js'
import { createPicture } from '../../../miniprogram/shared/picture.js'
import { createTaps } from '../../../miniprogram/shared/taps.js'
import { timers } from './timers.mjs'

const SPACE = { at: 0, width: 390, size: 'medium' }
const comment = (id, more) => ({ id: String(id), text: '这个麻花是现做的吗', mine: false, ...more })
const crowd = (count, more) => Array.from({ length: count }, (_, id) => comment(id, more)).reduce((sky, each) => fly(sky, each, SPACE), emptySky)

test('comments take lanes of their own as long as there are some', () => {
  assert.deepEqual(crowd(4).flying.map(({ lane }) => lane), [0, 1, 2, 3])
})

test('none runs into another of its lane', () => {
  const speed = 70 / 1000
  const { flying } = crowd(8, { text: '好' })
  for (const lane of [0, 1, 2, 3]) {
    const [first, second] = flying.filter((each) => each.lane === lane)
    if (second) assert.ok(second.delay >= (18 + 28) / speed, `${second.delay}`)
  }
})

test('a crowd loses its later comments from the sky, but nobody his own', () => {
  const sky = crowd(40)
  assert.ok(sky.flying.length < 12)
  assert.equal(fly(sky, comment('mine', { mine: true }), SPACE).flying.at(-1).id, 'mine')
  assert.equal(fly(sky, comment('other'), SPACE), sky)
})

test('what flew by or was recalled is gone from the sky', () => {
  const sky = crowd(2)
  assert.equal(clear(sky, 0, ['7']), sky)
  assert.deepEqual(clear(sky, 0, ['0']).flying.map(({ id }) => id), ['1'])
  assert.deepEqual(clear(sky, 60_000, []).flying, [])
})

test('hearts rise where the finger was, others\' few at a time, never more than a cheap phone bears', () => {
  const [heart] = rise([], 1, { at: 0, place: { x: 118, y: 240 } })
  assert.equal(heart.style, 'left:100px;top:200px')
  assert.equal(rise([], 500, { at: 0, others: true }).length, 4)
  const many = rise([], 500, { at: 0 })
  assert.equal(many.length, MOST)
  assert.equal(rise(many, 5, { at: 10 }).length, MOST)
  assert.equal(rise(many, 1, { at: 10_000 }).length, 1)
  assert.deepEqual(rise([], -3, { at: 0 }), [])
})

test('taps are told at once and then once a second, together', async () => {
  const { later, cancel, pass } = timers()
  const sent = []
  const taps = createTaps({ send: (count) => { sent.push(count) }, later, cancel })
  taps.tap()
  taps.tap()
  taps.tap()
  assert.deepEqual(sent, [1])
  await pass(1000)
  assert.deepEqual(sent, [1, 2])
  await pass(5000)
  taps.tap()
  assert.deepEqual(sent, [1, 2, 1])
})

test('taps without a wire are kept, and who leaves tells his last', async () => {
  const { later, cancel, pass, waits } = timers()
  let wire = false
  const sent = []
  const taps = createTaps({ send: (count) => wire && sent.push(count) > 0, later, cancel })
  taps.tap()
  taps.tap()
  await pass(1000)
  wire = true
  await pass(1000)
  assert.deepEqual(sent, [2])
  taps.tap()
  taps.stop()
  assert.deepEqual([sent, waits()], [[2, 1], []])
})

test('a swipe clears or shows; a crooked or short one means nothing', () => {
  const swipe = (x, y) => { const gesture = createGesture(); gesture.begin({ x: 200, y: 400 }); return gesture.end({ x, y }) }
  assert.deepEqual([swipe(300, 410), swipe(100, 390), swipe(240, 400), swipe(290, 500)], ['right', 'left', '', ''])
  assert.equal(createGesture().end({ x: 1, y: 1 }), '')
})

test('two taps close together in time and place are a double tap, and a third goes on', () => {
  const gesture = createGesture()
  assert.deepEqual([gesture.tap({ x: 10, y: 10 }, 0), gesture.tap({ x: 12, y: 14 }, 200), gesture.tap({ x: 12, y: 14 }, 400)], ['', 'twice', 'twice'])
  assert.equal(gesture.tap({ x: 12, y: 14 }, 1000), '')
  assert.equal(gesture.tap({ x: 200, y: 14 }, 1100), '')
})

test('a player that knows its moment is believed, and between its words time passes', () => {
  const picture = createPicture()
  picture.shows(50_000, 0)
  assert.deepEqual([picture.now(250), picture.now(9000)], [50_250, 51_500])
})

test('a player that knows nothing is guessed behind the edge, by as long as it stood still', () => {
  const picture = createPicture()
  assert.equal(picture.now(0), null)
  picture.edge(100_000, 0)
  assert.equal(picture.now(0), null)
  picture.shows(undefined, 0)
  assert.equal(picture.now(1000), 95_000)
  picture.waits(2000)
  assert.equal(picture.now(5000), 96_000)
  picture.shows(undefined, 5000)
  assert.equal(picture.now(6000), 97_000)
})

test('a new start forgets what the old picture stood still', () => {
  const picture = createPicture()
  picture.edge(100_000, 0)
  picture.shows(undefined, 0)
  picture.waits(0)
  picture.starts()
  picture.shows(undefined, 4000)
  assert.equal(picture.now(4000), 98_000)
})

test('an edge that nobody knows changes nothing', () => {
  const picture = createPicture()
  picture.edge(0, 0)
  picture.shows(null, 0)
  assert.equal(picture.now(0), null)
})
