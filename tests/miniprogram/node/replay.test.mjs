import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chapterAt, chaptersOf, dueBetween, lengthOf, minuteOf, momentAt, placeOf, stillAt, withMarks } from '../../../miniprogram/shared/replay.js'
import { clockOf, emptyReplay, replayCard, replayView } from '../../../miniprogram/shared/replay-view.js'
import { wholeWordsFor as wordsFor } from '../../../miniprogram/shared/i18n/whole.js'

/** Ten seconds on air, half a minute of slate, twenty seconds on air. */
const T = Date.parse('2026-11-28T12:00:00Z')
const spans = [[T, 10000], [T + 40000, 20000]]
const words = wordsFor('zh')
const context = { words, tag: 'zh-CN', now: T + 86400000, picture: (path) => path || '' }

test('a moment of the show has a place in the replay', () => {
  assert.equal(placeOf(spans, T - 5000), 0)
  assert.equal(placeOf(spans, T + 4000), 4000)
  assert.equal(placeOf(spans, T + 45000), 15000)
  assert.equal(placeOf(spans, T + 99000), 30000)
})

test('what fell into a break stands where the replay goes on', () => {
  assert.equal(placeOf(spans, T + 20000), 10000)
})

test('a place in the replay was a moment of the show', () => {
  for (const at of [T, T + 9999, T + 40000, T + 55000]) assert.equal(momentAt(spans, placeOf(spans, at)), at)
  assert.equal(momentAt(spans, 99999), T + 60000)
  assert.equal(momentAt([], 5), 0)
})

test('a replay is as long as what was kept', () => {
  assert.equal(lengthOf(spans), 30000)
})

test('comments are asked for minute by minute, in the time of the show', () => {
  assert.deepEqual(minuteOf(spans, 0), { since: T, until: T + 60000 })
})

test('chapters stand at their places, and one without a picture is none', () => {
  const at = (seconds) => new Date(T + seconds * 1000).toISOString()
  const found = chaptersOf([{ window: 'a', since: at(2), until: at(8) }, { window: 'b', since: at(15), until: at(30) }, { window: 'c', since: at(42), until: at(50) }], spans)
  assert.deepEqual(found.map(({ window: id, from, to }) => [id, from, to]), [['a', 2000, 8000], ['c', 12000, 20000]])
  assert.equal(chapterAt(found, 3000), 0)
  assert.equal(chapterAt(found, 9000), -1)
  assert.equal(chapterAt(found, 12000), 1)
})

test('a still is the tile of its moment', () => {
  const stills = { columns: 2, sheets: [{ number: 1, at: [T, T + 10000, T + 20000], width: 160, height: 90 }, { number: 2, at: [T + 30000], width: 160, height: 90 }] }
  assert.deepEqual(stillAt(stills, T + 12000), { number: 1, width: 160, height: 90, x: -160, y: 0 })
  assert.deepEqual(stillAt(stills, T + 25000), { number: 1, width: 160, height: 90, x: 0, y: -90 })
  assert.equal(stillAt(stills, T + 31000).number, 2)
  assert.equal(stillAt(stills, T - 1), null)
  assert.equal(stillAt(null, T), null)
})

test('a comment flies once when its moment comes, and not after a leap', () => {
  const comments = [{ place: 1000 }, { place: 2000 }, { place: 9000 }]
  assert.deepEqual(dueBetween(comments, 1000, 2000), [{ place: 1000 }]) // also where a leap ended
  assert.deepEqual(dueBetween(comments, 2000, 3000), [{ place: 2000 }])
  assert.deepEqual(dueBetween(comments, 0, 20000), [])
  assert.deepEqual(dueBetween(comments, 9000, 1000), [])
})

test('a place is told as a clock tells it', () => {
  assert.deepEqual([0, 61000, 3723000, -5].map(clockOf), ['00:00', '01:01', '1:02:03', '00:00'])
})

const product = { id: 'p1', title: '龙井', picture: '/blobs/a.jpg', price: 9900, deal_price: 8800, available: 3 }
const replay = { show: 'b1', room: 'r1', title: '春茶', poster: null, started_at: new Date(T).toISOString(), seconds: 30, views: 12345, url: 'http://e/replay/r1/b1/index.m3u8', spans, stills: { columns: 2, sheets: [{ number: 7, at: [T], width: 160, height: 90 }] } }
const chapters = [{ window: 'w', since: new Date(T + 2000).toISOString(), until: new Date(T + 8000).toISOString(), product }]

test('the page shows the product of the chapter that plays, at its price of now', () => {
  const view = replayView({ ...emptyReplay, answer: { replay, chapters }, place: 3000 }, context)
  assert.deepEqual(view.good, { id: 'p1', title: '龙井', picture: '/blobs/a.jpg', price: { whole: '88', rest: '' }, gone: false })
  assert.equal(view.chapters[0].on, true)
  assert.equal(view.percent, 10)
  assert.equal(view.views, '1.2万次观看')
  assert.equal(replayView({ ...emptyReplay, answer: { replay, chapters }, place: 9000 }, context).good, null)
})

test('a moment that was marked is a chapter beside the products, and hides none of them', () => {
  const marks = [{ clip: 'm', since: new Date(T + 1000).toISOString(), until: new Date(T + 9000).toISOString() }]
  const both = withMarks(chapters, { marks })
  assert.deepEqual(both.map(({ window: id }) => id), ['m', 'w'])
  const view = replayView({ ...emptyReplay, answer: { replay, chapters: both }, place: 3000 }, context)
  assert.deepEqual(view.chapters.map(({ title, on, label }) => [title, on, label]), [['精彩时刻', true, '精彩时刻，从 00:01 开始'], ['龙井', false, '龙井，从 00:02 开始讲解']])
  assert.equal(view.good.id, 'p1')
  assert.equal(replayView({ ...emptyReplay, answer: { replay, chapters: both }, place: 1500 }, context).good, null)
  assert.deepEqual(withMarks(chapters, {}), chapters)
})

test('in a show that was held back a chapter begins where its product is seen, and a mark where it was seen', () => {
  const marks = [{ clip: 'm', since: new Date(T + 1000).toISOString(), until: new Date(T + 9000).toISOString() }]
  const both = withMarks(chapters, { marks, delay: 5000 })
  assert.deepEqual(both.map(({ since, until }) => [Date.parse(since) - T, Date.parse(until) - T]), [[1000, 9000], [7000, 13000]])
})

test('a finger on the scrubber sees a still of where it is', () => {
  const view = replayView({ ...emptyReplay, answer: { replay, chapters }, place: 3000, scrub: 6000 }, context)
  assert.equal(view.still.src, 'http://e/replay/r1/b1/stills/0007.jpg')
  assert.equal(view.place, '00:06')
})

test('a page that knows nothing yet shows nothing false', () => {
  assert.deepEqual(replayView({ ...emptyReplay, answer: null }, context).chapters, [])
})

test('a card of the list tells how long, when and how often', () => {
  const card = replayCard(replay, context)
  assert.deepEqual([card.length, card.views, card.title], ['00:30', '1.2万次观看', '春茶'])
})

test('a show that lies in the cloud says so when it does not play, and any other does not', () => {
  const failing = (away) => replayView({ ...emptyReplay, failed: true, answer: { replay: { ...replay, away }, chapters } }, context).failedHint
  assert.equal(failing(true), context.words.film.farHint)
  assert.equal(failing(false), '')
  assert.equal(replayView({ ...emptyReplay, answer: { replay: { ...replay, away: true }, chapters } }, context).failedHint, '')
})
