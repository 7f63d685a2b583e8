import assert from 'node:assert/strict'
import test from 'node:test'

import { calledIn, callFor } from '../../../miniprogram/calling.js'
import { goodsCard } from '../../../miniprogram/shared/goods-card.js'
import { wholeWordsFor as wordsFor } from '../../../miniprogram/shared/i18n/whole.js'
import { offersIn, offerTag, runsOut } from '../../../miniprogram/shared/on-offer.js'

const NOON = Date.parse('2026-11-28T04:00:00Z')
const at = (seconds) => new Date(NOON + seconds * 1000).toISOString()
const deal = (kind, price, more) => ({ kind, activity: `${kind}-${price}`, room: '', product: 'p', sku: 's', spec: '', price, floor: kind === 'bargain', set_aside: false, state: 'open', opens_at: at(-60), ends_at: at(3600), ...more })
const flash = (more) => deal('flash-sale', 990, { room: 'tea', ...more })
const context = (seconds = 0, tongue = 'zh') => ({ words: wordsFor(tongue), tag: tongue, now: NOON + seconds * 1000, picture: (path) => path || '' })
const tag = (deals, seconds) => offerTag(deals, context(seconds))
const rows = (deals, seconds) => offersIn(deals, context(seconds))

test('a card says the lowest price that holds, and a floor only where there is none', () => {
  const [team, cut] = [deal('group-buy', 1990), deal('bargain', 500)]
  assert.equal(tag([cut, team, flash()]), '秒杀 ¥9.90')
  assert.equal(tag([cut, team]), '拼团 ¥19.90')
  assert.equal(tag([cut]), '砍价最低 ¥5')
  assert.equal(offerTag([cut], context(0, 'en')), 'Bargain to ¥5')
  for (const nothing of [undefined, []]) assert.equal(tag(nothing), '')
})

test('what comes says when, opens by the clock, and goes by it', () => {
  const deals = [flash({ state: 'announced', opens_at: at(60), ends_at: at(120) })]
  assert.deepEqual([tag(deals, 0), tag(deals, 60), tag(deals, 119), tag(deals, 120)], ['秒杀 ¥9.90·12:01 开抢', '秒杀 ¥9.90', '秒杀 ¥9.90', ''])
  assert.equal(tag([flash({ state: 'announced', opens_at: at(13 * 3600), ends_at: at(14 * 3600) })]), '秒杀 ¥9.90·明天 01:00')
  assert.equal(rows([flash({ state: 'announced', opens_at: at(13 * 3600), ends_at: at(14 * 3600) })])[0].time, '明天 01:00 开抢')
  assert.equal(tag([deals[0], deal('group-buy', 1990)], 0), '拼团 ¥19.90')
})

test('what is gone, and a kind that this page does not know, stand on no card', () => {
  assert.equal(tag([flash({ state: 'sold-out' }), deal('raffle', 1)]), '')
  assert.equal(goodsCard({ id: 'p', title: '茶', price: 4500, available: 1, deals: [flash()] }, context()).offer, '秒杀 ¥9.90')
  assert.equal(goodsCard({ id: 'p', title: '茶', price: 4500, available: 1 }, context()).offer, '')
})

test('a page tells what is to be had in a room, with its clock and the way there', () => {
  const [row] = rows([flash({ spec: '原味' })])
  assert.deepEqual([row.kind, row.price, row.spec, row.time, row.clock, row.room, row.action], ['秒杀', { whole: '9', rest: '.90' }, '原味', '距结束', '1:00:00', 'tea', '去直播间抢'])
  const coming = { state: 'announced', opens_at: at(60), ends_at: at(120) }
  assert.deepEqual(rows([flash(coming)]).map(({ time, clock, action }) => [time, clock, action]), [['12:01 开抢', '还有 01:00', '去直播间等']])
  assert.deepEqual(rows([flash(coming)], 60).map(({ time, clock, action }) => [time, clock, action]), [['距结束', '01:00', '去直播间抢']])
  assert.deepEqual(rows([flash(coming)], 120), [])
  assert.deepEqual(rows([flash({ state: 'sold-out' })]).map(({ soldOut, action }) => [soldOut, action]), [['已抢光，没付款的会放出来', '去直播间看看']])
  assert.deepEqual(rows([deal('bargain', 500, { room: 'tea', ends_at: at(3 * 86400) })]).map(({ floor, time, clock, action }) => [floor, time, clock, action]), [['最低', '12月1日 12:00 结束', '', '去直播间']])
})

test('of what is the whole shop\'s it tells only what begins later: the rest has panels of its own', () => {
  const later = deal('group-buy', 1990, { state: 'announced', opens_at: at(60) })
  assert.deepEqual(rows([deal('group-buy', 1990), later]).map(({ id, time, action }) => [id, time, action]), [['group-buy-1990', '12:01 开团', '']])
  assert.deepEqual(rows([later], 60), [])
})

test('only where pieces may go is it asked again', () => {
  assert.deepEqual([runsOut([deal('bargain', 500)]), runsOut([flash()]), runsOut(undefined)], [false, true, false])
})

test('a card that is called for comes forward once, in its own room', () => {
  callFor('tea', 'f1')
  assert.deepEqual([calledIn('tea'), calledIn('tea')], ['f1', ''])
  callFor('tea', 'f1')
  assert.deepEqual([calledIn('elsewhere'), calledIn('tea')], ['', ''])
})
