import assert from 'node:assert/strict'
import test from 'node:test'

let live = []
let asked = 0
let refuses = false
globalThis.getApp = () => ({ api: { rooms: async () => answer() } })
globalThis.wx = { getStorageSync: () => 'zh_CN', setStorageSync() {}, getAppBaseInfo: () => ({}), getAccountInfoSync: () => ({ miniProgram: {} }) }

const { Refused } = await import('../../../miniprogram/shared/api.js')
const { createSwiping } = await import('../../../miniprogram/pages/room/swiping.js')
const card = (room) => ({ room, title: `${room}店`, cover: null, state: 'live', viewers: 1, broadcast: null })
const settled = () => new Promise((resolve) => setImmediate(resolve))
const MINUTE = 60000

function answer() {
  asked += 1
  if (refuses) throw new Refused(503)
  return { live }
}

/** A room's page in `tea` whose question for its room is answered every half minute while `pass(ms)` goes by. */
function viewer({ mock }, rooms) {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1e12 })
  asked = 0
  refuses = false
  live = rooms.map(card)
  const page = {
    name: 'tea', ticket: '', size: { height: 900 }, data: { silent: false, slide: 0, stage: 'live', floored: true, replays: [] },
    state: { beside: { before: null, after: null }, known: null, room: card('tea'), offset: 0, video: {} },
    setData(more) { Object.assign(this.data, more) },
    learn({ before, after }) { this.state.beside = { before, after } },
  }
  const swiping = createSwiping(page)
  const pass = async (ms) => {
    for (let gone = 0; gone < ms; gone += MINUTE / 2) {
      swiping.look()
      mock.timers.tick(MINUTE / 2)
      await settled()
    }
  }
  return { page, swiping, pass }
}

test('who knows the rooms beside his asks no more until he begins to swipe, and then only if it is a minute old', async (t) => {
  const { page, swiping, pass } = viewer(t, ['tea', 'cake'])
  await pass(60 * MINUTE)
  assert.deepEqual([asked, page.state.beside.after.room], [1, 'cake'])
  live = [card('tea'), card('toys')]
  for (const far of [-10, -20, -30]) swiping.pull({ far })
  await pass(MINUTE / 2)
  assert.deepEqual([asked, page.state.beside.after.room], [2, 'toys'])
  swiping.pull({ far: -10 })
  await pass(MINUTE / 2)
  assert.equal(asked, 2)
})

test('who is in the only room asks every ten minutes, and when he tries to swipe', async (t) => {
  const { page, swiping, pass } = viewer(t, ['tea'])
  await pass(31 * MINUTE)
  assert.equal(asked, 4)
  live = [card('tea'), card('cake')]
  swiping.pull({ far: -10 })
  assert.equal(page.data.slide, 0)
  await pass(MINUTE / 2)
  assert.deepEqual([asked, page.state.beside.after.room], [5, 'cake'])
})

test('a list that could not be had is asked for again a minute later', async (t) => {
  const { pass } = viewer(t, ['tea'])
  refuses = true
  await pass(MINUTE)
  assert.equal(asked, 1)
  refuses = false
  await pass(MINUTE)
  assert.equal(asked, 2)
})

test('a finger on a room that is over pulls it, unless there is something to scroll', async (t) => {
  const { page, swiping, pass } = viewer(t, ['tea', 'cake'])
  await pass(MINUTE)
  const finger = (type, y) => swiping.feel({ type, changedTouches: [{ clientY: y }] })
  const pulled = (more) => {
    Object.assign(page.data, { slide: 0, floored: false, stage: 'ended', on: 'after', replays: [] }, more)
    finger('touchstart', 600)
    finger('touchmove', 500)
    return page.data.slide
  }
  assert.deepEqual([pulled({}), pulled({ floored: true }), pulled({ replays: [{}] }), pulled({ on: '' })], [-100, 0, 0, 0])
})
