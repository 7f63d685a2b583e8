import assert from 'node:assert/strict'
import test from 'node:test'

import { cardOf, tintOf } from '../../../miniprogram/shared/card.js'
import { changes } from '../../../miniprogram/shared/changes.js'
import { emptyHome, homeView } from '../../../miniprogram/shared/home-view.js'
import { wordsFor } from '../../../miniprogram/shared/i18n/index.js'

const words = wordsFor('zh')
const picture = (path) => (path ? `https://shop${path}` : '')
const context = { words, tag: 'zh-CN', now: 0, picture }
const card = (more) => ({ room: 'a b', title: '津味小店', cover: null, state: 'live', viewers: 3, broadcast: null, ...more })
const see = (more) => homeView({ ...emptyHome, ...more }, { words, tag: 'zh-CN', at: 0, picture })

test('the home page is loading, then shows rooms, or says that there are none', () => {
  assert.equal(see({}).stage, 'loading')
  assert.equal(see({ rooms: { live: [card()], coming: [] } }).stage, 'rooms')
  assert.equal(see({ rooms: { live: [], coming: [] } }).stage, 'loading', 'there may be something to watch again')
  assert.equal(see({ rooms: { live: [], coming: [] }, replays: [] }).stage, 'empty')
})

test('where nothing is live or planned, what can be watched again is shown', () => {
  const replay = { show: 's1', title: '晚茶', poster: null, started_at: '1970-01-01T00:00:00Z', seconds: 65, views: 3 }
  const seen = see({ rooms: { live: [], coming: [] }, replays: [replay] })
  assert.deepEqual([seen.stage, seen.replays[0].title, seen.replays[0].length], ['rooms', '晚茶', '01:05'])
})

test('a home page without an answer fails; one that had an answer keeps it', () => {
  assert.equal(see({ failures: 1 }).stage, 'failed')
  const kept = see({ rooms: { live: [card()], coming: [] }, failures: 3 })
  assert.deepEqual([kept.stage, kept.banner], ['rooms', words.home.reconnecting])
})

test('offline is said in any state', () => {
  assert.equal(see({ online: false }).banner, words.home.offline)
})

test('a card leads to its room, whatever its name', () => {
  assert.equal(cardOf(card(), context).url, '/pages/room/room?room=a%20b')
})

test('a card is headed by its show and names the shop below, but says nothing twice', () => {
  const show = { id: '1', title: '麻花', starts_at: null, aired_at: null }
  assert.deepEqual([cardOf(card({ broadcast: show }), context).title, cardOf(card({ broadcast: show }), context).host], ['麻花', '津味小店'])
  assert.deepEqual([cardOf(card(), context).title, cardOf(card(), context).host], ['津味小店', ''])
})

test('a room without a cover wears its own colour and first letter', () => {
  assert.equal(cardOf(card(), context).initial, '津')
  assert.equal(cardOf(card({ title: '𠮷野家' }), context).initial, '𠮷')
  assert.equal(tintOf('shop'), tintOf('shop'))
  for (const name of ['a', 'b', '直播间', '', undefined]) assert.ok(tintOf(name) >= 0 && tintOf(name) < 5)
})

test('pictures of a room have whole addresses, for WeChat looks for others in its own package', () => {
  const seen = see({ rooms: { live: [card({ cover: '/blobs/a.jpg', avatar: '/blobs/b.jpg' })], coming: [card()] } })
  assert.deepEqual([seen.live[0].cover, seen.live[0].avatar], ['https://shop/blobs/a.jpg', 'https://shop/blobs/b.jpg'])
  assert.deepEqual([seen.coming[0].cover, seen.coming[0].avatar], ['', ''])
})

test('only what differs crosses the bridge', () => {
  assert.deepEqual(changes({ a: 1, b: [1], c: 'x' }, { a: 1, b: [2], d: null }), { b: [2], d: null })
})
