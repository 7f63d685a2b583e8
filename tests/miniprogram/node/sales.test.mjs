import assert from 'node:assert/strict'
import test from 'node:test'

import { wholeWordsFor as wordsFor } from '../../../miniprogram/shared/i18n/whole.js'
import { marketWords } from '../../../miniprogram/shared/i18n/market.js'
import { foremost, phaseOf, sales } from '../../../miniprogram/shared/sales.js'
import { flashView } from '../../../miniprogram/shared/sales-view.js'
import { clock } from '../../../miniprogram/shared/time.js'

const words = { ...wordsFor('zh'), ...marketWords('zh-CN') }
const NOON = Date.parse('2026-11-28T12:00:00Z')
const at = (seconds) => new Date(NOON + seconds * 1000).toISOString()
const announced = {
  type: 'FlashSaleAnnounced', room: 'tea', sale: 'f1', product: 'p', sku: 's', title: '桂花麻花', spec: '原味', picture: '',
  price: 990, plain_price: 1990, quantity: 10, per_member: 1, opens_at: at(10), ends_at: at(610),
}
const opened = { type: 'FlashSaleOpened', sale: 'f1' }
const won = { type: 'FlashPieceWon', room: 'tea', member: 'm', sale: 'f1', claim: 'c1', sku: 's', quantity: 1, price: 990, until: at(320) }
const heard = (facts, now = NOON) => facts.reduce((state, fact) => ({ ...state, ...sales.steps[fact.type](state, fact, { now }) }), sales.empty)
const see = (state, seconds, more) => flashView(state, { closed: {}, quantity: 1, ...more }, { words, now: NOON + seconds * 1000, picture: (path) => path || '' })
const phase = (facts, seconds) => see(heard(facts), seconds)?.phase

test('a small clock tells what is left, with hours only where there are some', () => {
  assert.equal(clock(at(299), NOON), '04:59')
  assert.equal(clock(at(3600 * 25 + 61), NOON), '25:01:01')
  assert.equal(clock(at(-1), NOON), '00:00')
})

test('a sale opens by the server\'s clock, or as soon as the room says so', () => {
  assert.equal(phase([announced], 9), 'coming')
  assert.equal(phase([announced], 10), 'open')
  assert.equal(phase([announced, opened], 9), 'open')
  assert.deepEqual([see(heard([announced]), 7).clock, see(heard([announced]), 7).act], ['00:03', ''])
})

test('a sale for members says so beforehand', () => {
  assert.equal(see(heard([announced]), 0).limit, '每人限 1 件')
  assert.equal(see(heard([{ ...announced, members: true }]), 0).limit, '每人限 1 件，登录后可参加')
})

test('a tap is answered at once: in the queue until the room knows', () => {
  assert.equal(phase([announced, opened, { type: 'grabbing', sale: 'f1', quantity: 1 }], 11), 'asking')
  assert.equal(phase([announced, opened, { type: 'grabbing', sale: 'f1', quantity: 1 }, { type: 'grab refused', sale: 'f1' }], 11), 'open')
})

test('who won has a clock of his own and one thing to do', () => {
  const card = see(heard([announced, opened, { type: 'grabbing', sale: 'f1', quantity: 1 }, { type: 'grabbed', sale: 'f1', answer: { state: 'won', claim: 'c1', until: at(320) } }]), 20)
  assert.deepEqual([card.phase, card.clock, card.act, card.claim], ['won', '05:00', 'order', 'c1'])
})

test('a win that came by itself is not undone by an older answer', () => {
  const state = heard([announced, opened, { type: 'grabbing', sale: 'f1', quantity: 1 }, won, { type: 'grabbed', sale: 'f1', answer: { state: 'queued' } }])
  assert.equal(see(state, 20).phase, 'won')
})

test('a win that is told again undoes nothing that came of it', () => {
  const ordered = [announced, opened, won, { type: 'deal ordered', sale: 'f1', order: 'o1' }]
  assert.deepEqual([see(heard([...ordered, won]), 30).act, see(heard([...ordered, won]), 30).order], ['pay', 'o1'])
  const another = see(heard([...ordered, { ...won, claim: 'c2' }]), 30)
  assert.deepEqual([another.act, another.claim], ['order', 'c2'])
})

test('what was ordered waits for its money, and then is got', () => {
  const ordered = [announced, opened, won, { type: 'deal ordered', sale: 'f1', order: 'o1' }]
  assert.deepEqual([see(heard(ordered), 30).act, see(heard(ordered), 30).order], ['pay', 'o1'])
  const paid = heard([...ordered, { type: 'deal paid', sale: 'f1' }], NOON + 30000)
  assert.deepEqual([see(paid, 31).phase, see(paid, 31).act, see(paid, 39)], ['got', 'orders', null])
})

test('a claim that nobody paid for is gone when its time is over', () => {
  assert.equal(phase([announced, opened, won], 319), 'won')
  assert.equal(phase([announced, opened, won], 321), 'open')
  const lost = see(heard([announced, opened, won, { type: 'FlashPieceLost', sale: 'f1', claim: 'c1' }]), 30)
  assert.deepEqual([lost.phase, lost.hint], ['open', words.flash.hints.lost])
})

test('sold out is kind: one may wait for what comes back', () => {
  const state = heard([announced, opened, { type: 'FlashSaleCounted', sale: 'f1', left: 0, queued: 4 }])
  assert.deepEqual([see(state, 20).phase, see(state, 20).act, see(state, 20).share], ['sold-out', 'queue', 0])
  const queued = heard([announced, opened, { type: 'FlashSaleCounted', sale: 'f1', left: 0, queued: 4 }, { type: 'grabbed', sale: 'f1', answer: { state: 'queued' } }])
  assert.equal(see(queued, 20).hint, '4 人在排队，有人没付款就轮到您')
  assert.equal(phase([announced, opened, { type: 'FlashSaleCounted', sale: 'f1', left: 0 }, { type: 'FlashSaleRestocked', sale: 'f1', left: 2 }], 20), 'open')
})

test('an answer that says sold out is believed before the room counts', () => {
  assert.equal(see(heard([announced, opened, { type: 'grabbed', sale: 'f1', answer: { state: 'sold-out' } }]), 20).share, 0)
})

test('what is told again of a piece that went back takes nothing from the one won after it', () => {
  const lost = { type: 'FlashPieceLost', sale: 'f1', claim: 'c1' }
  const next = { ...won, claim: 'c2', until: at(900) }
  const ordered = [announced, opened, won, lost, next, { type: 'deal ordered', sale: 'f1', order: 'o2' }]
  for (const again of [[lost], [lost, next], [won, lost, next]]) {
    const { phase: now, order } = see(heard([...ordered, ...again]), 30)
    assert.deepEqual([now, order], ['ordered', 'o2'])
  }
  assert.equal(heard([announced, opened, won, lost, { type: 'grabbed', sale: 'f1', answer: { state: 'queued' } }, lost]).mine.f1.state, 'queued')
})

test('the end stands for a moment, then leaves the page', () => {
  const over = heard([announced, opened, { type: 'FlashSaleEnded', sale: 'f1', reason: 'sold-out' }], NOON + 60000)
  assert.deepEqual([see(over, 61).phase, see(over, 61).act, see(over, 69)], ['sold-out', 'bag', null])
  const late = heard([announced, opened])
  assert.deepEqual([see(late, 611).phase, see(late, 620)], ['ended', null])
})

test('a claim outlives the sale that it came from', () => {
  const state = heard([announced, opened, won, { type: 'FlashSaleEnded', sale: 'f1', reason: 'staff' }], NOON + 60000)
  assert.equal(see(state, 200).phase, 'won')
})

test('a page opened anew finds its claim and what is left', () => {
  const { type, ...sale } = announced
  const known = (more) => heard([{ type: 'sales', answer: { items: [{ ...sale, state: 'open', left: 3, mine: null, ...more }] } }])
  const claim = { claim: 'c1', state: 'won', quantity: 1, order: null, until: at(100) }
  assert.deepEqual([see(known({ mine: claim }), 20).phase, see(known({ mine: claim }), 20).left], ['won', '剩 3 / 10 件'])
  assert.equal(see(known({ mine: { ...claim, state: 'ordered', order: 'o1' } }), 20).order, 'o1')
  assert.equal(see(known({ mine: { ...claim, state: 'paid', order: 'o1' } }), 20), null)
  assert.deepEqual([see(known({ state: 'queueing', left: 0 }), 20).act, see(known({ state: 'announced' }), 5).phase], ['queue', 'coming'])
  assert.deepEqual([see(known({ state: 'ended' }), 20), see(known({ state: 'sold-out', left: 0 }), 20)], [null, null])
})

test('an answer that was under way when a sale was announced does not take it away, a later one does', () => {
  const answer = { type: 'sales', answer: { items: [] } }
  assert.equal(see(heard([announced, answer], NOON), 11).phase, 'open')
  assert.deepEqual({ ...sales.steps.sales(heard([announced]), answer, { now: NOON + 20000 }) }.items, {})
})

test('what the room tells while it is asked how its sales stand is newer than the answer', () => {
  const { type, ...sale } = announced
  const answer = (more, asked = 20) => ({ type: 'sales', answer: { now: at(asked), items: [{ ...sale, state: 'open', left: 3, mine: null, ...more }] } })
  const out = { type: 'FlashSaleCounted', sale: 'f1', left: 0, queued: 4 }
  const before = heard([announced, opened, out], NOON + 19000)
  const meanwhile = heard([announced, opened, out], NOON + 21000)
  const learnt = (state, told) => ({ ...state, ...sales.steps.sales(state, told, { now: NOON + 22000 }) })
  assert.deepEqual([see(learnt(meanwhile, answer()), 22).phase, see(learnt(before, answer()), 22).phase], ['sold-out', 'open'])
  const queued = { ...learnt(before, answer({ left: 0, state: 'queueing' })), mine: { f1: { state: 'queued' } } }
  assert.equal(see(queued, 22).hint, '4 人在排队，有人没付款就轮到您')
  const over = heard([announced, opened, { type: 'FlashSaleEnded', sale: 'f1', reason: 'sold-out' }], NOON + 21000)
  assert.deepEqual([see(learnt(over, answer()), 22).action, see(learnt(over, answer()), 30)], [words.flash.over, null])
  assert.equal(see(learnt(meanwhile, answer({ state: 'announced', left: 10 })), 9).phase, 'sold-out')
})

test('who comes back when all is sold reads that for a moment, and once', () => {
  const { type, ...sale } = announced
  const told = { type: 'sales', answer: { now: at(60), items: [{ ...sale, state: 'sold-out', left: 0, mine: null }] } }
  const back = { ...sales.steps.sales(heard([announced, opened]), told, { now: NOON + 60000 }) }
  assert.deepEqual([see({ ...sales.empty, ...back }, 61).phase, see({ ...sales.empty, ...back }, 61).action, see({ ...sales.empty, ...back }, 69)], ['sold-out', words.flash.over, null])
  const again = { ...sales.empty, ...back, ...sales.steps.sales({ ...sales.empty, ...back }, told, { now: NOON + 70000 }) }
  assert.equal(see(again, 71), null)
  const late = sales.steps.sales(heard([announced, opened]), told, { now: NOON + 700000 })
  assert.equal(see({ ...sales.empty, ...late }, 701), null)
})

test('who queued in a house that forgot him may queue again; what was won stays won', () => {
  const out = { type: 'FlashSaleCounted', sale: 'f1', left: 0 }
  const queued = [announced, opened, out, { type: 'grabbed', sale: 'f1', answer: { state: 'queued' } }]
  assert.equal(phase([...queued, { type: 'welcome', gap: false }], 20), 'queued')
  assert.equal(phase([...queued, { type: 'welcome', gap: true }], 20), 'sold-out')
  assert.equal(phase([announced, opened, won, { type: 'welcome', gap: true }], 20), 'won')
})

test('what the viewer holds comes before what is open, and that before what comes', () => {
  const next = { ...announced, sale: 'f2', opens_at: at(300) }
  assert.equal(foremost(heard([next, announced, opened]), NOON + 20000).sale.sale, 'f1')
  assert.equal(foremost(heard([announced, opened, next, { ...won, sale: 'f2' }]), NOON + 20000).sale.sale, 'f2')
  assert.equal(foremost(sales.empty, NOON), null)
})

test('a card that was put away comes back for a win', () => {
  assert.equal(see(heard([announced, opened]), 20, { closed: { f1: true } }).closed, true)
  assert.equal(see(heard([announced, opened, won]), 20, { closed: { f1: true } }).closed, false)
})

test('more than one piece is asked for where that is allowed', () => {
  const two = { ...announced, per_member: 2 }
  assert.deepEqual([see(heard([two, opened]), 20, { quantity: 5 }).quantity, see(heard([two, opened]), 20).many, see(heard([announced, opened]), 20).many], [2, true, false])
})

test('news of a sale that nobody knows changes nothing', () => {
  assert.deepEqual(heard([{ type: 'FlashSaleCounted', sale: 'x', left: 1 }]).items, {})
  assert.equal(phaseOf({ ...announced, left: 0, opened: true, reason: '' }, { state: 'asking' }, NOON + 20000), 'asking')
})
