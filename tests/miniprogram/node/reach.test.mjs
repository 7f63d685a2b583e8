import assert from 'node:assert/strict'
import test from 'node:test'

import { beforeView } from '../../../miniprogram/shared/before-view.js'
import { IN_VAIN } from '../../../miniprogram/shared/pay-view.js'
import { OF_BARGAINS, OF_ORDERS, OF_SHOWS, acceptedOf, templatesOf } from '../../../miniprogram/shared/reach.js'

const TEMPLATES = { show: 'T-show', won: 'T-won', shipped: 'T-shipped', refund: 'T-refund', team: 'T-team', 'team-failed': 'T-failed', haggle: 'T-haggle' }
const settled = () => new Promise((resolve) => setImmediate(resolve))

/** WeChat as a page meets it: what it was asked, and what it answers. */
const wechat = { asked: [], calls: [], toasts: [], kept: {}, answers: {}, fails: false, api: {} }
globalThis.wx = {
  getStorageSync: (key) => wechat.kept[key] || '',
  setStorageSync: (key, value) => { wechat.kept[key] = value },
  getAppBaseInfo: () => ({ language: 'zh_CN' }),
  showToast: ({ title }) => wechat.toasts.push(title),
  addPhoneCalendar: ({ title, success }) => { wechat.calls.push(`calendar ${title}`); success() },
  requestPayment: ({ success }) => { wechat.calls.push('paid'); success() },
  requestSubscribeMessage: ({ tmplIds, success, fail }) => {
    wechat.asked.push(tmplIds)
    if (wechat.fails) fail({ errCode: 20004 })
    else success({ errMsg: 'ok', ...Object.fromEntries(tmplIds.map((id) => [id, wechat.answers[id] || 'reject'])) })
  },
}
globalThis.getApp = () => ({ api: wechat.api })

let component
globalThis.Component = (definition) => { component = definition }
globalThis.Behavior = (behavior) => behavior
await import('../../../miniprogram/components/before-show/before-show.js')
const { handOn, beginToPay, keptAttempt } = await import('../../../miniprogram/paying.js')
const { askFor, remind } = await import('../../../miniprogram/reaching.js')
const { Refused } = await import('../../../miniprogram/shared/api.js')

/** The page of a show that is awaited, in a shop with these templates. */
async function awaited({ templates = TEMPLATES, reserved = [], answers = {}, fails = false, planned = 'b1' } = {}) {
  const told = []
  Object.assign(wechat, { asked: [], calls: [], toasts: [], answers, fails })
  wechat.api = {
    shelf: async () => ({ goods: [] }),
    following: async () => ({ follows: false }),
    messages: async () => ({ templates, reserved }),
    tapped: async (answer) => { told.push(answer); return { templates, reserved: answer.show ? [answer.show] : [] } },
    unreserve: async (show) => { told.push(`withdrawn ${show}`) },
  }
  const page = { ...component.methods, data: { ...component.data, room: 'tea', title: '下午茶', starts: '2026-11-29T20:00:00+08:00', planned } }
  page.setData = (data) => Object.assign(page.data, data)
  component.lifetimes.attached.call(page)
  clearInterval(page.looking)
  await new Promise((resolve) => { setTimeout(resolve, 5) })
  return { page, told }
}

test('a kind that the shop has no template for is not asked for', () => {
  assert.deepEqual(templatesOf(OF_ORDERS, TEMPLATES), ['T-shipped', 'T-refund'])
  assert.deepEqual(templatesOf(OF_SHOWS, { won: 'T-won' }), ['T-won'])
  assert.deepEqual(templatesOf(OF_ORDERS, {}), [])
})

test('only what was accepted counts', () => {
  const answer = { errMsg: 'ok', a: 'accept', b: 'reject', c: 'ban', d: 'filter', other: 'accept' }
  assert.deepEqual(acceptedOf(['a', 'b', 'c', 'd'], answer), ['a'])
})

test('a show is reserved when WeChat will tell of it', () => {
  const context = { picture: (path) => path, planned: 'b1' }
  assert.equal(beforeView({ goods: [], follows: null, reserved: ['b1'] }, context).reserved, true)
  assert.equal(beforeView({ goods: [], follows: null, reserved: ['b2'] }, context).reserved, false)
})

test('a tap asks WeChat before anything else, and what was accepted is told to the shop', async () => {
  const { page, told } = await awaited({ answers: { 'T-show': 'accept', 'T-won': 'reject' } })
  const tapped = page.onRemind()
  assert.deepEqual(wechat.asked, [['T-show', 'T-won']])
  await tapped
  assert.deepEqual(told, [{ accepted: ['T-show'], show: 'b1' }])
  assert.deepEqual([page.data.reserved, wechat.toasts], [true, ['开播时微信会提醒您']])
})

test('another tap takes the reservation back without asking', async () => {
  const { page, told } = await awaited({ reserved: ['b1'] })
  assert.equal(page.data.reserved, true)
  await page.onRemind()
  assert.deepEqual([wechat.asked, told, page.data.reserved], [[], ['withdrawn b1'], false])
})

test('who refuses is not reserved, and nothing else opens', async () => {
  const { page, told } = await awaited()
  await page.onRemind()
  assert.deepEqual([told, wechat.calls, page.data.reserved], [[], [], false])
  assert.deepEqual(wechat.toasts, ['没有允许，微信就提醒不了'])
})

test('what else was allowed counts without the show', async () => {
  const { page, told } = await awaited({ answers: { 'T-won': 'accept' } })
  await page.onRemind()
  assert.deepEqual([told, page.data.reserved], [[{ accepted: ['T-won'], show: '' }], false])
})

test('where WeChat cannot ask, the shop has no template, or a ticket is needed, the calendar keeps it', async () => {
  for (const shop of [{ fails: true }, { planned: '' }, { templates: {} }, { templates: { won: 'T-won' } }]) {
    const { page, told } = await awaited(shop)
    await page.onRemind()
    assert.deepEqual([wechat.calls, told], [['calendar 下午茶'], []])
    assert.deepEqual(wechat.toasts, ['已加到手机日历，开播前十分钟提醒'])
  }
})

test('a shop that does not answer is told to the viewer, who stays unreserved', async () => {
  const { page } = await awaited({ answers: { 'T-show': 'accept' } })
  wechat.api.tapped = () => Promise.reject(new Refused(0))
  await page.onRemind()
  assert.deepEqual([page.data.reserved, wechat.toasts.length], [false, 1])
})

/** An order that is paid in WeChat, in a shop that answers `messages` so. */
async function paid(messages, answers = {}, order = {}) {
  const told = []
  Object.assign(wechat, { asked: [], calls: [], toasts: [], answers, fails: false })
  const api = {
    messages,
    pay: async () => ({ attempt: 'a1', handover: { kind: 'jsapi', package: 'prepay_id=1' } }),
    tapped: async (answer) => { told.push(answer) },
  }
  const facts = { chosen: '', answer: { order, ways: [{ provider: 'wechat', way: 'jsapi', name: 'wechat-jsapi' }] } }
  const attempt = await beginToPay(api, 'o1', facts, { keyOf: () => 'key', settle() {} })
  const goesOn = await handOn(api, { ...attempt, handover: { ...attempt.handover, timeStamp: '1', paySign: 'x' } })
  await settled()
  return { told, goesOn }
}

test('after a payment WeChat is asked about the order, in the callback itself', async () => {
  const { told, goesOn } = await paid(async () => ({ templates: TEMPLATES, reserved: [] }), { 'T-shipped': 'accept', 'T-refund': 'accept' })
  assert.deepEqual([wechat.calls, wechat.asked], [['paid'], [['T-shipped', 'T-refund']]])
  assert.deepEqual([told, goesOn], [[{ accepted: ['T-shipped', 'T-refund'] }], true])
})

test('a payment goes on when the shop does not know what to ask for, or nothing is allowed', async () => {
  const { told, goesOn } = await paid(() => Promise.reject(new Refused(503)))
  assert.deepEqual([wechat.calls, wechat.asked, told, goesOn], [['paid'], [], [], true])
  const refused = await paid(async () => ({ templates: TEMPLATES, reserved: [] }))
  assert.deepEqual([wechat.asked.length, refused.told, refused.goesOn], [1, [], true])
})

test('who has paid for a place in a team is asked whether to hear of the team', async () => {
  const { told } = await paid(async () => ({ templates: TEMPLATES, reserved: [] }), { 'T-team': 'accept' }, { team: { team: 't1' } })
  assert.deepEqual([wechat.asked, told], [[['T-team', 'T-failed', 'T-shipped']], [{ accepted: ['T-team'] }]])
})

test('a button of its own asks at once, and says whether WeChat will tell', async () => {
  const told = []
  const api = { tapped: async (answer) => { told.push(answer) } }
  Object.assign(wechat, { asked: [], answers: { 'T-haggle': 'accept' }, fails: false })
  const asked = askFor(api, OF_BARGAINS, TEMPLATES)
  assert.deepEqual(wechat.asked, [['T-haggle']])
  assert.deepEqual([await asked, told], [true, [{ accepted: ['T-haggle'] }]])
  wechat.answers = {}
  assert.deepEqual([await askFor(api, OF_BARGAINS, TEMPLATES), told.length], [false, 1])
})

test('who comes back long after a payment was begun does not wait for its answer again', async () => {
  await paid(async () => ({ templates: TEMPLATES, reserved: [] }))
  assert.equal(keptAttempt('o1').asked, 0)
  wechat.kept.paying = { ...wechat.kept.paying, begun: Date.now() - 60_000 }
  assert.deepEqual([keptAttempt('o1').attempt, keptAttempt('o1').asked], ['a1', IN_VAIN])
  assert.equal(keptAttempt('o2'), null)
})

test('a page\'s button asks, knows when WeChat will tell, and says either in words', async () => {
  Object.assign(wechat, { asked: [], toasts: [], answers: { 'T-haggle': 'accept' }, fails: false, api: { tapped: async () => ({}) } })
  const known = []
  const page = { facts: { templates: TEMPLATES }, know: (facts) => known.push(facts) }
  await remind(page, OF_BARGAINS, '会提醒您')
  wechat.answers = {}
  await remind(page, OF_BARGAINS, '会提醒您')
  assert.deepEqual([known, wechat.toasts], [[{ told: true }], ['会提醒您', '没有允许，微信就提醒不了']])
})
