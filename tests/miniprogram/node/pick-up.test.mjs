import assert from 'node:assert/strict'
import test from 'node:test'

import { pickUp } from '../../../miniprogram/h5/runtime/player/pick-up.js'

const Hls = { Events: { FRAG_LOADING: 'loading', FRAG_BUFFERED: 'buffered', ERROR: 'error', LEVEL_UPDATED: 'level', BUFFER_FLUSHING: 'flush' } }

/** A player whose buffer ends at 16.010665, a hair before its segment, and whose playlist has gone on to `edge`. */
function player({ currentTime = 15.6, end = 16.010665 } = {}) {
  const heard = {}
  const flushed = []
  const hls = {
    on: (name, listener) => { (heard[name] ||= []).push(listener) },
    trigger: (name, detail) => flushed.push([name, detail.startOffset]),
  }
  const tell = (name, detail) => (heard[name] || []).forEach((listener) => listener(name, detail))
  const fragments = [{ start: 12.010666, end: 14.010666 }, { start: 14.010666, end: 16.010667 }]
  const updated = (edge, more) => tell('level', { details: { live: true, partTarget: 0.2, edge, fragments, ...more } })
  pickUp(hls, Hls, { currentTime, buffered: { length: 1, start: () => 4, end: () => end } })
  return { flushed, tell, updated }
}

test('parts that nobody fetches are fetched again from the start of their segment', () => {
  const { flushed, updated } = player()
  updated(16.8)
  assert.deepEqual(flushed, [])
  updated(17)
  assert.deepEqual(flushed, [['flush', 14.010666]])
})

test('a player near the edge is left alone', () => {
  const { flushed, updated } = player()
  for (let turn = 0; turn < 9; turn += 1) updated(16.4)
  assert.deepEqual(flushed, [])
})

test('a slow network is no forgotten part', () => {
  const { flushed, tell, updated } = player()
  tell('loading')
  for (let turn = 0; turn < 9; turn += 1) updated(20)
  assert.deepEqual(flushed, [])
  tell('buffered')
  updated(20)
  updated(20.2)
  assert.equal(flushed.length, 1)
})

test('a show without parts, one that is over and one that has not started are left alone', () => {
  for (const more of [{ partTarget: 0 }, { live: false }]) {
    const { flushed, updated } = player()
    for (let turn = 0; turn < 9; turn += 1) updated(20, more)
    assert.deepEqual(flushed, [])
  }
  const { flushed, updated } = player({ currentTime: 0 })
  for (let turn = 0; turn < 9; turn += 1) updated(20)
  assert.deepEqual(flushed, [])
})

test('a segment that has left the playlist takes the whole buffer with it', () => {
  const { flushed, updated } = player()
  updated(40, { fragments: [] })
  updated(40.2, { fragments: [] })
  assert.deepEqual(flushed, [['flush', 0]])
})
