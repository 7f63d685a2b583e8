import assert from 'node:assert/strict'
import test from 'node:test'

import { partsOf } from '../../../miniprogram/h5/build/parts.js'
import { followKeyboard } from '../../../miniprogram/h5/builtin/keyboard.js'
import { socket } from '../../../miniprogram/h5/runtime/wx/socket.js'
import { createParts } from '../../../miniprogram/h5/runtime/parts.js'

const source = (path, usingComponents, componentPlaceholder, builtin = false) => ({ path, builtin, config: { usingComponents, componentPlaceholder } })
const SOURCES = [
  source('builtin/view', {}, {}, true),
  source('components/crowd', { hearts: '/components/hearts' }),
  source('components/hearts', {}),
  source('components/place', {}),
  source('pages/cart/cart', { hearts: '/components/hearts', step: '/components/step' }),
  source('components/step', {}),
  source('pages/home/home', {}),
  source('pages/room/room', { crowd: '/components/crowd', place: '/components/place' }, { crowd: 'place' }),
]

test('what has a placeholder comes in a part of its own, after what it uses', () => {
  const parts = partsOf(SOURCES)
  const paths = (part) => part.map(({ path }) => path)
  assert.deepEqual(paths(parts.live), ['builtin/view', 'components/place', 'pages/home/home', 'pages/room/room'])
  assert.deepEqual(paths(parts.floor), ['components/hearts', 'components/crowd'])
  assert.deepEqual(paths(parts.shop), ['components/step', 'pages/cart/cart'])
})

/** Parts whose styles load or fail as the test says. */
function served() {
  const links = []
  globalThis.document = { createElement: () => ({ remove() {} }), head: { appendChild: (link) => links.push(link) } }
  const file = (path, config = {}) => ({ path, config })
  const fetched = []
  const later = (name, files) => ({ sheet: `${name}.css`, script: () => { fetched.push(name); return Promise.resolve({ part: { files } }) } })
  const installed = []
  const parts = createParts(
    { files: [file('home'), file('room', { componentPlaceholder: { crowd: 'place' } })] },
    { floor: later('floor', [file('crowd')]), shop: later('shop', [file('cart')]) },
    ({ files }) => installed.push(...files.map(({ path }) => path)),
  )
  parts.begin()
  return { parts, links, fetched, installed }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

test('a page that is known is shown at once, and completed when its style is there too', async () => {
  const { parts, links, fetched, installed } = served()
  assert.equal(parts.ready('home'), null)
  assert.deepEqual(fetched, [])
  assert.equal(parts.ready('room'), null)
  await settled()
  assert.deepEqual([fetched, installed], [['floor'], ['home', 'room']])
  links[0].onload()
  await settled()
  assert.deepEqual(installed, ['home', 'room', 'crowd'])
  parts.ready('room')
  await settled()
  assert.deepEqual(fetched, ['floor'])
})

test('a page of the shop waits for all parts, and a fetch that failed is tried again', async () => {
  const { parts, links, fetched, installed } = served()
  const first = assert.rejects(parts.ready('cart'), /floor\.css/)
  links[0].onerror()
  await first
  const second = parts.ready('cart')
  await settled()
  links[1].onload()
  await settled()
  links[2].onload()
  await second
  assert.deepEqual([fetched, installed], [['floor', 'floor', 'shop'], ['home', 'room', 'crowd', 'cart']])
})

test('a keyboard is told by the part of the page that it covers, a browser\'s bar is not', () => {
  const listeners = {}
  const box = {}
  const seen = { height: 844, offsetTop: 0, addEventListener: (type, listener) => { listeners[type] = listener }, removeEventListener: (type) => { delete listeners[type] } }
  globalThis.window = { innerHeight: 844, visualViewport: seen }
  globalThis.document = { activeElement: box }
  const told = []
  const stop = followKeyboard(box, (height) => told.push(height))
  const cover = (height, offsetTop = 0) => { Object.assign(seen, { height, offsetTop }); listeners.resize() }
  cover(790)
  cover(508)
  cover(508)
  cover(508, 40)
  globalThis.document = { activeElement: null }
  cover(508)
  assert.deepEqual(told, [336, 296, 0])
  stop()
  assert.deepEqual(listeners, {})
  globalThis.window = {}
  followKeyboard(box, told.push)()
})

test('a wire tells in WeChat\'s words, and one that is left before it stands is cut when it does', () => {
  let wire
  globalThis.WebSocket = class {
    static CONNECTING = 0
    static OPEN = 1
    constructor(url) { Object.assign(this, { url, readyState: 0, sent: [], closed: 0 }); wire = this }
    send(data) { this.sent.push(data) }
    close() { this.closed += 1 }
  }
  const heard = []
  const task = socket.connectSocket({ url: 'ws://x/' })
  task.onMessage(({ data }) => heard.push(data))
  task.onClose(({ code }) => heard.push(code))
  task.send({ data: 'early' })
  task.close()
  assert.equal(wire.closed, 0)
  wire.onopen()
  assert.equal(wire.closed, 1)
  wire.readyState = 1
  task.send({ data: 'now' })
  wire.onmessage({ data: 'in' })
  wire.onclose({ code: 4403, reason: '' })
  task.close()
  assert.deepEqual([wire.sent, heard, wire.closed], [['now'], ['in', 4403], 2])
})
