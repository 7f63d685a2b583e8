import assert from 'node:assert/strict'
import test from 'node:test'

import { teamView } from '../../../miniprogram/pages/more/shared/team-view.js'
import { wholeWordsFor as wordsFor } from '../../../miniprogram/shared/i18n/whole.js'
import { marketWords } from '../../../miniprogram/shared/i18n/market.js'
import { lowerPriceOf } from '../../../miniprogram/shared/deal-view.js'
import { sales } from '../../../miniprogram/shared/sales.js'
import { teams } from '../../../miniprogram/shared/teams.js'
import { groupView, offersView } from '../../../miniprogram/shared/teams-view.js'

const words = { ...wordsFor('zh'), ...marketWords('zh-CN') }
const NOON = Date.parse('2026-11-28T12:00:00Z')
const at = (seconds) => new Date(NOON + seconds * 1000).toISOString()
const announced = {
  type: 'GroupBuyAnnounced', room: 'tea', group_buy: 'g1', product: 'p', sku: 's', title: '桂花麻花', spec: '原味', picture: '',
  price: 990, plain_price: 1990, size: 2, hours: 24, per_member: 1, quantity: 10, opens_at: at(0), ends_at: at(7200),
}
const counted = { type: 'GroupBuyCounted', group_buy: 'g1', left: 8, full: 1, waiting: 1, team: 't1', missing: 1, until: at(3600) }
const moved = (state, more) => ({ type: 'TeamMoved', group_buy: 'g1', team: 't9', state, ...more })
const heard = (facts, now = NOON) => facts.reduce((state, fact) => ({ ...state, ...teams.steps[fact.type](state, fact, { now }) }), teams.empty)
const context = (seconds) => ({ words, now: NOON + seconds * 1000, picture: (path) => path || '' })
const see = (facts, seconds = 1, closed = {}, explained = null) => groupView(heard(facts), { closed, quantity: 1 }, explained, context(seconds))

test('it opens by the server\'s clock and ends by it', () => {
  const later = { ...announced, opens_at: at(60) }
  assert.equal(see([later], 59).phase, 'coming')
  assert.deepEqual([see([later], 60).phase, see([later], 60).action], ['open', '¥9.90 去开团'])
  assert.equal(see([announced], 7200), null)
})

test('where somebody waits joining comes first, and opening stands below it', () => {
  const card = see([announced, counted])
  assert.deepEqual([card.act, card.action, card.team, card.other], ['team', '还差 1 人，去参团', 't1', '自己开一个团'])
  assert.deepEqual([card.clock, card.full], ['59:59', '已成 1 个团'])
})

test('a team whose time is over is nobody\'s to join', () => {
  assert.deepEqual([see([announced, counted], 3600).act, see([announced, counted], 3600).other], ['open', ''])
})

test('without pieces for a whole team one can only be joined', () => {
  assert.equal(see([announced, { ...counted, left: 1 }]).phase, 'join')
  const card = see([announced, { ...counted, left: 1, team: '', waiting: 0 }])
  assert.deepEqual([card.phase, card.act, card.hint], ['sold-out', '', '名额用完了，可以单独购买'])
})

test('a seat is ordered, paid, and waits for others', () => {
  const sat = { type: 'team sat', group: 'g1', team: 't9', claim: 'c1', until: at(900) }
  assert.deepEqual([see([announced, sat]).phase, see([announced, sat]).act, see([announced, sat]).claim], ['taken', 'order', 'c1'])
  const ordered = [announced, sat, { type: 'deal ordered', group: 'g1', order: 'o1' }]
  assert.deepEqual([see(ordered).phase, see(ordered).order], ['ordered', 'o1'])
  const paid = see([...ordered, moved('paid', { missing: 1, order: 'o1' })])
  assert.deepEqual([paid.phase, paid.act, paid.team, paid.hint], ['waiting', 'team', 't9', '还差 1 人'])
})

test('how a team went stands a while and goes', () => {
  for (const [state, phase] of [['full', 'full'], ['failed', 'failed']]) {
    const facts = [announced, moved('paid', { missing: 1 }), moved(state)]
    assert.equal(see(facts, 5).phase, phase)
    assert.equal(see(facts, 9), null)
  }
})

test('a product with a team says what it costs together, and the one that is asked for comes first', () => {
  const deal = (facts, product = 'p', seconds = 1) => lowerPriceOf(product, { sales: sales.empty, teams: heard(facts), bargains: { items: {} } }, context(seconds))
  assert.deepEqual(deal([announced]), { card: 'g1', price: '拼团价 ¥9.90', does: '2 人团 去开团' })
  assert.equal(deal([announced, counted]).does, '还差 1 人，去参团')
  assert.equal(deal([announced, moved('paid', { missing: 1 })]).does, '邀请好友')
  assert.equal(deal([announced], 'other'), null)
  assert.equal(deal([announced], 'p', 7200), null)
  const two = heard([announced, { ...announced, group_buy: 'g2' }])
  assert.deepEqual(['', 'g2'].map((asked) => groupView(two, { closed: {}, asked, quantity: 1 }, null, context(1)).group), ['g1', 'g2'])
})

test('a seat that was let go can be taken anew', () => {
  assert.equal(see([announced, moved('taken'), moved('lapsed')]).phase, 'open')
  assert.equal(see([announced, moved('taken'), { ...moved('lapsed'), team: 'other' }]).phase, 'taken')
})

test('the card stands back behind what is explained, unless there is something to pay or it was taken out', () => {
  const explained = { product: 'p' }
  assert.equal(see([announced], 1, {}, explained).closed, true)
  assert.equal(see([announced], 1, { g1: false }, explained).closed, false)
  assert.equal(see([announced, moved('taken')], 1, { g1: true }, explained).closed, false)
  assert.equal(see([announced], 1, { g1: true }).closed, true)
})

test('what the shop tells of a room and what facts told of it are the same', () => {
  const { type, ...known } = announced
  const answer = { items: [{ ...known, left: 8, full: 1, waiting: 0, teams: [], state: 'open', mine: { claim: 'c', team: 't9', quantity: 1, state: 'paid', team_state: 'open', missing: 1, order: 'o', until: at(1) } }] }
  assert.equal(see([{ type: 'group buys', answer }]).phase, 'waiting')
  assert.equal(see([announced, { type: 'GroupBuyEnded', group_buy: 'g1' }], 5).phase, 'ended')
})

test('a product\'s page offers to open, to join, or to look at one\'s own', () => {
  const { type, ...known } = announced
  const open = { ...known, left: 8, full: 0, waiting: 1, state: 'open', teams: [{ team: 't1', missing: 1, until: at(3600) }], mine: null }
  const [offer] = offersView([open], context(1))
  assert.deepEqual([offer.opens, offer.size, offer.teams], [true, '2 人团', [{ team: 't1', text: '还差 1 人', clock: '剩 59:59' }]])
  const [mine] = offersView([{ ...open, mine: { team: 't9', state: 'paid', team_state: 'open', missing: 1, until: at(1) } }], context(1))
  assert.deepEqual([mine.opens, mine.mine, mine.own, mine.teams], [false, 't9', '等人参团', []])
  const [gone] = offersView([{ ...open, left: 1, teams: [] }], context(1))
  assert.deepEqual([gone.opens, gone.soldOut], [false, '名额已满'])
})

const { type: _type, ...facts } = announced
const page = {
  team: 't1', state: 'open', size: 2, missing: 1, taken: 0, until: at(3600), mine: null, now: at(0),
  faces: [{ name: '小**', avatar: null, leader: true, me: false }],
  group_buy: { ...facts, state: 'open' },
}
const mine = (state, team = 't1') => ({ claim: 'c1', team, quantity: 1, state, team_state: 'open', missing: 1, order: 'o1', until: at(900) })
const team = (more, quantity = 1) => teamView({ answer: { ...page, ...more }, quantity }, context(1))

test('a team\'s page has one next step for whoever looks', () => {
  assert.deepEqual([team({}).step, team({}).action, team({}).heading], ['join', '¥9.90 参团', '还差 1 人'])
  assert.equal(team({ mine: mine('taken') }).step, 'order')
  assert.equal(team({ mine: mine('ordered') }).step, 'pay')
  assert.deepEqual([team({ mine: mine('paid') }).step, team({ mine: mine('paid') }).invites], ['invite', true])
  assert.deepEqual([team({ mine: mine('paid', 't2') }).step, team({ mine: mine('paid', 't2') }).elsewhere], ['mine', 't2'])
  assert.deepEqual([team({ taken: 1 }).step, team({ taken: 1 }).hint], ['open', '剩下的位置有人正在付款，过一会儿再看'])
})

test('who has paid is offered to hear of the team while it is open', () => {
  const offers = (more, facts = { templates: { team: 'T' } }) => teamView({ answer: { ...page, ...more }, quantity: 1, ...facts }, context(1)).reminds
  assert.equal(offers({ mine: mine('paid') }), true)
  assert.deepEqual([offers({}), offers({ mine: mine('taken') }), offers({ mine: mine('paid') }, {})], [false, false, false])
  assert.deepEqual([offers({ mine: mine('paid'), state: 'full' }), offers({ mine: mine('paid') }, { templates: { team: 'T' }, told: true })], [false, false])
})

test('who has a place and did not pay yet sees oneself there, how long it is held and what paying brings', () => {
  const held = team({ mine: mine('taken') })
  assert.deepEqual([held.heading, held.hint, held.clockName], ['占到位置了', '付款后就成团', '请在时间内下单'])
  assert.equal(held.clock.map(({ value, unit }) => value + unit).join(''), '14分59秒')
  assert.deepEqual(held.faces.filter(({ held: own }) => own).map(({ name, mark }) => [name, mark]), [['我', '待付款']])
  assert.equal(held.faces.filter(({ blank }) => blank).length, 0)
  const first = team({ mine: mine('ordered'), missing: 2, faces: [] })
  assert.deepEqual([first.heading, first.hint, first.faces.map(({ blank }) => blank)], ['等您付款', '付款后位置才算数，再有 1 人就成团', [false, true]])
  assert.equal(team({}).clockName, '距这个团结束')
  const { type, ...known } = announced
  const [offer] = offersView([{ ...known, left: 8, full: 0, waiting: 0, state: 'open', teams: [], mine: mine('taken', 't9') }], context(1))
  assert.deepEqual([offer.own, offer.ownClock], ['占到位置了', '剩 14:59'])
})

test('a team that is full or failed says so, to its members in their words', () => {
  const full = { state: 'full', missing: 0, mine: mine('paid') }
  assert.deepEqual([team(full).heading, team(full).step, team(full).share], ['拼团成功', 'own', 100])
  assert.deepEqual([team({ ...full, mine: null }).heading, team({ ...full, mine: null }).step], ['已经成团', 'open'])
  const failed = { state: 'failed', faces: [{ ...page.faces[0], me: true }] }
  assert.deepEqual([team(failed).heading, team(failed).hint], ['拼团未成功', '时间到了人没有齐，钱已原路退回'])
  assert.equal(team({ state: 'failed', group_buy: { ...page.group_buy, state: 'ended' } }).step, '')
})

test('a team whose time is up and of which the shop has not said how it went is being settled', () => {
  const late = (more) => teamView({ answer: { ...page, ...more }, quantity: 1 }, context(3601))
  const seen = late({ missing: 1, taken: 1 })
  assert.deepEqual([seen.state, seen.heading, seen.hint, seen.step, seen.clock], ['settling', '正在结算…', '时间到了，马上就知道有没有成团', '', []])
  const paid = late({ mine: mine('paid') })
  assert.deepEqual([paid.heading, paid.step, paid.invites, paid.reminds], ['正在结算…', 'own', false, false])
  assert.deepEqual([late({ mine: { ...mine('taken'), order: null } }).step, late({ mine: mine('ordered') }).step, late({ mine: mine('paid', 't2') }).step], ['', 'own', 'mine'])
  assert.deepEqual([late({ state: 'failed' }).heading, late({ state: 'full' }).heading], ['拼团未成功', '已经成团'])
})

test('more than one piece is chosen before one joins', () => {
  const many = { group_buy: { ...page.group_buy, per_member: 3 } }
  assert.deepEqual([team(many, 2).many, team(many, 2).action, team(many, 9).quantity], [true, '¥19.80 参团', 3])
  assert.equal(team({ ...many, mine: mine('paid') }).many, false)
})

test('before it is known a page is empty', () => {
  assert.deepEqual(teamView({ answer: null, quantity: 1 }, context(0)).faces, [])
})
