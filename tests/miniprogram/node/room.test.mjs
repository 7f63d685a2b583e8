import assert from 'node:assert/strict'
import test from 'node:test'

import { wordsFor } from '../../../miniprogram/shared/i18n/index.js'
import { emptyRoom, isOnAir, reduce } from '../../../miniprogram/shared/room.js'
import { roomView } from '../../../miniprogram/shared/room-view.js'

const words = wordsFor('zh_CN')
const NOW = Date.parse('2026-11-23T12:00:00Z')
const play = [
  { kind: 'hls', url: '/a/index.m3u8', qualities: [{ name: 'source', label: '原画', url: '/a/source.m3u8' }, { name: '720p', label: '720p', url: '/a/720p.m3u8' }] },
  { kind: 'hls', url: '/b/index.m3u8', qualities: [] },
]
const room = (more) => ({ room: 'shop', title: '津味小店', cover: null, state: 'live', viewers: 12, broadcast: null, notice: '', play, next: null, ...more })
const answered = (more) => ({ type: 'answered', room: room(more), offset: 0 })
const after = (...facts) => facts.reduce(reduce, emptyRoom)
const see = (state) => roomView(state, { words, tag: 'zh-CN', at: NOW, stage: { width: 390, height: 844 }, name: 'shop' })

test('a page that knows nothing yet is loading', () => {
  assert.equal(see(emptyRoom).stage, 'loading')
})

test('a room says by its state what is seen', () => {
  for (const [state, stage] of [['live', 'live'], ['away', 'away'], ['coming', 'coming'], ['off', 'ended'], ['unheard of', 'ended']]) {
    assert.equal(see(after(answered({ state }))).stage, stage)
  }
})

test('a room that does not exist is missing, one that does not answer is not', () => {
  assert.equal(see(after({ type: 'unanswered', status: 404 })).stage, 'missing')
  assert.equal(see(after({ type: 'unanswered', status: 0 })).stage, 'failed')
  assert.equal(see(after(answered(), { type: 'unanswered', status: 503 })).stage, 'live')
})

test('a room that shows nothing leads on to the one beside it, once it is known to show nothing', () => {
  const beside = (before, next) => ({ type: 'beside', before, after: next })
  const on = (...facts) => see(after(beside(room(), room()), ...facts)).on
  assert.deepEqual([on(), on(answered({ state: 'off' })), on({ type: 'unanswered', status: 404 }), on({ type: 'unanswered', status: 403 })], ['', 'after', 'after', 'after'])
  assert.equal(on(beside(room(), null), answered({ state: 'off' })), 'before')
  assert.equal(on(beside(null, null), answered({ state: 'off' })), '')
})

test('a private room without a ticket says whom it is for', () => {
  assert.equal(see(after({ type: 'unanswered', status: 403 })).stage, 'closed')
})

test('a missing room that is opened later is seen', () => {
  assert.equal(see(after({ type: 'unanswered', status: 404 }, answered())).stage, 'live')
})

test('the picture goes on while the host is away', () => {
  assert.equal(see(after(answered(), { type: 'playing' }, answered({ state: 'away' }))).src, '/a/index.m3u8')
  assert.equal(see(after(answered({ state: 'coming' }))).src, '')
  assert.equal(isOnAir(emptyRoom), false)
})

test('the floor stays with who is still at buying something there when the show is over, and says so', () => {
  const over = (...facts) => see(after(answered(), ...facts, answered({ state: 'off' })))
  const { floored, floorHint, src } = over({ type: 'engaged', on: true })
  assert.deepEqual([floored, floorHint, src], [true, words.room.ended, ''])
  assert.equal(over().floored, false)
  assert.equal(over({ type: 'engaged', on: true }, { type: 'engaged', on: false }).floored, false)
  assert.equal(see(after(answered(), { type: 'engaged', on: true }, { type: 'unanswered', status: 404 })).floored, false)
  assert.deepEqual([see(after(answered())).floored, see(after(answered({ state: 'away' }))).floorHint], [true, words.room.awayHint])
})

test('one lost answer worries nobody; two do', () => {
  const lost = { type: 'unanswered', status: 0 }
  assert.equal(see(after(answered(), lost)).banner, '')
  assert.equal(see(after(answered(), lost, lost)).banner, words.home.reconnecting)
  assert.equal(see(after(answered(), lost, lost, answered())).banner, '')
})

test('a device that is offline says so before all else', () => {
  const state = after(answered(), { type: 'failed' }, { type: 'network', online: false })
  assert.equal(see(state).banner, words.room.offline)
  assert.equal(see(reduce(state, { type: 'network', online: true })).banner, words.home.reconnecting)
})

test('a picture that fails tries the next address, and one that plays stays', () => {
  const failed = after(answered(), { type: 'failed' })
  assert.equal(see(failed).src, '/b/index.m3u8')
  const playing = reduce(failed, { type: 'playing' })
  assert.equal(see(playing).banner, '')
})

test('an address that works after the first one failed is kept', () => {
  const playing = after(answered(), { type: 'failed' }, { type: 'playing' })
  assert.equal(see(playing).src, '/b/index.m3u8')
})

test('buffering is seen until the picture moves', () => {
  assert.equal(see(after(answered())).buffering, true)
  assert.equal(see(after(answered(), { type: 'playing' })).buffering, false)
  assert.equal(see(after(answered(), { type: 'playing' }, { type: 'waiting' })).buffering, true)
})

test('a browser that keeps the sound back is asked for it once', () => {
  const silenced = after(answered(), { type: 'silenced' })
  assert.deepEqual([see(silenced).muted, see(silenced).silenced], [true, true])
  const loud = reduce(silenced, { type: 'sound', on: true })
  assert.deepEqual([see(loud).muted, see(loud).silenced], [false, false])
  assert.equal(see(after(answered(), { type: 'sound', on: false })).silenced, false)
})

test('a chosen quality closes the sheet and plays its rendition', () => {
  const view = see(after(answered(), { type: 'sheet', open: true }, { type: 'quality', name: '720p' }))
  assert.deepEqual([view.sheet, view.src, view.qualityLabel], [false, '/a/720p.m3u8', '720p'])
})

test('the sheet names the original in the viewer\'s language', () => {
  const state = after(answered(), { type: 'sheet', open: true })
  assert.deepEqual(see(state).qualities.map(({ label }) => label), ['自动', '原画', '720p'])
  const english = roomView(state, { words: wordsFor('en'), tag: 'en', at: NOW, stage: { width: 1, height: 1 }, name: 'shop' })
  assert.deepEqual(english.qualities.map(({ label }) => label), ['Auto', 'Original', '720p'])
})

test('a show that ends forgets its picture but not that the viewer wants silence', () => {
  const state = after(answered(), { type: 'sound', on: false }, { type: 'measured', width: 1280, height: 720 }, answered({ state: 'off' }))
  assert.deepEqual([state.video.width, state.video.muted], [0, true])
})

test('a wire that breaks off for a moment worries nobody, one that stays away does', () => {
  const broken = after(answered(), { type: 'line', state: 'broken', at: NOW - 3000 })
  assert.equal(see(broken).banner, '')
  assert.equal(see(after(answered(), { type: 'line', state: 'broken', at: NOW - 3001 })).banner, words.home.reconnecting)
  assert.equal(see(reduce(broken, { type: 'line', state: 'open', at: NOW })).banner, '')
})

test('the wire\'s heads and hearts are newer than the answer\'s, as long as it stands', () => {
  const told = after(answered(), { type: 'line', state: 'open', at: NOW }, { type: 'counted', viewers: 15, likes: 12043 })
  assert.deepEqual([see(told).viewers, see(told).likes], ['15', '1.2万'])
  assert.equal(see(reduce(told, { type: 'line', state: 'broken', at: NOW })).viewers, '12')
  assert.equal(see(after(answered())).likes, '')
})

test('the host\'s picture and the faces of who is there come from the shop, the faces only while the wire tells of them', () => {
  const look = (state) => roomView(state, { words, tag: 'zh-CN', at: NOW, stage: { width: 390, height: 844 }, name: 'shop', picture: (path) => path && `https://shop${path}` })
  const told = after(answered({ avatar: '/blobs/host.jpg' }), { type: 'line', state: 'open', at: NOW }, { type: 'counted', viewers: 15, likes: 3, faces: ['/blobs/1.jpg', '/blobs/2.jpg'] })
  assert.deepEqual([look(told).avatar, look(told).faces], ['https://shop/blobs/host.jpg', ['https://shop/blobs/1.jpg', 'https://shop/blobs/2.jpg']])
  assert.deepEqual(look(reduce(told, { type: 'line', state: 'broken', at: NOW })).faces, [])
  assert.deepEqual([see(after(answered())).avatar, see(after(answered())).initial, see(emptyRoom).faces], ['', '津', []])
})

test('who follows a room finds in the tools how to follow it no longer', () => {
  const tool = (follows) => see(after(answered(), { type: 'follows', follows })).tools.find(({ name }) => name === 'follow')
  assert.deepEqual([tool(true).value, tool(true).pressed], ['已关注', true])
  assert.deepEqual([tool(false).value, tool(false).pressed], ['未关注', false])
  assert.equal(tool(null), undefined)
})

test('a show that is over is told as it was', () => {
  const over = (last) => see(after(answered({ state: 'off', play: [] }), { type: 'replays', replays: [], last })).last
  const last = { show: 'b1', title: '早茶', seconds: 7500, viewers: 12840, sold_out: 2, replay: true }
  assert.deepEqual(over(last).figures.map(({ value, name }) => value + name), ['2 小时 5 分直播时长', '1.2万人看过', '2件卖光'])
  assert.equal(over(last).replay, 'b1')
  assert.deepEqual(over({ ...last, seconds: 20, viewers: 0, sold_out: 0, replay: false }).figures.map(({ value }) => value), ['1 分钟'])
  assert.deepEqual(over(null), { title: '', figures: [], replay: '' })
})

test('a small window is offered where the browser has one', () => {
  const names = (floats) => roomView(after(answered()), { words, tag: 'zh-CN', at: NOW, stage: { width: 390, height: 844 }, name: 'tea', floats }).tools.map(({ name }) => name)
  assert.deepEqual([names(true).includes('float'), names(false).includes('float')], [true, false])
})

test('the picture\'s tools are those that it has', () => {
  assert.deepEqual(see(after(answered())).tools.map(({ name, value }) => [name, value]), [['quality', '自动'], ['sound', '开']])
  const wide = after(answered({ play: [{ kind: 'hls', url: '/a' }] }), { type: 'measured', width: 1280, height: 720 }, { type: 'sound', on: false })
  assert.deepEqual(see(wide).tools.map(({ name, value }) => [name, value]), [['sound', '关'], ['fullscreen', '']])
})

test('who does not follow yet is asked to, once that is known', () => {
  assert.deepEqual([see(after(answered())).asksToFollow, see(after(answered(), { type: 'follows', follows: false })).asksToFollow, see(after(answered(), { type: 'follows', follows: true })).asksToFollow], [false, true, false])
})

test('a show that ends takes its wire along and shows everything again', () => {
  const state = after(answered(), { type: 'line', state: 'open', at: NOW }, { type: 'cleared', on: true }, answered({ state: 'off' }))
  assert.deepEqual([state.line.state, see(state).cleared], ['', false])
})

test('a coming show counts down on the server\'s clock', () => {
  const broadcast = { id: '1', title: '麻花', starts_at: '2026-11-23T13:00:10Z', aired_at: null }
  const view = see(after({ type: 'answered', room: room({ state: 'coming', broadcast }), offset: 3600000 }))
  assert.deepEqual(view.countdown.map(({ value }) => value), ['00', '10'])
  assert.equal(view.show, '麻花')
})

test('a show that should have begun says that the host is getting ready', () => {
  const broadcast = { id: '1', title: '麻花', starts_at: '2026-11-23T11:59:00Z', aired_at: null }
  assert.deepEqual(see(after(answered({ state: 'coming', broadcast }))).countdown, [])
})

test('an ended room tells the next show', () => {
  const next = { id: '2', title: '玫瑰专场', starts_at: '2026-11-30T12:00:00Z', aired_at: null }
  assert.deepEqual(see(after(answered({ state: 'off', next }))).next, { title: '玫瑰专场', when: '11月30日 20:00' })
})

test('a fact that the page does not know changes nothing', () => {
  assert.equal(reduce(emptyRoom, { type: 'snow' }), emptyRoom)
})
