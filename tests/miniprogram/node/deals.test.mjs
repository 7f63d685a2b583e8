import assert from 'node:assert/strict'
import test from 'node:test'

import { withMore } from '../../../miniprogram/pages/more/shared/more-words.js'
import { wholeWordsFor } from '../../../miniprogram/shared/i18n/whole.js'
import { dealsView, moves, pageOf } from '../../../miniprogram/pages/more/shared/deals-view.js'

const wordsFor = (tag) => withMore(wholeWordsFor(tag), tag)
const context = { words: wordsFor('zh'), now: 0, picture: (path) => path || '', query: {} }
const deal = { id: '1', kind: 'group-buy', page: 't 1', room: '', product: 'p1', title: '茶', spec: '', picture: '', price: 1500, plain_price: 4500, state: 'waiting', done: 1, all: 2, order: 'o1', until: '1970-01-01T01:00:00Z' }
const haggle = { ...deal, id: '2', kind: 'bargain', page: 'h1', state: 'cutting', order: null, done: 2, all: 4 }
const seen = (items, more = {}) => dealsView({ answer: { items }, more: [], next: null }, { ...context, ...more }).deals
const one = (each, more) => seen([each], more)[0]
const TEAM = ['taken', 'ordered', 'waiting', 'full', 'failed', 'returned']
const BARGAIN = ['cutting', 'floor', 'stopped', 'ordered', 'bought', 'lapsed', 'sold-out']

test('a team that waits says who has paid, how long it has, and brings others by one tap', () => {
  const shown = one(deal)
  assert.deepEqual([shown.state, shown.progress, shown.clock, shown.share], ['等人参团', '1 / 2 人已付款', '剩 1:00:00', 50])
  assert.deepEqual([shown.does, shown.action, shown.sharing], ['share', '邀请好友参团', '还差 1 人，一起拼 茶，只要 ¥15'])
  assert.deepEqual([shown.order, shown.url], ['/pages/more/order/order?id=o1', '/pages/more/team/team?id=t%201'])
})

test('a bargain says where its price began, a team what it would cost alone', () => {
  assert.deepEqual([one(haggle).start, one(haggle).plain, one(deal).start, one(deal).plain], ['起砍价 ¥45', '', '', '¥45'])
})

test('each state has words and one step, in both languages', () => {
  for (const words of [wordsFor('zh'), wordsFor('en')]) {
    for (const [of, states] of [[deal, TEAM], [haggle, BARGAIN]]) {
      for (const state of states) {
        const shown = one({ ...of, state }, { words })
        assert.ok(shown.state && shown.action && (shown.does === 'share') === !shown.goes, state)
      }
    }
  }
})

test('the step leads where it says', () => {
  const goes = (of, state) => one({ ...of, state, order: 'o1' }).goes
  assert.equal(goes(deal, 'taken'), '/pages/more/team/team?id=t%201')
  assert.equal(goes(deal, 'ordered'), '/pages/pay/pay?order=o1')
  assert.equal(goes(deal, 'full'), '/pages/more/order/order?id=o1')
  assert.equal(goes(deal, 'failed'), '/pages/product/product?id=p1')
  assert.equal(goes(haggle, 'floor'), '/pages/more/bargain/bargain?id=h1')
  assert.equal(goes(haggle, 'bought'), '/pages/more/order/order?id=o1')
})

test('what is over by the shop\'s clock is over on the page before it asks again', () => {
  const late = { now: 3600000 }
  assert.deepEqual([one(haggle, late).state, one(haggle, late).look], ['时间到了', 'over'])
  assert.equal(one({ ...deal, state: 'taken' }, late).state, '没有下单，位置让出了')
  assert.equal(one({ ...deal, state: 'full' }, late).state, '拼团成功')
})

test('how a team went whose time is up the shop alone knows: nobody reads of a failure while the last place is being paid', () => {
  const shown = one(deal, { now: 3600000 })
  assert.deepEqual([shown.state, shown.clock, shown.look], ['正在结算…', '', 'on'])
  assert.deepEqual([shown.action, shown.goes, shown.sharing !== ''], ['看我的团', '/pages/more/team/team?id=t%201', true])
  assert.equal(one(deal, { now: 3600000, words: wordsFor('en') }).state, 'Settling…')
  assert.equal(one({ ...deal, state: 'failed' }, { now: 3600000 }).state, '拼团未成功，自动退款')
})

test('what was fetched later stands below, and the kind one looks at is marked', () => {
  const facts = { answer: { items: [deal] }, more: [haggle], next: '2' }
  const view = dealsView(facts, { ...context, query: { kind: 'bargain' } })
  assert.deepEqual([view.deals.map(({ id }) => id), view.more], [['1', '2'], true])
  assert.deepEqual(view.tabs.map(({ on }) => on), [false, false, true])
  assert.deepEqual(dealsView({ answer: null, more: [], next: null }, context).deals, [])
})

test('a private room\'s bargain is shared with the ticket that lets others in', () => {
  assert.equal(pageOf({ ...haggle, room: 'r1' }, 'k1'), '/pages/more/bargain/bargain?id=h1&room=r1&ticket=k1')
})

test('what can still become something else is looked at again, what cannot is not', () => {
  const states = (of) => of.filter((state) => moves({ answer: { items: [{ ...deal, state }] }, more: [] }))
  assert.deepEqual([states(TEAM), states(BARGAIN)], [['taken', 'ordered', 'waiting', 'failed'], ['cutting', 'floor', 'stopped', 'ordered']])
  assert.equal(moves({ answer: { items: [] }, more: [haggle] }), true)
  assert.equal(moves({ answer: { items: [] }, more: [] }), false)
})
