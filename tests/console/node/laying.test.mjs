import assert from 'node:assert/strict'
import test from 'node:test'

import { element, page } from './page.mjs'

const chip = (data) => element({ tag: 'button', data })
const layouts = ['solo', 'side'].map((layout) => chip({ layout }))
const shapes = ['null', 'true', 'false'].map((portrait) => chip({ portrait }))
const ids = Object.fromEntries(['invite-guest', 'stop-battle', 'battle-terms', 'layouts', 'shapes', 'call-store', 'battle', 'nobody-on-stage', 'seats'].map((id) => [id, element({ id })]))
let laid = { layout: 'side', portrait: null }
let late = null
const answers = async (method, address, body) => {
  if (method === 'PUT') await late?.put
  if (method === 'PUT') laid = body
  if (address.endsWith('/stage') && late?.gets?.length) return late.gets.shift()
  return address.endsWith('/battle') ? { now: '2026-03-01T12:00:00Z', battle: null } : { ...laid, seats: [] }
}
const { asked } = page({ may: 'stage-run', ids: { 'stage-words': { textContent: '{}' }, ...ids }, loose: [...layouts, ...shapes, element({ data: { news: 'play' } })], answers })
globalThis.setInterval = () => 0
const { Stage } = await import('../../../console/static/js/control/stage.js')
const pressed = (chips) => chips.filter((one) => one.getAttribute('aria-pressed') === 'true').map(({ dataset }) => dataset.layout ?? dataset.portrait)
const stage = new Stage()

test('the picture is as the host holds it until upright or level is chosen, and can be so again', async () => {
  await stage.load()
  assert.deepEqual(pressed(shapes), ['null'])
  for (const portrait of [true, false, null]) {
    await shapes.find(({ dataset }) => dataset.portrait === String(portrait)).click()
    assert.deepEqual(asked.findLast(([method]) => method === 'PUT'), ['PUT', '/api/v1/rooms/r1/stage/layout', { layout: 'side', portrait }])
    await stage.load()
    assert.deepEqual(pressed(shapes), [String(portrait)])
  }
})

test('another layout leaves the picture as upright as it is', async () => {
  laid = { layout: 'side', portrait: true }
  await stage.load()
  await layouts[0].click()
  assert.deepEqual(laid, { layout: 'solo', portrait: true })
  await stage.load()
  assert.deepEqual([pressed(layouts), pressed(shapes)], [['solo'], ['true']])
})

test('a stage without guests is not laid out', async () => {
  await stage.load()
  assert.deepEqual([ids.layouts.hidden, ids.shapes.hidden], [true, true])
})

test('what is pressed next keeps what was pressed just before, whatever older answers say meanwhile', async () => {
  laid = { layout: 'side', portrait: null }
  await stage.load()
  let went
  late = { put: new Promise((done) => (went = done)) }
  const first = layouts[0].click()
  await stage.load() // somebody rang, and the house has not heard of the layout yet
  assert.deepEqual(pressed(layouts), ['solo'])
  const second = shapes[1].click()
  went()
  await Promise.all([first, second])
  late = null
  assert.deepEqual(laid, { layout: 'solo', portrait: true })
  await stage.load()
  assert.deepEqual([pressed(layouts), pressed(shapes)], [['solo'], ['true']])
})

test('a press is sent when the one before has been answered: the last one stays', async () => {
  laid = { layout: 'side', portrait: null }
  await stage.load()
  let went
  late = { put: new Promise((done) => (went = done)) }
  const puts = () => asked.filter(([method]) => method === 'PUT').length
  const before = puts()
  const first = layouts[0].click()
  await new Promise(setImmediate)
  late = null
  const second = layouts[1].click()
  await new Promise(setImmediate)
  assert.equal(puts() - before, 1)
  went()
  await Promise.all([first, second])
  assert.equal(laid.layout, 'side')
  assert.deepEqual(pressed(layouts), ['side'])
})

test('a layout that is refused is as it was', async () => {
  laid = { layout: 'side', portrait: null }
  await stage.load()
  late = { put: Promise.reject({ title: '没有这种画面布局' }) }
  await layouts[0].click()
  late = null
  assert.deepEqual(pressed(layouts), ['side'])
})

test('of two answers the one that was asked for later is shown, whichever comes first', async () => {
  let older
  late = { gets: [new Promise((done) => (older = done)), { layout: 'solo', portrait: null, seats: [] }] }
  const first = stage.load()
  await new Promise(setImmediate)
  await stage.load()
  older({ layout: 'side', portrait: null, seats: [] })
  await first
  assert.deepEqual(pressed(layouts), ['solo'])
  late = null
})
