import assert from 'node:assert/strict'
import test from 'node:test'

const page = new EventTarget()
const elements = { desk: { dataset: { room: 'r', may: '', csrf: '' } }, words: { textContent: '{}' } }
globalThis.document = Object.assign(page, { hidden: false, getElementById: (id) => elements[id] })
globalThis.fetch = async () => ({ ok: true, json: async () => ({ url: 'ws://edge/rooms/r?token=t' }) })

/** A room that counts who came. */
class Line extends EventTarget {
  static all = []

  constructor(address) {
    super()
    this.address = address
    Line.all.push(this)
  }

  tell(frame) {
    this.dispatchEvent(Object.assign(new Event('message'), { data: JSON.stringify(frame) }))
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

test('who is cut off again before he has heard what he missed still misses it, but for what no room holds any more', async (context) => {
  const later = []
  context.mock.method(globalThis, 'setInterval', () => 0)
  context.mock.method(globalThis, 'setTimeout', (act) => later.push(act))
  Line.all = []
  new Wire({}, { opened: () => {}, closed: () => {} })
  await settled()
  const welcome = { type: 'welcome', epoch: 'e1', n: 5, gap: false }
  const again = async (frames) => {
    frames.forEach((frame) => Line.all.at(-1).tell(frame))
    Line.all.at(-1).cut(1006)
    later.splice(0).forEach((act) => act())
    await settled()
    return Line.all.at(-1).address.split('&after=')[1]
  }
  assert.equal(await again([welcome]), 'e1.5')
  assert.equal(await again([{ ...welcome, n: 9 }]), 'e1.5')
  assert.equal(await again([{ ...welcome, n: 9 }, { n: 7, events: [] }]), 'e1.7')
  assert.equal(await again([{ ...welcome, epoch: 'e2', n: 3, gap: true }]), 'e2.3')
})
