import assert from 'node:assert/strict'
import { test } from 'node:test'

import { watchPlaylist } from '../../../miniprogram/h5/runtime/player/stands.js'

const Hls = { Events: { LEVEL_LOADED: 'loaded' } }

/** A player whose playlists are read when the test says so, and the clock it goes by. */
function player() {
  const listeners = {}
  const clock = { now: 0, stood: 0 }
  watchPlaylist({ on: (name, listener) => { listeners[name] = listener } }, Hls, () => { clock.stood += 1 }, () => clock.now)
  const read = (endSN, more = {}, level = 0) => {
    clock.now += 1500
    listeners.loaded('loaded', { level, details: { live: true, targetduration: 3, endSN, lastPartSn: -1, lastPartIndex: -1, ...more } })
  }
  return { clock, read }
}

test('a playlist that moves is left alone', () => {
  const { clock, read } = player()
  for (let number = 0; number < 40; number += 1) read(Math.floor(number / 2))
  assert.equal(clock.stood, 0)
})

test('a playlist that stays as it was for three target durations is told, and again after as long', () => {
  const { clock, read } = player()
  for (let number = 0; number < 7; number += 1) read(5)
  assert.equal(clock.stood, 0)
  read(5)
  assert.equal(clock.stood, 1)
  for (let number = 0; number < 7; number += 1) read(5)
  assert.equal(clock.stood, 2)
})

test('parts move a playlist, too', () => {
  const { clock, read } = player()
  for (let number = 0; number < 40; number += 1) read(5, { lastPartSn: 6, lastPartIndex: number })
  assert.equal(clock.stood, 0)
})

test('a show that is over may stand', () => {
  const { clock, read } = player()
  for (let number = 0; number < 40; number += 1) read(5, { live: false })
  assert.equal(clock.stood, 0)
})

test('another quality is another playlist', () => {
  const { clock, read } = player()
  for (let number = 0; number < 40; number += 1) read(5, {}, number % 2)
  assert.equal(clock.stood, 0)
})
