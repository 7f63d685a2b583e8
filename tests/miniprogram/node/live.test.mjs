import assert from 'node:assert/strict'
import test from 'node:test'

import { emptyLive, explained, hear, learn, nextReach, reach } from '../../../miniprogram/shared/live.js'

const AT = 1_000_000
const said = (comment, text, more) => ({ type: 'CommentSaid', room: 'tea', comment, text, speaker: { viewer: 'm', name: '阿花' }, at: '2026-11-28T12:00:00Z', ...more })
const heard = (...facts) => facts.reduce((live, fact) => hear(live, { events: [fact] }, { at: AT }), emptyLive)
const ids = (live) => live.talk.comments.map(({ comment }) => comment)

test('a welcome sets the clock, the heads and the hearts', () => {
  const live = hear(emptyLive, { type: 'welcome', now: AT + 5000, viewers: 7, likes: 901 }, { at: AT })
  assert.deepEqual([live.offset, live.counts.viewers, live.counts.likes], [5000, 7, 901])
})

test('a compared clock is better than the one of the welcome', () => {
  assert.equal(hear(emptyLive, { type: 'clock', offset: -40 }, { at: AT }).offset, -40)
})

test('a comment stands once, however often it is told', () => {
  assert.deepEqual(ids(heard(said('1', '多少钱'), said('1', '多少钱'), said('2', '好吃'))), ['1', '2'])
})

test('a recalled comment is gone, from above the others too', () => {
  const live = heard(said('1', '假货'), { type: 'CommentPinned', comment: '1', name: '阿花', text: '假货' }, { type: 'CommentRecalled', comment: '1' })
  assert.deepEqual([ids(live), live.talk.pinned], [[], null])
})

test('another comment\'s recall leaves the pinned one', () => {
  const live = heard({ type: 'CommentPinned', comment: '9', name: '店', text: '包邮' }, { type: 'CommentRecalled', comment: '1' })
  assert.equal(live.talk.pinned.text, '包邮')
  assert.equal(heard({ type: 'CommentPinned', comment: '9', name: '店', text: '包邮' }, { type: 'CommentUnpinned' }).talk.pinned, null)
})

test('only the last hundred comments are kept', () => {
  const live = heard(...Array.from({ length: 130 }, (_, index) => said(String(index), '好')))
  assert.deepEqual([live.talk.comments.length, ids(live)[0], live.talk.fresh], [100, '30', 130])
})

test('history goes before what was heard meanwhile, each once', () => {
  const now = heard(said('2', '在', { at: '2026-11-28T12:00:02Z' }))
  const answer = { comments: [said('1', '早', { at: '2026-11-28T12:00:01Z' }), said('2', '在', { at: '2026-11-28T12:00:02Z' })], pinned: null, rules: { slow_seconds: 5 }, muted: false, phrases: ['多少钱'] }
  const live = learn(now, { type: 'comments', answer }, AT)
  assert.deepEqual([ids(live), live.talk.rules, live.talk.phrases], [['1', '2'], { slow_seconds: 5, review: false, quiet: false }, ['多少钱']])
  assert.deepEqual(live.talk.comments.map(({ born }) => born), [undefined, 1])
})

test('history tells a writer what only he sees', () => {
  const answer = { comments: [said('1', '加群', { state: 'yours' }), said('2', '好', { state: 'said' })], pinned: null, rules: {}, muted: true, muted_until: null, phrases: [] }
  const { talk } = learn(emptyLive, { type: 'comments', answer }, AT)
  assert.deepEqual([talk.comments.map(({ only }) => only), talk.muted], [['yours', undefined], { until: null }])
})

test('what the wire tells while history is on its way is newer', () => {
  const answer = { comments: [said('1', '假货'), said('2', '好')], pinned: null, rules: { slow_seconds: 60 }, muted: false, phrases: [] }
  const asked = learn(emptyLive, { type: 'comments asked' }, AT)
  const pin = { type: 'CommentPinned', comment: '9', name: '店', text: '包邮' }
  const meanwhile = hear(asked, { events: [pin, { type: 'CommentRecalled', comment: '1' }] }, { at: AT })
  const live = learn(meanwhile, { type: 'comments', answer }, AT)
  assert.deepEqual([ids(live), live.talk.pinned.text, live.talk.rules.slow_seconds], [['2'], '包邮', 60])
  const again = learn(learn(live, { type: 'comments asked' }, AT), { type: 'comments', answer }, AT)
  assert.equal(again.talk.pinned, null)
})

const gift = (more) => ({ type: 'GiftGiven', speaker: { viewer: 'm', name: '阿花' }, gift: 'rose', name: '玫瑰', effect: 'float', count: 1, combo: 1, ...more })
const given = (...facts) => heard(...facts).gifts

test('gifts of one giver go on in one line, and two lines stand at most', () => {
  assert.deepEqual(given(gift(), gift({ combo: 2 })).trays.map(({ combo }) => combo), [2])
  const others = ['a', 'b', 'c'].map((viewer) => gift({ speaker: { viewer, name: viewer } }))
  assert.deepEqual(given(...others).trays.map(({ giver }) => giver), ['b', 'c'])
})

test('what a gift does is told with it', () => {
  assert.deepEqual([given(gift()).bursts, given(gift({ effect: 'burst' })).bursts], [0, 1])
  assert.equal(given(gift({ effect: 'full' }), gift()).full.name, '玫瑰')
})

test('one\'s own comment is known, whether the fact or the answer comes first', () => {
  const answer = { type: 'said', comment: '7', state: 'said', text: '好' }
  assert.deepEqual(learn(heard(said('7', '好')), answer, AT).talk.own, ['7'])
  const live = hear(learn(emptyLive, answer, AT), { events: [said('7', '好')] }, { at: AT })
  assert.deepEqual([ids(live), live.talk.own, live.talk.saidAt], [['7'], ['7'], AT])
})

test('what only its writer sees stands in his list and says why', () => {
  const live = learn(emptyLive, { type: 'said', comment: '7', state: 'yours', text: '加微信' }, AT)
  assert.deepEqual(live.talk.comments.map(({ text, only, speaker }) => [text, only, speaker]), [['加微信', 'yours', null]])
})

test('a comment that waited for a colleague is like any other once everybody sees it, where it stands', () => {
  const held = learn(emptyLive, { type: 'said', comment: '7', state: 'held', text: '多少钱' }, AT)
  const live = hear(held, { events: [said('8', '好'), said('7', '多少钱')] }, { at: AT })
  assert.deepEqual(live.talk.comments.map(({ comment, only, speaker, born }) => [comment, only, speaker.name, born]), [['7', undefined, '阿花', 1], ['8', undefined, '阿花', 2]])
})

test('who was away when his comment was let through learns so from history', () => {
  const held = learn(emptyLive, { type: 'said', comment: '7', state: 'held', text: '多少钱' }, AT)
  const asked = (state) => learn(held, { type: 'comments', answer: { comments: [said('7', '多少钱', { state })], pinned: null, rules: {}, muted: false, phrases: [] } }, AT).talk.comments
  assert.deepEqual(asked('said').map(({ only, born }) => [only, born]), [[undefined, 1]])
  assert.deepEqual(asked('held').map(({ only, speaker }) => [only, speaker]), [['held', null]])
})

test('a count brings the faces of who is there, one without faces takes them away', () => {
  const told = hear(emptyLive, { n: 0, at: 1, events: [{ type: 'ViewersCounted', viewers: 5, faces: ['/a.jpg'] }] }, { at: 1 })
  assert.deepEqual([told.counts.viewers, told.counts.faces], [5, ['/a.jpg']])
  assert.deepEqual(hear(told, { n: 0, at: 2, events: [{ type: 'ViewersCounted', viewers: 4 }] }, { at: 2 }).counts.faces, [])
})

test('one\'s own hearts are not counted twice', () => {
  const tapped = learn(learn(hear(emptyLive, { type: 'welcome', now: AT, viewers: 1, likes: 100 }, { at: AT }), { type: 'tapped', count: 3 }, AT), { type: 'noise' }, AT)
  assert.deepEqual([tapped.counts.likes, tapped.counts.mine], [103, 3])
  const told = hear(tapped, { events: [{ type: 'LikesCounted', total: 102 }] }, { at: AT })
  assert.deepEqual([told.counts.likes, told.counts.rising], [103, 0])
  const more = hear(told, { events: [{ type: 'LikesCounted', total: 110 }] }, { at: AT })
  assert.deepEqual([more.counts.likes, more.counts.rising], [110, 7])
})

test('a new show begins without hearts', () => {
  assert.equal(heard({ type: 'LikesCounted', total: 9 }, { type: 'BroadcastAired', title: '晚场' }).counts.likes, 0)
})

test('facts for this member go through the same steps', () => {
  assert.deepEqual(ids(hear(emptyLive, { yours: [said('1', '在')] }, { at: AT })), ['1'])
})

const pinned = { type: 'ProductPinned', window: 'w', good: { product: 'p' } }
const frame = (edge, ...events) => ({ n: 1, edge, events })

test('what is pinned waits for this page\'s picture, and what comes after it too', () => {
  const live = hear(emptyLive, frame(50_000, pinned, { type: 'ProductUnpinned', window: 'w' }, said('1', '好')), { at: AT, picture: 46_000 })
  assert.deepEqual([live.waiting.map(({ fact }) => fact.type), ids(live)], [['ProductPinned', 'ProductUnpinned'], ['1']])
  assert.equal(reach(live, { at: AT + 3900, picture: 49_900 }).waiting.length, 2)
  assert.equal(reach(live, { at: AT + 4000, picture: 50_000 }).waiting.length, 0)
})

test('in a show that is held back what is pinned waits for the picture of that moment, however long that is', () => {
  const late = { ...frame(50_000, pinned), delay: 30_000 }
  const live = hear(emptyLive, late, { at: AT, picture: 46_000 })
  assert.equal(reach(live, { at: AT + 4000, picture: 50_000 }).waiting.length, 1)
  assert.equal(reach(live, { at: AT + 33_900, picture: 79_900 }).waiting.length, 1)
  assert.equal(reach(live, { at: AT + 34_000, picture: 80_000 }).waiting.length, 0)
  assert.equal(reach(live, { at: AT + 50_001, picture: 46_000 }).waiting.length, 0)
})

/** Who sat down in a show that is held back for half a minute and asked what it sells, `later` ms after something was pinned. */
const came = (later, more, picture = null) => {
  const seated = hear(emptyLive, { type: 'welcome', now: AT, delay: 30_000, viewers: 1, likes: 0, ...more }, { at: AT })
  const answer = { goods: [{ product: 'p' }], explaining: { window: 'w', product: 'p', since: new Date(AT - later).toISOString() } }
  const known = learn(seated, { type: 'shelf', answer }, AT)
  return { answer, live: hear(known, explained(known, answer), { at: AT, picture }) }
}

test('who comes in the middle of an explanation that is held back sees what is pinned when his picture gets there', () => {
  const { live } = came(10_000, {}, AT - 4000)
  assert.deepEqual([live.shelf.pin, live.waiting.length], [null, 1])
  assert.equal(reach(live, { at: AT + 23_900, picture: AT + 19_900 }).shelf.pin, null)
  assert.equal(reach(live, { at: AT + 24_000, picture: AT + 20_000 }).shelf.pin.stretch, 'w')
  assert.equal(came(40_000, {}, AT - 4000).live.shelf.pin.stretch, 'w')
  assert.equal(came(10_000, { delay: 0 }, AT - 4000).live.shelf.pin.stretch, 'w')
})

test('before his picture plays he goes by the shop\'s clock', () => {
  const { live } = came(10_000, { now: AT + 5000 })
  assert.equal(nextReach(live, { at: AT }), 15_000)
  assert.equal(reach(live, { at: AT + 14_900 }).shelf.pin, null)
  assert.equal(reach(live, { at: AT + 15_000 }).shelf.pin.stretch, 'w')
})

test('what is pinned is told once, however often the shop answers, and what was heard of its end is newer', () => {
  const { live, answer } = came(10_000)
  assert.deepEqual(explained(live, answer).events, [])
  assert.deepEqual(explained(reach(live, { at: AT + 20_000 }), answer).events, [])
  assert.deepEqual(explained(live, { ...answer, goods: [] }).events, [])
  assert.deepEqual(explained(live, { ...answer, explaining: null }).events, [])
  const over = hear({ ...live, waiting: [] }, { ...frame(AT, { type: 'ProductUnpinned', window: 'w' }), delay: 30_000 }, { at: AT })
  assert.deepEqual(explained(over, answer).events, [])
})

test('a page knows in how long its picture will be there', () => {
  const live = hear(emptyLive, frame(50_000, pinned), { at: AT, picture: 46_000 })
  assert.equal(nextReach(live, { at: AT, picture: 46_000 }), 4000)
  assert.equal(nextReach(live, { at: AT + 5000, picture: 51_000 }), 0)
  assert.equal(nextReach(live, { at: AT + 19_900, picture: 40_000 }), 100)
  assert.equal(nextReach(live, { at: AT }), 0)
  assert.equal(nextReach(emptyLive, { at: AT, picture: 46_000 }), null)
})

test('a page that does not know its picture waits for nothing', () => {
  assert.equal(hear(emptyLive, frame(50_000, pinned), { at: AT }).waiting.length, 0)
})

test('a picture that is lost holds nothing back for good', () => {
  const live = hear(emptyLive, frame(50_000, pinned), { at: AT, picture: 46_000 })
  assert.equal(reach(live, { at: AT + 19_999, picture: 46_000 }).waiting.length, 1)
  assert.equal(reach(live, { at: AT + 20_000, picture: 46_000 }).waiting.length, 0)
})

test('an unknown fact changes nothing that is known', () => {
  const { waiting, talk, counts } = heard({ type: 'SnowFell' })
  assert.deepEqual([waiting, talk, counts], [[], emptyLive.talk, emptyLive.counts])
})
