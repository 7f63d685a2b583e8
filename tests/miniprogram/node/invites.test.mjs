import assert from 'node:assert/strict'
import test from 'node:test'

import { invitesView } from '../../../miniprogram/pages/more/shared/invites-view.js'
import en from '../../../miniprogram/pages/more/shared/en-more.js'
import { withMore } from '../../../miniprogram/pages/more/shared/more-words.js'
import zh from '../../../miniprogram/pages/more/shared/zh-more.js'
import { createApi } from '../../../miniprogram/shared/api.js'
import { shopCalls } from '../../../miniprogram/shared/api-shop.js'
import { wholeWordsFor as wordsFor } from '../../../miniprogram/shared/i18n/whole.js'
import { meView } from '../../../miniprogram/shared/me-view.js'
import { landed } from '../../../miniprogram/shared/scene.js'

const rules = { inviter: { points: 100, coupon: '' }, friend: { points: 50, coupon: '新客券' }, least: 3000, days: 30, per_day: 5, in_all: 50, most: 800 }
const answer = { on: true, code: 'k3f9ab', rules, earned: { friends: 3, rewarded: 1, points: 100, coupons: 0, left: 49 }, friends: [], next: null, brought: null }
const friend = { name: '王**', state: 'waiting', points: 0, coupon: false, at: '1970-01-01T00:00:00Z' }
const view = (more = {}, language = 'zh') => invitesView({ answer: { ...answer, ...more }, more: [], next: null }, { words: withMore(wordsFor(language), language), now: 0 })

test('the page says what both get, and the rules with their figures', () => {
  const shown = view()
  assert.deepEqual(shown.gifts.map(({ label, gift }) => `${label} ${gift}`), ['您得 100 积分', '朋友得 50 积分 + 新客券'])
  assert.ok(shown.rules[1].includes('30 天') && shown.rules[1].includes('满 ¥30'))
  assert.ok(shown.rules[2].includes('5 位') && shown.rules[2].includes('50 位'))
  assert.ok(shown.rules[3].includes('800 位'))
  assert.deepEqual(shown.figures.map(({ value }) => value), ['3', '1', '100', '0'])
})

test('no least is not spoken of, and nothing left of a rule is unfilled in either language', () => {
  for (const language of ['zh', 'en']) {
    const shown = view({ rules: { ...rules, least: 0, inviter: { points: 0, coupon: '' } } }, language)
    assert.ok(!shown.rules.join('').includes('¥') && !/[{}]/.test(shown.rules.join('')))
    assert.equal(shown.gifts[0].gift, withMore({}, language).invites.nothing)
  }
})

test('what is said in one language is said in the other', () => {
  const names = (words) => Object.entries(words).flatMap(([name, value]) => (typeof value === 'object' ? [name, ...names(value)] : [name])).sort()
  assert.deepEqual(names(zh), names(en))
})

test('a friend stands there masked, with the state and what was got', () => {
  const states = ['waiting', 'ordered', 'rewarded', 'void']
  const shown = view({ friends: states.map((state) => ({ ...friend, state, points: state === 'rewarded' ? 100 : 0, coupon: state === 'rewarded' })) }).friends
  assert.deepEqual(shown.map(({ state }) => state), ['等首单', '等订单完成', '已到账', '未能计入'])
  assert.deepEqual(shown.map(({ look }) => look), ['on', 'on', 'good', 'over'])
  assert.equal(shown[2].got, '+100 积分 +优惠券')
  assert.equal(view({ friends: [{ ...friend, state: 'rewarded' }] }).friends[0].got, '名额已满')
})

test('who was brought reads what comes of the first order, and nothing where it does not count', () => {
  const brought = { state: 'waiting', gift: { points: 50, coupon: '' }, least: 0, until: '1970-01-03T00:00:00Z' }
  assert.ok(view({ brought }).brought.includes('得 50 积分'))
  assert.ok(view({ brought: { ...brought, state: 'rewarded' } }).brought.includes('已到账'))
  assert.equal(view({ brought: { ...brought, state: 'void' } }).brought, '')
  assert.equal(view({ brought: { ...brought, gift: { points: 0, coupon: '' } } }).brought, '')
})

test('before its first answer the page shows nothing', () => {
  assert.deepEqual(invitesView({ answer: null, more: [], next: null }, { words: withMore(wordsFor('zh'), 'zh'), now: 0 }).friends, [])
})

test('what is one’s own leads to the page only where the shop promises something', () => {
  const names = (invites) => meView({ answer: null, invites }, { words: wordsFor('zh'), picture: () => '', client: 'mini' }).links.map(({ name }) => name)
  assert.deepEqual([names(true).includes('invites'), names(false).includes('invites')], [true, false])
})

test('who the shop is and where to complain is found from the page about oneself', () => {
  const { links } = meView({ answer: null, invites: false }, { words: wordsFor('zh'), picture: () => '', client: 'mini' })
  assert.deepEqual(links.filter(({ name }) => name === 'about').map(({ label, url }) => [label, url]), [['店铺信息与投诉', '/pages/more/about/about']])
})

test('a code of WeChat tells whose it is, beside where it leads and alone', () => {
  assert.deepEqual(landed({ scene: 'room%3Da%7Ek3f9ab' }), { scene: 'room%3Da%7Ek3f9ab', room: 'a', by: 'k3f9ab' })
  assert.equal(landed({ scene: 'by%3Dk3f9ab' }).by, 'k3f9ab')
  assert.equal(landed({ room: 'a', by: 'k3f9ab' }).by, 'k3f9ab')
})

test('the shop hears of a link with the name of the phone, and links bear nothing before a code is known', async () => {
  const kept = new Map([['session', 't'], ['since', Date.now()]])
  const sent = []
  const api = createApi({
    origin: '', storage: { get: (key) => kept.get(key), set: (key, value) => kept.set(key, value) },
    send: async (asked) => { sent.push(asked); return { status: 200, data: {} } },
  }).add(shopCalls)
  assert.equal(api.mark, '')
  await api.cameBy('k3f9ab')
  await api.inviteCode()
  await api.invites({ before: '' })
  assert.deepEqual(sent.map(({ method, url }) => `${method} ${url}`), ['POST /api/v1/me/inviter', 'POST /api/v1/me/invites/code', 'GET /api/v1/me/invites'])
  assert.ok(sent[0].header['X-Device'] && sent[0].header['X-Device'] === sent[1].header['X-Device'])
})
