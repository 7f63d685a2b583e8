import assert from 'node:assert/strict'
import test from 'node:test'

import { foremostBargain, phaseOf } from '../../../miniprogram/shared/bargains.js'
import { bargainView, hagglePage, offersOf } from '../../../miniprogram/shared/bargains-view.js'
import { marketWords } from '../../../miniprogram/shared/i18n/market.js'
import { wholeWordsFor } from '../../../miniprogram/shared/i18n/whole.js'
import { emptyLive, hear, learn } from '../../../miniprogram/shared/live.js'
import { marketView } from '../../../miniprogram/shared/market-view.js'
import { haggleView } from '../../../miniprogram/pages/more/shared/haggle-view.js'

const AT = Date.parse('2026-11-28T12:00:00Z')
const iso = (seconds) => new Date(AT + seconds * 1000).toISOString()
const words = { ...wholeWordsFor('zh'), ...marketWords('zh-CN') }
const context = { words, tag: 'zh-CN', now: AT, picture: (path) => path || '' }

const bargain = (more = {}) => ({
  bargain: 'b1', room: 'tea', product: 'p1', sku: 's1', title: '桂花小麻花', spec: '原味', picture: '', start_price: 1990, floor_price: 990, helpers: 4,
  per_helper: 3, hours: 24, quantity: 5, left: 5, state: 'open', opens_at: iso(-60), ends_at: iso(3600), mine: null, ...more,
})
const mine = (more = {}) => ({ haggle: 'h1', price: 1490, helped: 2, state: 'cutting', order: null, until: iso(600), ...more })
const opened = (more = {}) => {
  const { state, mine: _, per_helper: __, left, ...fact } = bargain(more)
  return { type: 'BargainOpened', ...fact }
}
const at = (live, ...facts) => facts.reduce((state, fact) => learn(state, fact, AT), live)
const asked = (...items) => at(emptyLive, { type: 'bargains', answer: { items } })
const card = (live, more = {}) => bargainView(live.bargains, { closed: {} }, { ...context, ...more })
const market = (live, more = {}) => marketView(live, { ...context, ...more })
const pinned = { type: 'ProductPinned', window: 'w', good: { product: 'p1', number: 1, title: '麻花', picture: '', price: 1990, plain_price: 1990, available: 3, sold: 0 } }

test('a bargain that is opened live stands there at once, from its start to its floor', () => {
  const shown = card(hear(emptyLive, { type: 'events', events: [opened()] }, { at: AT }))
  assert.deepEqual([shown.phase, shown.act, shown.action, shown.share], ['open', 'begin', '发起砍价', 0])
  assert.deepEqual([shown.price, shown.priceName, shown.start, shown.floor], [{ whole: '9', rest: '.90' }, '最低', '起砍价 ¥19.90', '底价 ¥9.90'])
})

test('what one has begun shows how far it came, and can be bought at once', () => {
  const shown = card(asked(bargain({ mine: mine() })))
  assert.deepEqual([shown.phase, shown.share, shown.cuts, shown.act, shown.buy], ['cutting', 50, '2 / 4 刀', 'see', '现在就买 ¥14.90'])
})

test('a friend who helps is told with what came off', () => {
  const chopped = { type: 'PriceChopped', room: 'tea', member: 'm1', bargain: 'b1', haggle: 'h1', name: '李*', amount: 250, price: 1240, helped: 3, helpers: 4 }
  const live = at(asked(bargain({ mine: mine() })), chopped)
  assert.deepEqual([card(live).hint, card(live).share, card(live).cuts], ['李* 帮您砍了 ¥2.50', 75, '3 / 4 刀'])
  assert.equal(card(live, { now: AT + 9000 }).hint, '')
  assert.equal(at(asked(bargain()), chopped).bargains.items.b1.mine, null)
})

test('each stand has its name and what can be done', () => {
  const stands = [
    [{ opens_at: iso(60) }, 'announced', ''],
    [{ left: 0 }, 'sold-out', ''],
    [{ mine: mine({ helped: 4, price: 990 }) }, 'floor', 'buy'],
    [{ mine: mine(), left: 0 }, 'sold-out', ''],
    [{ mine: mine({ state: 'ordered', order: 'o1' }) }, 'ordered', 'pay'],
    [{ mine: mine({ until: iso(-1) }) }, 'open', 'begin'],
    [{ mine: mine({ state: 'stopped' }), state: 'ended' }, 'stopped', 'buy'],
    [{ mine: mine(), state: 'ended' }, 'cutting', 'see'],
  ]
  for (const [more, phase, act] of stands) {
    const shown = card(asked(bargain(more)))
    assert.deepEqual([shown.phase, shown.act], [phase, act])
  }
})

test('a bargain that is over or bought goes after a while', () => {
  const ended = at(asked(bargain()), { type: 'BargainEnded', room: 'tea', bargain: 'b1', reason: 'time' })
  assert.equal(card(ended).heading, '已结束')
  assert.equal(card(ended, { now: AT + 9000 }), null)
  const paid = at(asked(bargain({ mine: mine() })), { type: 'deal ordered', bargain: 'b1', order: 'o1' }, { type: 'deal paid', bargain: 'b1' })
  assert.deepEqual([card(paid).phase, card(paid).order, card(paid).act], ['bought', 'o1', 'order'])
  assert.equal(card(paid, { now: AT + 9000 }), null)
  assert.equal(card(asked(bargain({ state: 'ended' }))), null)
})

test('when staff end it what one has begun can still be bought', () => {
  const live = at(asked(bargain({ mine: mine() })), { type: 'BargainEnded', room: 'tea', bargain: 'b1', reason: 'staff' })
  assert.equal(phaseOf(live.bargains.items.b1, AT), 'stopped')
})

test('beginning rests the button, and what comes of it stands there', () => {
  const busy = at(asked(bargain()), { type: 'haggling', bargain: 'b1' })
  assert.equal(card(busy).act, '')
  assert.equal(card(at(busy, { type: 'haggle refused', bargain: 'b1' })).act, 'begin')
  const begun = at(busy, { type: 'haggle begun', bargain: 'b1', answer: { haggle: 'h1', price: 1500, helped: 1, state: 'cutting', until: iso(600), order: null } })
  assert.deepEqual([card(begun).phase, card(begun).haggle], ['cutting', 'h1'])
})

test('pieces are counted as they are ordered', () => {
  const live = at(asked(bargain()), { type: 'BargainCounted', room: 'tea', bargain: 'b1', left: 1 }, { type: 'BargainCounted', room: 'tea', bargain: 'none', left: 1 })
  assert.equal(card(live).left, '剩 1 / 5 件')
})

test('what is asked anew keeps when a bargain was heard of', () => {
  const live = at(at(emptyLive, opened()), { type: 'bargains', answer: { items: [bargain()] } })
  assert.equal(live.bargains.items.b1.since, AT)
})

test('an answer that was under way when a bargain opened does not take it away, a later one does', () => {
  const answer = { type: 'bargains', answer: { items: [] } }
  const live = at(emptyLive, opened())
  assert.ok(learn(live, answer, AT + 500).bargains.items.b1)
  assert.deepEqual(learn(live, answer, AT + 11000).bargains.items, {})
})

test('one has begun comes before one that is new', () => {
  const live = asked(bargain({ bargain: 'b2', opens_at: iso(-1) }), bargain({ mine: mine() }))
  assert.equal(foremostBargain(live.bargains, AT).one.bargain, 'b1')
})

test('a new bargain stands before what is explained, an older one hangs beside it until it is asked for', () => {
  const fresh = at(emptyLive, pinned, opened())
  assert.equal(market(fresh).bargain.top, true)
  assert.equal(market(fresh, { now: AT + 61000 }).bargain.top, false)
  const older = at(emptyLive, pinned, { type: 'bargains', answer: { items: [bargain()] } })
  const [hanging] = market(older).pendants
  assert.deepEqual([hanging.kind, hanging.round, hanging.label], ['bargain', 'b1', '砍价'])
  const wanted = at(older, { type: 'card reopened', card: 'b1' })
  assert.deepEqual([market(wanted).bargain.top, market(wanted).pendants], [true, []])
  const away = at(wanted, { type: 'card closed', card: 'b1' })
  assert.equal(market(away).bargain.top, false)
})

test('what is explained says its lower price by a bargain and takes out that card, before one that was begun in another', () => {
  const live = at(emptyLive, pinned, { type: 'bargains', answer: { items: [bargain(), bargain({ bargain: 'b2', product: 'p2', mine: mine() })] } })
  const { deal } = market(live).explain
  assert.deepEqual(deal, { card: 'b1', price: '砍价 最低 ¥9.90', does: '发起砍价' })
  const led = market(at(live, { type: 'card reopened', card: deal.card }))
  assert.deepEqual([led.bargain.bargain, led.bargain.top], ['b1', true])
  const away = market(at(live, { type: 'card reopened', card: 'b1' }, { type: 'card closed', card: 'b1' }))
  assert.equal(away.bargain.bargain, 'b2')
  const own = (more) => market(at(emptyLive, pinned, { type: 'bargains', answer: { items: [bargain({ mine: mine(more) })] } })).explain.deal
  assert.deepEqual([own().price, own().does], ['砍到 ¥14.90', '叫朋友来砍'])
  assert.equal(own({ helped: 4, price: 990 }).does, '现在就买 ¥9.90')
  assert.equal(market(at(emptyLive, pinned, { type: 'bargains', answer: { items: [bargain({ left: 0 })] } })).explain.deal, null)
})

test('where nothing else stands a bargain does, and its pendant counts the cuts', () => {
  assert.equal(market(asked(bargain())).bargain.top, true)
  const away = at(asked(bargain({ mine: mine() })), { type: 'card closed', card: 'b1' })
  assert.equal(market(away).pendants[0].label, '2 / 4 刀')
})

test('an order of a bargain knows whose it is', () => {
  const live = at(asked(bargain({ mine: mine() })), { type: 'order begun', claim: 'h1', deal: { bargain: 'b1' } })
  assert.deepEqual([live.market.order.claim, live.market.order.deal, live.market.sheet], ['h1', { bargain: 'b1' }, 'order'])
})

const haggle = (more = {}) => ({
  haggle: 'h1', bargain: bargain(), name: '王*', avatar: null, price: 1490, helped: 2, state: 'cutting', until: iso(3725), mine: false, order: null, now: iso(0),
  cuts: [
    { name: '王*', avatar: null, amount: 300, at: iso(-100), mine: false },
    { name: '李*', avatar: '/blobs/a.jpg', amount: 200, at: iso(-50), mine: false },
  ],
  ...more,
})
const page = (more = {}, facts = {}) => haggleView({ answer: haggle(more), ...facts }, context)
const does = ({ chief, beside }) => [chief && chief.does, beside && beside.does]

test('who has begun is offered a reminder where the shop has a template, until it is taken', () => {
  const templates = { haggle: 'T' }
  assert.equal(page({ mine: true }, { templates }).reminds, true)
  for (const [more, facts] of [[{ mine: true }, {}], [{ mine: true }, { templates, told: true }], [{}, { templates }], [{ mine: true, state: 'bought' }, { templates }]]) {
    assert.equal(page(more, facts).reminds, false)
  }
})

test('a friend who comes by the link sees whose it is, how far it is and the one thing to do', () => {
  const shown = page()
  assert.deepEqual([shown.said, shown.rest, shown.clock], ['王* 想买这件，帮忙砍一刀吧', '已砍 ¥5，再砍 ¥5 到底价', '1:02:05'])
  assert.deepEqual([shown.chief.words, shown.beside.words], ['帮 TA 砍一刀', '我也要砍'])
  assert.deepEqual(shown.cuts.map(({ off, first }) => [off, first]), [['砍掉 ¥3', '发起人第一刀'], ['砍掉 ¥2', '']])
})

test('who has helped is thanked and may want one too', () => {
  const cuts = [haggle().cuts[0], { ...haggle().cuts[1], mine: true }]
  const shown = page({ cuts }, { cut: 200 })
  assert.deepEqual([shown.said, shown.flying, does(shown)], ['您帮 TA 砍掉了 ¥2，谢谢您', '-¥2', ['begin', 'share']])
  assert.equal(shown.cuts[1].name, '我')
  assert.deepEqual(does(page({ cuts, bargain: bargain({ state: 'ended' }) })), ['share', undefined])
})

test('who began it shares and buys, in every stand', () => {
  const stands = { cutting: ['share', 'buy'], floor: ['buy', undefined], stopped: ['buy', undefined], ordered: ['pay', undefined], bought: ['see', undefined], lapsed: ['begin', undefined], 'sold-out': ['goods', undefined] }
  for (const [state, buttons] of Object.entries(stands)) assert.deepEqual(does(page({ mine: true, state })), buttons, state)
  assert.equal(page({ mine: true }).beside.words, '现在就买 ¥14.90')
  assert.equal(page({ mine: true, until: iso(-1) }).phase, 'lapsed')
  assert.equal(page({ mine: true, state: 'floor', price: 990 }).rest, '已砍 ¥10，到底价了')
})

test('others are told how it ended, and may begin one of their own', () => {
  for (const state of ['floor', 'stopped', 'ordered', 'bought', 'lapsed', 'sold-out']) {
    const shown = page({ state })
    assert.equal(shown.said, words.bargain.others[state])
    assert.deepEqual(does(shown), ['begin', undefined])
  }
  assert.deepEqual(does(page({ state: 'bought', bargain: bargain({ state: 'ended' }) })), ['goods', undefined])
  assert.equal(haggleView({}, context).chief, null)
})

test('one person has one face on the whole page, and a guest is no number', () => {
  const cuts = [{ name: '游客1A2B', avatar: null, amount: 300, at: iso(-100), mine: true }, { name: '游客8A99', avatar: null, amount: 200, at: iso(-50), mine: false }]
  const shown = page({ name: '游客1A2B', mine: true, cuts })
  assert.deepEqual([shown.starter.initial, ...shown.cuts.map(({ initial }) => initial)], ['游', '游', '游'])
  assert.equal(shown.cuts[0].tint, shown.starter.tint)
})

test('what is missing to the floor is told only while somebody can cut', () => {
  for (const state of ['stopped', 'ordered', 'bought', 'lapsed', 'sold-out']) assert.equal(page({ mine: true, state }).rest, '一共砍掉 ¥5')
  assert.equal(page({ mine: true, until: iso(-1) }).rest, '一共砍掉 ¥5')
})

test('a share says what it is about', () => {
  assert.equal(page({ mine: true }).invitation, '我在砍「桂花小麻花」，已砍到 ¥14.90，来帮我砍一刀')
  assert.equal(hagglePage('h/1', ''), '/pages/more/bargain/bargain?id=h%2F1')
  assert.equal(hagglePage('h1', 'tea', 't&1'), '/pages/more/bargain/bargain?id=h1&room=tea&ticket=t%261')
})

test("a product's page offers the shop's own bargains", () => {
  const [open, begun, gone] = offersOf({ items: [bargain(), bargain({ mine: mine() }), bargain({ state: 'sold-out' })] }, context)
  assert.deepEqual([open.words, open.action, open.gone], ['最低 ¥9.90，4 刀砍到底，24 小时内有效', '发起砍价', false])
  assert.deepEqual([begun.action, begun.haggle, gone.gone, gone.goneWords], ['看我的砍价', 'h1', true, '已抢光'])
  assert.deepEqual(offersOf(null, context), [])
})
