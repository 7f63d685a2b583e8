import assert from 'node:assert/strict'
import test from 'node:test'

import { wholeWordsFor as wordsFor } from '../../../miniprogram/shared/i18n/whole.js'
import { floorWords } from '../../../miniprogram/shared/i18n/floor.js'
import { giftsView, hasGifts, panelView } from '../../../miniprogram/shared/gifts-view.js'
import { afterTap, floorView, prefsOf } from '../../../miniprogram/shared/floor-view.js'
import { emptyLive, hear, learn } from '../../../miniprogram/shared/live.js'
import { talkView } from '../../../miniprogram/shared/talk-view.js'

const AT = 1_000_000
const t = floorWords('zh-CN')
const words = wordsFor('zh')
const view = (live, at = AT) => talkView(live.talk, { t, words, at })
const heard = (...events) => hear(emptyLive, { events }, { at: AT })
const said = (speaker, more) => ({ type: 'CommentSaid', comment: '1', text: '好', speaker: { viewer: 'm', name: '阿花', ...speaker }, at: '2026-11-28T12:00:00Z', ...more })

test('a row says who speaks and what they are', () => {
  const [row] = view(heard(said({ role: 'host', level: '金卡', buyer: true }))).rows
  assert.deepEqual(row.badges.map(({ label }) => label), ['主播', '金卡', '买过'])
  assert.deepEqual([row.name, row.text, row.mine, row.mark, row.to], ['阿花', '好', false, '', ''])
})

test('a reply names whom it is for', () => {
  assert.equal(view(heard(said({}, { reply_to: '0', reply_name: '小明' }))).rows[0].to, '小明')
})

test('one\'s own unseen comment says so', () => {
  const rows = (state) => view(learn(emptyLive, { type: 'said', comment: '1', state, text: '好' }, AT)).rows
  assert.deepEqual(rows('yours').map(({ name, mark, mine }) => [name, mark, mine]), [['我', '仅自己可见', true]])
  assert.equal(rows('held')[0].mark, '待店员看过')
})

test('a passing line is news for a moment', () => {
  const live = heard({ type: 'ViewersCame', names: ['老王'], count: 1 })
  assert.equal(view(live).passing, '老王 来了')
  assert.equal(view(live, AT + 3500).passing, '')
})

test('many who come or shop are counted', () => {
  assert.equal(view(heard({ type: 'ViewersCame', names: ['老王', '阿花'], count: 12 })).passing, '老王、阿花 等 12 人来了')
  assert.equal(view(heard({ type: 'ShoppersWent', names: ['老王'], count: 1, product: 'p' })).passing, '老王 正在去买')
  assert.equal(view(heard({ type: 'ViewersCame', names: [], count: 3 })).passing, '')
})

test('slow mode counts down from one\'s own last comment', () => {
  const live = learn(heard({ type: 'TalkRulesChanged', slow_seconds: 10, review: false, quiet: false }), { type: 'said', comment: '1', state: 'said', text: '好' }, AT)
  assert.deepEqual([view(live, AT + 100).pause, view(live, AT + 100).wait], ['10 秒后可以再说', 10])
  assert.equal(view(live, AT + 10_000).pause, '')
  assert.equal(view(heard({ type: 'TalkRulesChanged', slow_seconds: 10, review: false, quiet: false })).pause, '')
})

test('a quiet room and a muted viewer are told why', () => {
  assert.equal(view(heard({ type: 'TalkRulesChanged', slow_seconds: 0, review: false, quiet: true })).pause, t.quiet)
})

const answered = (more) => learn(emptyLive, { type: 'comments', answer: { comments: [], pinned: null, rules: {}, muted: false, muted_until: null, phrases: [], ...more } }, AT)

test('a muted viewer is told until when, and is free after it', () => {
  assert.equal(view(answered({ muted: true })).pause, t.muted)
  const soon = answered({ muted: true, muted_until: new Date(AT + 60_000).toISOString() })
  assert.match(view(soon).pause, /^您在 今天 \d\d:\d\d 前不能发言$/)
  assert.equal(view(soon, AT + 60_001).pause, '')
})

test('when a muting ends is said by the shop\'s clock', () => {
  const muted = answered({ muted: true, muted_until: new Date(AT + 60_000).toISOString() })
  assert.equal(talkView(muted.talk, { t, words, at: AT, offset: 61_000 }).pause, '')
  assert.notEqual(talkView(muted.talk, { t, words, at: AT + 61_000, offset: -61_000 }).pause, '')
})

test('who is let speak is muted no more', () => {
  const spoken = learn(answered({ muted: true }), { type: 'said', comment: '1', state: 'said', text: '好' }, AT)
  assert.equal(view(spoken).pause, '')
})

test('a phone that has to be spared draws fewer comments', () => {
  const live = heard(...Array.from({ length: 60 }, (_, index) => said({}, { comment: String(index) })))
  assert.deepEqual([view(live).rows.length, talkView(live.talk, { t, words, at: AT, spared: true }).rows.length], [50, 20])
})

const floor = (live, more) => floorView(live, { t, words, tag: 'zh-CN', at: AT, line: 'open', prefs: prefsOf({}, {}), tools: [], ...more })

test('the bar says how the wire stands', () => {
  assert.deepEqual([floor(emptyLive).ready, floor(emptyLive, { line: 'broken' }).ready], [true, false])
  assert.deepEqual(['', 'connecting', 'broken'].map((line) => t[floor(emptyLive, { line }).still]), [t.entering, t.entering, t.broken])
  assert.equal(floor(emptyLive, { line: 'out' }).away, t.out)
  assert.deepEqual([floor(emptyLive, { line: 'elsewhere' }).back, floor(emptyLive, { line: 'out' }).back], [true, false])
})

test('where one may not speak a round\'s keyword goes out all the same, but not from who is muted', () => {
  const round = { type: 'RoundOpened', round: 'r1', kind: 'lottery', rule: 'keyword', keyword: '麻花', opens_at: new Date(AT - 1000).toISOString(), closes_at: new Date(AT + 1000).toISOString() }
  const quiet = { type: 'TalkRulesChanged', slow_seconds: 0, review: false, quiet: true }
  const lets = (live) => floor(hear(live, { events: [quiet, round] }, { at: AT })).talk.keywords
  assert.deepEqual([lets(emptyLive), lets(answered({ muted: true }))], [['麻花'], []])
})

test('hearts are shortened as heads are', () => {
  assert.equal(floor(heard({ type: 'LikesCounted', total: 438_000 })).likes, '43.8万')
  assert.equal(floor(emptyLive).likes, '')
})

test('an old phone moves nothing until its owner wants it', () => {
  const slow = prefsOf({}, { benchmarkLevel: 5 })
  assert.deepEqual([slow.smooth, floor(emptyLive, { prefs: slow }).moves, floor(emptyLive, { prefs: slow }).flies], [true, false, false])
  assert.equal(prefsOf({ smooth: false }, { benchmarkLevel: 5 }).smooth, false)
  for (const benchmarkLevel of [undefined, -1, 30]) assert.equal(prefsOf({}, { benchmarkLevel }).smooth, false)
})

test('tools change how the page looks, and the poster and the picture\'s own come first', () => {
  const prefs = prefsOf({}, {})
  assert.equal(afterTap(prefs, 'danmaku').danmaku, false)
  assert.deepEqual(['small', 'medium', 'large'].map((size) => afterTap({ ...prefs, size }, 'size').size), ['medium', 'large', 'small'])
  assert.deepEqual(afterTap({ ...prefs, smooth: true }, 'danmaku'), { ...prefs, danmaku: true, smooth: false })
  assert.equal(afterTap(prefs, 'quality'), null)
  assert.deepEqual(floor(emptyLive, { tools: [{ name: 'sound' }] }).picks.map(({ name }) => name), ['poster', 'sound', 'danmaku', 'size', 'smooth', 'clear', 'report', 'about'])
})

const rose = { gift: 'rose', name: '玫瑰', points: 10, effect: 'float', picture: '' }
const panel = (more) => ({ enabled: true, why: '', points: 30, left_today: 100, gifts: [rose], ...more })
const sheet = (facts) => panelView({ panel: panel(), failed: false, chosen: '', combo: 0, ...facts }, t)

test('a shop without gifts has no button for them', () => {
  assert.deepEqual([hasGifts(panel()), hasGifts(panel({ why: 'adult' })), hasGifts(panel({ why: 'off' })), hasGifts(panel({ gifts: [] })), hasGifts(null)], [true, true, false, false, false])
})

test('the panel of gifts says what it is waiting for', () => {
  assert.deepEqual([sheet({ panel: null }).stage, sheet({ panel: null, failed: true }).stage, sheet({ panel: panel({ gifts: [] }) }).stage, sheet({ panel: panel({ why: 'adult' }) }).stage, sheet({ panel: panel({ why: 'minor' }) }).stage], ['loading', 'failed', 'empty', 'adult', 'minor'])
})

test('one chooses, has enough, gives, and gives on', () => {
  assert.equal(sheet().why, t.choose)
  assert.deepEqual([sheet({ chosen: 'rose' }).why, sheet({ chosen: 'rose' }).giving], ['', '送出'])
  assert.equal(sheet({ chosen: 'rose', combo: 3 }).giving, '连送 ×3')
  assert.equal(sheet({ chosen: 'rose', panel: panel({ points: 9 }) }).why, t.lacking)
  assert.equal(sheet({ chosen: 'rose', panel: panel({ why: 'limit' }) }).why, t.why.limit)
})

test('a gift is seen for a while, with its combo', () => {
  const live = heard({ type: 'GiftGiven', speaker: { viewer: 'm', name: '阿花' }, gift: 'rose', name: '玫瑰', effect: 'full', count: 1, combo: 3 })
  const seen = (at) => giftsView(live.gifts, { t, at, picture: (path) => `shop:${path}` })
  assert.deepEqual(seen(AT).trays.map(({ giver, sentence, combo }) => [giver, sentence, combo]), [['阿花', '送出 玫瑰', '×3']])
  assert.equal(seen(AT).full.sentence, '阿花 送出 玫瑰')
  assert.deepEqual([seen(AT + 2600).full, seen(AT + 3600).trays], [null, []])
  assert.equal(seen(AT).full.face, '/assets/icons/gift.svg')
  const drawn = heard({ type: 'GiftGiven', speaker: { viewer: 'm', name: '阿花' }, gift: 'rose', name: '玫瑰', effect: 'float', count: 1, combo: 1, picture: '/blobs/rose.webp' })
  assert.equal(giftsView(drawn.gifts, { t, at: AT, picture: (path) => `shop:${path}` }).trays[0].face, 'shop:/blobs/rose.webp')
})
