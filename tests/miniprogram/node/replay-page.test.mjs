import assert from 'node:assert/strict'
import test from 'node:test'

import { timers } from './timers.mjs'

let page
let answers
const T = Date.parse('2026-11-28T12:00:00Z')
const REPLAY = { show: 'b1', room: 'tea', title: '春茶', poster: null, started_at: new Date(T).toISOString(), views: 1, url: '/film.m3u8', spans: [[T, 600000]], stills: null }
const CHAPTER = { window: 'w', since: new Date(T).toISOString(), until: new Date(T + 40000).toISOString(), product: { id: 'p1', title: '龙井', picture: null, price: 9900, deal_price: null, available: 3 } }
globalThis.Page = (given) => { page = given }
globalThis.Behavior = (behavior) => behavior
globalThis.getApp = () => ({ api: { replay: async () => REPLAY, watched: async () => ({}), said: async () => ({ comments: [] }), chapters: async () => answers.shift()() } })
const done = []
const player = Object.fromEntries(['seek', 'playbackRate', 'play', 'pause'].map((name) => [name, (to) => done.push([name, to])]))
globalThis.wx = { getStorageSync: (name) => (name === 'language' ? 'zh_CN' : ''), getAppBaseInfo: () => ({}), getAccountInfoSync: () => ({ miniProgram: {} }), setNavigationBarTitle() {}, createVideoContext: () => player }
await import('../../../miniprogram/pages/more/replay/replay.js')
const { emptyReplay, SPEEDS } = await import('../../../miniprogram/shared/replay-view.js')
const { Refused } = await import('../../../miniprogram/shared/api.js')

const told = () => ({ chapters: [CHAPTER] })
const refuses = (status) => () => { throw new Refused(status) }

/** The page of a replay that has been asked for, and whose film plays. */
async function opened(...chapters) {
  answers = chapters
  done.length = 0
  const unasked = { answer: null, refused: null, failures: 0, online: true, offset: 0 }
  const shown = { ...page, data: { rows: [] }, query: { show: 'b1' }, facts: { ...unasked, ...emptyReplay }, setData(data) { Object.assign(this.data, data) } }
  Object.assign(shown, { minutes: new Map(), born: 0, anew: false })
  await shown.ask()
  return shown
}

test('a film that failed and is loaded anew goes on where it stood, as fast as it went, and is told so once', async () => {
  const shown = await opened(told)
  shown.onMoving({ detail: { currentTime: 120 } })
  shown.onSpeed()
  shown.onFailed()
  done.length = 0
  shown.onAgain()
  assert.equal(shown.data.src, '/film.m3u8')
  shown.onMeasured({ detail: { duration: 600 } })
  shown.onMeasured({ detail: { duration: 601 } })
  assert.deepEqual(done, [['playbackRate', 1.25], ['seek', 120]])
})

test('a player that tells no length goes on from there, too, and its first picture is not the place', async () => {
  const shown = await opened(told)
  shown.onMoving({ detail: { currentTime: 120 } })
  shown.onFailed()
  shown.onAgain()
  shown.onMoving({ detail: { currentTime: 0 } })
  assert.deepEqual([done.at(-1), shown.facts.place], [['seek', 120], 120000])
  shown.onMoving({ detail: { currentTime: 121 } })
  assert.equal(shown.facts.place, 121000)
})

test('the first time it begins at the beginning', async () => {
  const shown = await opened(told)
  shown.onMeasured({ detail: { duration: 600 } })
  assert.deepEqual(done, [])
})

test('chapters that got no answer are asked for again, those that are refused are not', async ({ mock }) => {
  const { later, pass, waits } = timers()
  mock.method(globalThis, 'setTimeout', later)
  const shown = await opened(refuses(0), refuses(503), told)
  assert.equal(shown.data.chapters.length, 0)
  await pass(10000)
  assert.deepEqual([shown.data.chapters.length, waits()], [1, []])
  await opened(refuses(404))
  assert.deepEqual(waits(), [])
})

test('a speed is one that the player of WeChat knows', () => {
  assert.deepEqual(SPEEDS.filter((speed) => ![0.5, 0.8, 1, 1.25, 1.5, 2].includes(speed)), [])
})
