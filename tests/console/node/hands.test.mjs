import assert from 'node:assert/strict'
import test from 'node:test'

import { element, page } from './page.mjs'

page({})
const { listen } = await import('../../../console/static/js/control/keys.js')
const { hold } = await import('../../../console/static/js/control/hold.js')
const { hear } = await import('../../../console/static/js/facts.js')
const { keep, recall } = await import('../../../console/static/js/control/presets.js')

/** A key pressed on the page, or in a field; what was called. */
function press(key, more = {}) {
  const called = []
  globalThis.document.listeners = {}
  globalThis.document.querySelector = () => more.open ?? null
  listen({ s: () => called.push('sale'), '?': () => called.push('keys') }, (number) => called.push(number))
  let kept = true
  const target = { closest: () => (more.typed ? {} : null) }
  globalThis.document.fire('keydown', { key, target, preventDefault: () => (kept = false), ...more })
  return [...called, kept ? 'kept' : 'taken']
}

test('a key does its one thing and is taken from the browser', () => {
  assert.deepEqual(press('s'), ['sale', 'taken'])
  assert.deepEqual(press('S'), ['sale', 'taken'])
  assert.deepEqual(press('?'), ['keys', 'taken'])
  assert.deepEqual(press('7'), [7, 'taken'])
})

test('a key that is held down does its thing once', () => {
  assert.deepEqual(press('k', { repeat: true }), ['kept'])
  assert.deepEqual(press('s', { repeat: true }), ['taken'])
  assert.deepEqual(press('7', { repeat: true }), ['taken'])
})

test('a key that means nothing here is the browser\'s', () => {
  assert.deepEqual(press('x'), ['kept'])
  assert.deepEqual(press('s', { ctrlKey: true }), ['kept'])
  assert.deepEqual(press('s', { metaKey: true }), ['kept'])
})

test('who types, writes Chinese or stands before a dialog presses no command', () => {
  assert.deepEqual(press('s', { typed: true }), ['kept'])
  assert.deepEqual(press('s', { isComposing: true }), ['kept'])
  assert.deepEqual(press('1', { open: {} }), ['kept'])
})

/** A button to hold; what came of it. */
function held(context) {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const came = []
  const button = element({ tag: 'button', data: { hold: '按住' } })
  hold(button, () => came.push('done'), () => came.push('early'))
  return { button, came, pass: (ms) => context.mock.timers.tick(ms) }
}

test('danger takes a second of holding, by finger and by key', async (context) => {
  const { button, came, pass } = held(context)
  await button.fire('pointerdown')
  assert.match(button.className, /holding/)
  pass(999)
  assert.deepEqual(came, [])
  pass(1)
  await button.fire('pointerup')
  assert.deepEqual([came, button.className], [['done'], ''])
  await button.fire('keydown', { key: 'Enter' })
  pass(1000)
  assert.deepEqual(came, ['done', 'done'])
})

test('who lets go, slips off or is called away does nothing and is told how', async (context) => {
  const { button, came, pass } = held(context)
  for (const name of ['pointerup', 'pointerleave', 'pointercancel', 'blur']) {
    await button.fire('pointerdown')
    pass(500)
    await button.fire(name)
    pass(5000)
  }
  assert.deepEqual(came, ['early', 'early', 'early', 'early'])
})

test('a right click, another key and a button that rests begin nothing', async (context) => {
  const { button, came, pass } = held(context)
  await button.fire('pointerdown', { button: 2 })
  await button.fire('keydown', { key: 'Tab' })
  button.disabled = true
  await button.fire('pointerdown')
  pass(5000)
  assert.deepEqual(came, [])
})

/** The house's facts as a page hears them, through a source that a test drives. */
function listening() {
  const sources = []
  globalThis.EventSource = class {
    constructor(address) { Object.assign(this, { address, listeners: {}, closed: false }); sources.push(this) }
    addEventListener(name, does) { this.listeners[name] = does }
    close() { this.closed = true }
    say(name, fact = {}) { this.listeners[name]?.({ data: JSON.stringify(fact) }) }
  }
  globalThis.document.documentElement = element()
  globalThis.document.listeners = {}
  const heard = []
  hear('/console/events?room=r1', { OrderPaid: (fact) => heard.push(fact.order) }, () => heard.push('missed'), () => heard.push('begun'))
  return { sources, heard }
}

test('only the facts that are wanted are asked for, and they come as they are told', () => {
  const { sources, heard } = listening()
  assert.equal(sources[0].address, '/console/events?room=r1&facts=OrderPaid')
  sources[0].say('Listening')
  sources[0].say('OrderPaid', { order: 'o1' })
  assert.deepEqual(heard, ['begun', 'o1'])
})

test('after a break what was missed is asked for', () => {
  const { sources, heard } = listening()
  sources[0].say('Listening')
  sources[0].say('Listening')
  assert.deepEqual(heard, ['begun', 'missed'])
})

test('a hidden page gives its connection back and takes another when it is seen', () => {
  const { sources, heard } = listening()
  sources[0].say('Listening')
  globalThis.document.hidden = true
  globalThis.document.fire('visibilitychange')
  assert.deepEqual([sources.length, sources[0].closed], [1, true])
  globalThis.document.hidden = false
  globalThis.document.fire('visibilitychange')
  sources[1].say('Listening')
  assert.deepEqual([sources.length, heard], [2, ['begun', 'missed']])
})

test('a form has its last values again, but for those that are new each time', () => {
  const kept = {}
  globalThis.localStorage = { getItem: (name) => kept[name] ?? null, setItem: (name, value) => (kept[name] = value) }
  globalThis.RadioNodeList = class {}
  globalThis.FormData = class {
    constructor(form) { this.all = Object.entries(form.values) }
    keys() { return this.all.map(([name]) => name) }
    getAll(name) { return this.all.filter(([one]) => one === name).map(([, value]) => value) }
  }
  const fields = { price: { tagName: 'INPUT', value: '' }, lasts: { tagName: 'SELECT', value: '60', options: [{ value: '60' }] } }
  const form = { dataset: { preset: 'sale' }, values: { price: '9.90', lasts: '30', sku: 's1' }, elements: { namedItem: (name) => fields[name] } }
  keep(form, ['sku'])
  assert.deepEqual(JSON.parse(kept['jinbo.preset.sale']), { price: ['9.90'], lasts: ['30'] })
  recall(form)
  assert.deepEqual([fields.price.value, fields.lasts.value], ['9.90', '60'], 'what is offered no more is not chosen')
  kept['jinbo.preset.sale'] = '{broken'
  recall(form)
})
