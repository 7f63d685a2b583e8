import assert from 'node:assert/strict'
import test from 'node:test'

import { wordsFor } from '../../../miniprogram/shared/i18n/index.js'
import { createGesture } from '../../../miniprogram/shared/gesture.js'
import { emptyRoom, reduce } from '../../../miniprogram/shared/room.js'
import { roomView } from '../../../miniprogram/shared/room-view.js'
import { besides, landing, orderOf, slideOf } from '../../../miniprogram/shared/swipe.js'

const words = wordsFor('zh_CN')
const card = (room, more) => ({ room, title: `${room}店`, cover: null, state: 'live', viewers: 1, broadcast: null, ...more })
const names = (order) => order.map(({ room }) => room)
const both = { before: card('a'), after: card('c') }
const HEIGHT = 900

test('the rooms stand as they stood when one came, whatever order the list has later', () => {
  const first = orderOf([], [card('a'), card('b'), card('c')], card('b'))
  assert.deepEqual(names(first), ['a', 'b', 'c'])
  const later = orderOf(first, [card('d'), card('c', { viewers: 9 }), card('b'), card('a')], card('b'))
  assert.deepEqual(names(later), ['a', 'b', 'c', 'd'])
  assert.equal(later[2].viewers, 9)
})

test('a room that has left the air is passed over, the one somebody is in stays', () => {
  const order = orderOf([card('a'), card('b'), card('c')], [card('c')], card('b'))
  assert.deepEqual(names(order), ['b', 'c'])
})

test('a private room comes before the public ones, and its ticket leads back to it', () => {
  const order = orderOf([], [card('a')], card('mine', { ticket: 'tk' }))
  assert.deepEqual(names(order), ['mine', 'a'])
  const later = orderOf(order, [card('a'), card('b')], card('a'))
  assert.deepEqual(later.map(({ room, ticket }) => [room, ticket]), [['mine', 'tk'], ['a', undefined], ['b', undefined]])
})

test('a ticket that a public room was entered with goes along', () => {
  assert.equal(orderOf([], [card('a'), card('b')], card('b', { ticket: 'tk' }))[1].ticket, 'tk')
})

test('the first and the last room have one beside them, one that is alone has none', () => {
  const order = [card('a'), card('b')]
  assert.deepEqual([besides(order, 'a').before, besides(order, 'a').after.room], [null, 'b'])
  assert.deepEqual([besides(order, 'b').before.room, besides(order, 'b').after], ['a', null])
  assert.deepEqual(besides([card('a')], 'a'), { before: null, after: null })
  assert.deepEqual(besides(order, 'x'), { before: null, after: null })
})

test('a picture follows the finger, and only gives way where there is no room', () => {
  assert.deepEqual([slideOf(-200, HEIGHT, both), slideOf(200, HEIGHT, both), slideOf(-2000, HEIGHT, both)], [-200, 200, -900])
  const last = { before: card('a'), after: null }
  assert.deepEqual([slideOf(-90, HEIGHT, last), slideOf(-800, HEIGHT, last), slideOf(90, HEIGHT, last)], [-30, -72, 90])
})

test('a third of the page is a wish, less snaps back, and a flick may be short', () => {
  const lands = (far, speed = 0) => landing({ far, speed }, HEIGHT, both)
  assert.deepEqual([lands(-299), lands(-300), lands(300), lands(0)], ['', 'after', 'before', ''])
  assert.deepEqual([lands(-100, -0.9), lands(100, 0.9), lands(-40, -2), lands(-100, -0.2)], ['after', 'before', '', ''])
  assert.equal(lands(-200, 1), '', 'who turns round has changed his mind')
})

test('at an end nothing lands, however far one pulls', () => {
  assert.equal(landing({ far: -800, speed: -3 }, HEIGHT, { before: card('a'), after: null }), '')
})

test('a finger chooses its way once: upright pulls, level clears, and a shaky tap does neither', () => {
  const gesture = createGesture()
  gesture.begin({ x: 100, y: 500 })
  assert.equal(gesture.move({ x: 102, y: 495 }, 0), null)
  assert.deepEqual(gesture.move({ x: 104, y: 480 }, 20), { far: 0, speed: 0 })
  assert.deepEqual(gesture.move({ x: 250, y: 440 }, 40), { far: -40, speed: -2 })
  assert.equal(gesture.end({ x: 300, y: 440 }), '')
  gesture.begin({ x: 100, y: 500 })
  assert.equal(gesture.move({ x: 130, y: 505 }, 0), null)
  assert.equal(gesture.move({ x: 240, y: 520 }, 20), null)
  assert.equal(gesture.end({ x: 240, y: 520 }), 'right')
})

test('a finger that rests before it is raised flings nothing, and a second one ends the pull', () => {
  const gesture = createGesture()
  gesture.begin({ x: 100, y: 500 })
  gesture.move({ x: 100, y: 480 }, 0)
  gesture.move({ x: 100, y: 400 }, 40)
  assert.deepEqual(gesture.move({ x: 100, y: 400 }, 400), { far: -80, speed: 0 })
  gesture.drop()
  assert.equal(gesture.move({ x: 100, y: 300 }, 420), null)
})

const see = (state) => roomView(state, { words, tag: 'zh-CN', at: 0, stage: { width: 390, height: 844 }, name: 'b' })
const watching = [{ type: 'answered', room: { ...card('a'), notice: '', play: [{ kind: 'hls', url: '/a.m3u8' }], next: null }, offset: 5 }, { type: 'playing' }]

test('who comes by a swipe sees the card of the room at once, and keeps the sound as it was', () => {
  const loud = [...watching, { type: 'sound', on: true }, { type: 'counted', viewers: 99, likes: 3 }].reduce(reduce, emptyRoom)
  const there = reduce(loud, { type: 'entered', room: card('b', { cover: '/b.jpg' }) })
  assert.deepEqual([see(there).stage, see(there).title, see(there).cover, see(there).covered, see(there).src], ['loading', 'b店', '/b.jpg', true, ''])
  assert.deepEqual([there.video.muted, there.offset, there.counted], [false, 5, {}])
  const quiet = [...watching, { type: 'silenced' }, { type: 'entered', room: card('b') }].reduce(reduce, emptyRoom)
  assert.deepEqual([quiet.video.muted, quiet.video.silenced], [true, true])
})

test('a room that is not there any more shows nothing of its card', () => {
  const gone = [...watching, { type: 'entered', room: card('b') }, { type: 'unanswered', status: 404 }].reduce(reduce, emptyRoom)
  assert.deepEqual([see(gone).stage, see(gone).title], ['missing', ''])
})

test('a cover stands until the picture moves', () => {
  assert.equal(see(watching.slice(0, 1).reduce(reduce, emptyRoom)).covered, true)
  assert.equal(see(watching.reduce(reduce, emptyRoom)).covered, false)
})

test('the tools lead to the rooms beside, where there are any', () => {
  const tools = (beside) => see([...watching, { type: 'beside', ...beside }].reduce(reduce, emptyRoom)).tools.map(({ name }) => name)
  assert.deepEqual(tools(both).slice(-2), ['after', 'before'])
  assert.deepEqual(tools({ before: null, after: null }), ['sound'])
})
