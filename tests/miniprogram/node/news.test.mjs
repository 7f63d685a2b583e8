/** What is new in a room, asked for at a pace that suits it; and its picture, loaded again when it failed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { createNews } from '../../../miniprogram/pages/room/news.js'
import { createRearming } from '../../../miniprogram/pages/room/rearming.js'

const NOW = 1e12
const OFF = { state: 'off', title: '茶铺', now: new Date(NOW).toISOString() }
const settled = () => new Promise((resolve) => setImmediate(resolve))

/** A page of the room `tea`; `answer` is what the house says, `asked` what it was asked. */
function visitor({ mock }, answer = OFF, more = {}) {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: NOW })
  mock.method(Math, 'random', () => 0.5)
  const asked = []
  const api = {
    room: async (name, ticket) => {
      asked.push(`room ${name} ${ticket}`)
      if (answer instanceof Error) throw answer
      return answer
    },
    replays: async () => {
      asked.push('replays')
      return { replays: Array(20).fill({ show: 's1' }) }
    },
    lastShow: async () => ({ title: '早茶' }),
  }
  globalThis.getApp = () => ({ api })
  globalThis.wx = { setNavigationBarTitle() {} }
  const page = {
    name: 'tea', ticket: 't', hidden: false, learnt: [], looks: 0, data: {},
    state: { room: OFF, offset: 0, failures: 0, line: { state: 'closed' }, replays: [], last: null, ...more },
    learn(fact) { this.learnt.push(fact) },
    setData(data) { Object.assign(this.data, data) },
    swiping: { look: () => { page.looks += 1 } },
  }
  const pass = async (ms) => {
    await settled()
    mock.timers.tick(ms)
    await settled()
  }
  return { page, asked, pass, rooms: () => asked.filter((one) => one !== 'replays').length }
}

for (const [told, more, pace] of [
  ['while nothing tells what changes', {}, 5000],
  ['while the wire tells what changes', { line: { state: 'open' } }, 30000],
  ['while a room is missing', { missing: true }, 30000],
  ['in the last minute before a show', { room: { state: 'coming', broadcast: { starts_at: new Date(NOW + 30000).toISOString() } } }, 2000],
]) {
  test(`the room is asked for every ${pace / 1000} seconds ${told}`, async (t) => {
    const { page, pass, rooms } = visitor(t, OFF, more)
    const news = createNews(page)
    news.start()
    await pass(pace - 1)
    assert.equal(rooms(), 1)
    await pass(1)
    assert.equal(rooms(), 2)
    news.stop()
  })
}

test('what can be watched again is asked for once in a minute, and a dozen of it is kept', async (t) => {
  const { page, asked, pass } = visitor(t)
  const news = createNews(page)
  news.start()
  for (let turn = 0; turn < 5; turn += 1) await pass(5000)
  assert.equal(asked.filter((one) => one === 'replays').length, 1)
  const { replays, last } = page.learnt.find(({ type }) => type === 'replays')
  assert.deepEqual([replays.length, last.title], [12, '早茶'])
  news.stop()
})

test('what comes for a room that was left is not learnt', async (t) => {
  const { page, asked, pass } = visitor(t)
  const news = createNews(page)
  news.start()
  page.name = 'cake'
  await pass(1)
  assert.deepEqual([asked, page.learnt], [['room tea t'], []])
  news.stop()
})

test('a house that does not answer is asked later, and a page keeps no player of a room that is missing', async (t) => {
  const { page, pass, rooms } = visitor(t, Object.assign(new Error(), { status: 404 }), { failures: 1, missing: true })
  const news = createNews(page)
  news.start()
  await pass(800)
  assert.deepEqual(page.learnt[0], { type: 'unanswered', status: 404 })
  assert.deepEqual([rooms(), page.data.keepsPlayer], [1, false])
  await pass(75)
  assert.equal(rooms(), 2)
  news.stop()
})

test('of something that changed it asks within a second and a half, and not after it was stopped', async (t) => {
  const { page, pass, rooms } = visitor(t)
  const news = createNews(page)
  news.start()
  await pass(1)
  news.changed()
  news.changed()
  await pass(750)
  assert.equal(rooms(), 2)
  news.changed()
  news.stop()
  await pass(60000)
  assert.equal(rooms(), 2)
})

test('a picture that failed is loaded again after a pause, unless it plays by then', (t) => {
  const { page } = visitor(t, OFF, { video: { state: 'failed', failures: 1 } })
  const shown = []
  page.setData = (data) => shown.push(data)
  page.show = () => shown.push('shown')
  const rearming = createRearming(page)
  rearming.begin()
  t.mock.timers.tick(874)
  assert.deepEqual(shown, [])
  t.mock.timers.tick(1)
  assert.deepEqual(shown, [{ rearming: true }, 'shown', { rearming: false }], 'src stays: the floor hangs on it')
  rearming.begin()
  page.state.video.state = 'playing'
  t.mock.timers.tick(2000)
  rearming.begin()
  rearming.stop()
  page.state.video.state = 'failed'
  t.mock.timers.tick(2000)
  assert.equal(shown.length, 3)
})
