import assert from 'node:assert/strict'
import test from 'node:test'

import { createFilm } from '../../../miniprogram/h5/runtime/player/film.js'

let hls
class Hls {
  static Events = { ERROR: 'error' }
  static ErrorTypes = { MEDIA_ERROR: 'media', NETWORK_ERROR: 'network' }
  constructor() {
    hls = this
    this.recovered = 0
  }
  on(_, fails) { this.fails = () => fails('error', { fatal: true, type: 'media', details: 'decoder' }) }
  recoverMediaError() { this.recovered += 1 }
  attachMedia() {}
  loadSource() {}
  destroy() {}
}
globalThis.window = { MediaSource: true, Hls }
globalThis.document = { createElement: () => ({}), head: { appendChild: (script) => script.onload() } }

/** A film that plays; `plays(seconds)` lets it go on to there, `told` are the failures it reported. */
async function film() {
  const listeners = {}
  const told = []
  const element = { currentTime: 0, addEventListener: (type, listener) => { listeners[type] = listener }, removeAttribute() {}, play: async () => {} }
  await createFilm(element, (type) => type === 'error' && told.push(type)).load('/film.m3u8')
  const plays = (seconds) => {
    element.currentTime = seconds
    listeners.timeupdate()
  }
  return { told, plays }
}

test('a decoder that stumbles again and again in one place is left to the viewer after two repairs', async () => {
  const { told, plays } = await film()
  for (const place of [60, 61, 62]) {
    plays(place)
    hls.fails()
  }
  assert.deepEqual([hls.recovered, told], [2, ['error']])
})

test('one that stumbles now and then in a long film is repaired each time', async () => {
  const { told, plays } = await film()
  for (const place of [60, 600, 1200, 1800]) {
    plays(place)
    hls.fails()
  }
  assert.deepEqual([hls.recovered, told], [4, []])
})
