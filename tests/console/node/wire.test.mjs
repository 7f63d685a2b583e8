import assert from 'node:assert/strict'
import test from 'node:test'

const page = new EventTarget()
const elements = { desk: { dataset: { room: 'r', may: '', csrf: '' } }, words: { textContent: '{}' } }
globalThis.document = Object.assign(page, { hidden: false, getElementById: (id) => elements[id] })
globalThis.fetch = async () => ({ ok: true, json: async () => ({ url: 'ws://edge/rooms/r?token=t' }) })

/** A room that only closes; it counts who came. */
class Line extends EventTarget {
  static all = []

  constructor() {
    super()
    Line.all.push(this)
  }

  cut(code) {
    this.dispatchEvent(Object.assign(new Event('close'), { code }))
  }
}
globalThis.WebSocket = Line

const { Wire } = await import('../../../console/static/js/control/wire.js')
const settled = () => new Promise(setImmediate)

/** One's wire that was cut with `code`, and how it told so; pauses end at once. */
async function cut(context, code) {
  const later = []
  context.mock.method(globalThis, 'setInterval', () => 0)
  context.mock.method(globalThis, 'setTimeout', (act) => later.push(act))
  Line.all = []
  const told = []
  new Wire({}, { opened: () => {}, closed: (why) => told.push(why) })
  await settled()
  Line.all[0].cut(code)
  page.dispatchEvent(new Event('visibilitychange'))
  for (const act of later) act()
  await settled()
  return { told, came: Line.all.length }
}

test('a colleague who sits in too many tabs is told so, and this one stays away', async (context) => {
  assert.deepEqual(await cut(context, 4409), { told: ['elsewhere'], came: 1 })
})

test('who is sent out does not come back', async (context) => {
  assert.deepEqual(await cut(context, 4403), { told: ['out'], came: 1 })
})

test('who only lost the line comes back', async (context) => {
  const { told, came } = await cut(context, 1006)
  assert.deepEqual(told, ['broken'])
  assert.ok(came > 1)
})
