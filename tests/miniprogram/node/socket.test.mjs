import assert from 'node:assert/strict'
import test from 'node:test'

import { Refused } from '../../../miniprogram/shared/api.js'
import { createLine } from '../../../miniprogram/shared/socket.js'
import { timers } from './timers.mjs'

const WELCOME = { type: 'welcome', epoch: 'e1', n: 5, now: 10_040, edge: 0, gap: false, viewers: 1, likes: 0 }

/** A line, the wires it opened and what it told. */
function setUp({ seats = () => ({ url: 'ws://x/rooms/tea?token=t' }) } = {}) {
  const time = timers(10_000)
  const wires = []
  const states = []
  const frames = []
  const connect = (url) => {
    const wire = { url, sent: [], closed: false }
    wire.task = {
      onMessage: (listener) => { wire.receive = (frame) => listener({ data: JSON.stringify(frame) }) },
      onClose: (listener) => { wire.drop = (code) => listener({ code }) },
      onError: (listener) => { wire.fail = () => listener({}) },
      send: ({ data }) => wire.sent.push(JSON.parse(data)),
      close: () => { wire.closed = true },
    }
    wires.push(wire)
    return wire.task
  }
  const line = createLine({ sit: async () => seats(wires.length), connect, hear: (frame) => frames.push(frame), changed: (state) => states.push(state), clock: time.clock, later: time.later, cancel: time.cancel, random: () => 0.5 })
  return { line, wires, states, frames, time }
}

async function open(more) {
  const all = setUp(more)
  all.line.open()
  await all.time.settled()
  all.wires[0].receive(WELCOME)
  await all.time.settled()
  return all
}

test('a line sits down, is welcomed and compares clocks', async () => {
  const { wires, states, frames, time } = await open()
  assert.deepEqual([wires[0].url, states], ['ws://x/rooms/tea?token=t', ['connecting', 'open']])
  wires[0].receive({ ref: wires[0].sent[0].ref, ok: { now: 10_040 } })
  await time.settled()
  assert.deepEqual(frames.at(-1), { type: 'clock', offset: 40 })
})

test('who has a new name takes another seat at once and goes on where he was', async () => {
  const { line, wires, states, time } = await open({ seats: (count) => ({ url: `ws://x/rooms/tea?token=t${count}` }) })
  wires[0].receive({ n: 8, events: [] })
  line.renew()
  await time.settled()
  assert.deepEqual([wires[1].url, states], ['ws://x/rooms/tea?token=t1&after=e1.8', ['connecting', 'open', 'connecting']])
  assert.equal(wires[0].closed, true)
  wires[1].receive({ ...WELCOME, n: 9 })
  assert.equal(states.at(-1), 'open')
})

test('who is cut off when he gets a name takes another seat when he comes back', async () => {
  const { line, wires, time } = await open({ seats: (count) => ({ url: `ws://x/rooms/tea?token=t${count}` }) })
  wires[0].drop(1006)
  line.renew()
  await time.pass(600)
  assert.match(wires[1].url, /token=t1/)
})

test('a lost line comes back by itself and goes on where it was', async () => {
  const { wires, states, time } = await open()
  wires[0].receive({ n: 8, events: [] })
  wires[0].drop(1006)
  await time.pass(600)
  assert.deepEqual([wires[1].url, states], ['ws://x/rooms/tea?token=t&after=e1.8', ['connecting', 'open', 'broken']])
  wires[1].receive({ ...WELCOME, n: 9 })
  assert.equal(states.at(-1), 'open')
  wires[1].receive({ n: 9, events: [] })
  wires[1].drop(1012)
  await time.pass(600)
  assert.match(wires[2].url, /after=e1\.9$/)
})

test('who is cut off again before he has heard what he missed still misses it, but for what no room holds any more', async () => {
  const { wires, time } = await open()
  const again = async (welcome) => {
    wires.at(-1).drop(1006)
    await time.pass(600)
    wires.at(-1).receive({ ...WELCOME, ...welcome })
  }
  await again({ n: 9 })
  await again({ n: 9 })
  assert.match(wires.at(-1).url, /after=e1\.5$/)
  await again({ epoch: 'e2', n: 3, gap: true })
  await again({ epoch: 'e2', n: 3 })
  assert.match(wires.at(-1).url, /after=e2\.3$/)
})

/** A line whose seats are numbered. */
const seats = () => {
  let number = 0
  return { seats: () => ({ url: `ws://x/rooms/tea?token=t${number += 1}` }) }
}

test('who is cut off comes back with the seat he had, for a minute', async () => {
  const { wires, time } = await open(seats())
  wires[0].drop(1006)
  await time.pass(600)
  assert.match(wires[1].url, /token=t1&after=e1\.5$/)
  wires[1].fail()
  await time.pass(2_000)
  assert.match(wires[2].url, /token=t1&/)
  for (let round = 2; time.clock() < 72_000; round += 1) {
    wires.at(-1).fail()
    await time.pass(15_000)
  }
  assert.match(wires.at(-1).url, /token=t\d&after/)
  assert.doesNotMatch(wires.at(-1).url, /token=t1&/)
})

test('a page that comes back soon sits where it sat, later on a new seat', async () => {
  const { line, wires, time } = await open(seats())
  line.close()
  await time.pass(50_000)
  line.open()
  await time.settled()
  wires[1].receive({ ...WELCOME, n: 6 })
  line.close()
  await time.pass(55_000)
  line.open()
  await time.settled()
  assert.deepEqual(wires.map(({ url }) => /token=(\w+)/.exec(url)[1]), ['t1', 't1', 't2'])
})

test('who heard nothing for about a minute has a gap, however much the room still holds', async () => {
  const { line, wires, frames, time } = await open()
  const back = async (after) => {
    line.close()
    await time.pass(after)
    line.open()
    await time.settled()
    wires.at(-1).receive(WELCOME)
    return frames.at(-1).gap
  }
  assert.equal(frames[0].gap, false)
  assert.deepEqual([await back(50_000), await back(56_000), await back(1_000)], [false, true, false])
})

test('a page that was frozen while its wire died counts from what it heard last', async () => {
  const { wires, frames, time } = await open()
  wires[0].receive({ ref: wires[0].sent[0].ref, ok: { now: 10_040 } })
  time.freeze(56_000)
  wires[0].drop(1006)
  await time.pass(600)
  wires[1].receive({ ...WELCOME, n: 6 })
  assert.equal(frames.at(-1).gap, true)
})

test('pauses grow while nobody answers', async () => {
  const { line, wires, time } = setUp()
  line.open()
  await time.settled()
  for (let round = 0; round < 4; round += 1) {
    wires.at(-1).fail()
    await time.settled()
    const [wait] = time.waits()
    assert.equal(wait, [600, 1750, 3500, 7000][round])
    await time.pass(wait)
  }
})

test('who was sent out or sat down elsewhere does not come back by himself', async () => {
  for (const [code, state] of [[4403, 'out'], [4409, 'elsewhere']]) {
    const { wires, states, time } = await open()
    wires[0].drop(code)
    await time.pass(60_000)
    assert.deepEqual([states.at(-1), wires.length], [state, 1])
  }
})

test('who sat down elsewhere may come back by a tap', async () => {
  const { line, wires, states, time } = await open()
  wires[0].drop(4409)
  line.open()
  await time.settled()
  wires[1].receive(WELCOME)
  assert.equal(states.at(-1), 'open')
})

test('a seat that is refused for good ends it, one that nobody answers does not', async () => {
  const banned = setUp({ seats: () => { throw new Refused(403) } })
  banned.line.open()
  await banned.time.pass(60_000)
  assert.deepEqual(banned.states, ['connecting', 'out'])
  let asked = 0
  const silent = setUp({ seats: () => { asked += 1; throw new Refused(asked < 3 ? 503 : 404) } })
  silent.line.open()
  await silent.time.pass(8_000)
  assert.deepEqual([silent.states, asked >= 3], [['connecting', 'broken'], true])
})

test('an expired seat is changed for another', async () => {
  const { wires, time } = await open(seats())
  wires[0].drop(4401)
  await time.pass(600)
  assert.match(wires[1].url, /token=t2/)
})

test('a question gets its own answer, or its problem', async () => {
  const { line, wires } = await open()
  const won = line.ask('grab', { sale: 's' })
  const refused = line.ask('comment', { text: '好' })
  const [, grab, comment] = wires[0].sent
  assert.deepEqual([grab.type, grab.sale, comment.text], ['grab', 's', '好'])
  wires[0].receive({ ref: comment.ref, problem: { status: 429, title: '说得太快了', type: 'slow' } })
  wires[0].receive({ ref: grab.ref, ok: { state: 'won' } })
  assert.deepEqual(await won, { state: 'won' })
  await assert.rejects(refused, (error) => error instanceof Refused && error.status === 429 && error.message === '说得太快了')
})

test('a question without an answer, or without a wire, is refused as unreachable', async () => {
  const { line, wires, time } = await open()
  const slow = assert.rejects(line.ask('grab'), (error) => error.status === 0)
  await time.pass(8000)
  await slow
  const dropped = assert.rejects(line.ask('grab'), (error) => error.status === 0)
  wires[0].drop(1006)
  await dropped
  await assert.rejects(line.ask('grab'), (error) => error.status === 0)
  assert.equal(line.tell('like', { count: 1 }), false)
})

test('an answer that comes too late is let go', async () => {
  const { wires, frames } = await open()
  const told = frames.length
  wires[0].receive({ ref: '99', ok: {} })
  assert.equal(frames.length, told)
})

test('a wire that nothing comes through any more is given up', async () => {
  const { wires, states, time } = await open()
  wires[0].receive({ ref: wires[0].sent[0].ref, ok: { now: 10_000 } })
  await time.pass(25_000)
  assert.equal(wires[0].sent.length, 2)
  await time.pass(8_000)
  assert.deepEqual([wires[0].closed, states.includes('broken')], [true, true])
})

test('a wire without a welcome is given up', async () => {
  const { line, wires, time } = setUp()
  line.open()
  await time.pass(27_000)
  assert.deepEqual([wires[0].closed, wires.length], [true, 2])
})

test('a line that was closed stays closed, also when its seat comes late', async () => {
  const { line, wires, states, time } = setUp()
  line.open()
  line.close()
  await time.pass(60_000)
  assert.deepEqual([wires.length, states.at(-1)], [0, 'closed'])
})

test('the network coming back ends the pause, and one wire stands in the end', async () => {
  const { line, wires, states, time } = await open()
  wires[0].drop(1006)
  line.hurry()
  line.hurry()
  await time.settled()
  wires.at(-1).receive(WELCOME)
  line.hurry()
  await time.pass(5_000)
  assert.deepEqual([wires.filter(({ closed }) => !closed).length, states.at(-1)], [1, 'open'])
})

test('what needs no answer is told without a ref', async () => {
  const { line, wires } = await open()
  assert.equal(line.tell('like', { count: 3 }), true)
  assert.deepEqual(wires[0].sent.at(-1), { type: 'like', count: 3 })
})
