import assert from 'node:assert/strict'
import test from 'node:test'

import { element, page } from './page.mjs'

const chip = (data) => element({ tag: 'button', data })
const layouts = ['solo', 'side'].map((layout) => chip({ layout }))
const shapes = ['null', 'true', 'false'].map((portrait) => chip({ portrait }))
const ids = Object.fromEntries(['invite-guest', 'stop-battle', 'battle-terms', 'layouts', 'shapes', 'call-store', 'battle', 'nobody-on-stage', 'seats'].map((id) => [id, element({ id })]))
let laid = { layout: 'side', portrait: null }
const answers = (method, address, body) => {
  if (method === 'PUT') laid = body
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
    assert.deepEqual(asked.at(-1), ['PUT', '/api/v1/rooms/r1/stage/layout', { layout: 'side', portrait }])
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
