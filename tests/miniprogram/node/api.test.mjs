import assert from 'node:assert/strict'
import test from 'node:test'

import { createApi, Refused } from '../../../miniprogram/shared/api.js'
import { floorCalls } from '../../../miniprogram/shared/api-floor.js'
import { marketCalls } from '../../../miniprogram/shared/api-market.js'
import { shopCalls } from '../../../miniprogram/shared/api-shop.js'

const wholeApi = (facts) => createApi(facts).add(floorCalls).add(marketCalls).add(shopCalls)

/** A server of one room whose valid token can be changed. */
function server({ valid = 'new', kept = '', since = Date.now() } = {}) {
  const asked = []
  const stored = { session: kept, since }
  const state = { valid, silent: false, lost: false }
  const send = async ({ method, url, header, data }) => {
    asked.push(`${method} ${url}`)
    if (state.silent) throw new Error('request:fail')
    if (state.lost && url.endsWith('/me/session')) throw new Error('request:fail')
    if (url.endsWith('/sessions')) return { status: 201, data: { token: 'new', provider: data.provider } }
    if (header.Authorization !== `Bearer ${state.valid}`) return { status: 401, data: { title: 'who?' } }
    if (url.endsWith('/me/session')) return { status: 201, data: { token: state.valid = 'renewed' } }
    if (url.endsWith('/rooms')) return { status: 200, data: { live: [], coming: [] } }
    return { status: 404, data: { type: 'urn:jinbo:room-not-found', title: '没有这个直播间', status: 404 } }
  }
  const storage = { get: (key) => stored[key], set: (key, value) => { stored[key] = value } }
  return { api: createApi({ origin: 'https://shop.example', send, storage }), asked, stored, state }
}

test('a guest gets a session before the first question and keeps it', async () => {
  const { api, asked, stored } = server()
  await api.rooms()
  await api.rooms()
  assert.equal(stored.session, 'new')
  assert.deepEqual(asked, ['POST https://shop.example/api/v1/sessions', 'GET https://shop.example/api/v1/rooms', 'GET https://shop.example/api/v1/rooms'])
})

test('two questions at once share one new session', async () => {
  const { api, asked } = server()
  await Promise.all([api.rooms(), api.rooms()])
  assert.equal(asked.filter((line) => line.startsWith('POST')).length, 1)
})

test('a session that ran out is renewed once', async () => {
  const { api, stored } = server({ kept: 'old' })
  assert.deepEqual(await api.rooms(), { live: [], coming: [] })
  assert.equal(stored.session, 'new')
})

const settled = () => new Promise((resolve) => setImmediate(resolve))
const renewals = (asked) => asked.filter((line) => line.endsWith('/me/session')).length
const DAY = 86400000

test('a session is renewed once a day, behind a question', async () => {
  for (const since of [Date.now() - DAY, Date.now() + 2 * DAY, '']) {
    const { api, asked, stored } = server({ kept: 'new', since })
    await Promise.all([api.rooms(), api.rooms()])
    await settled()
    await api.rooms()
    assert.deepEqual([stored.session, renewals(asked)], ['renewed', 1])
    assert.ok(Date.now() - stored.since < DAY)
  }
  const young = server({ kept: 'new', since: Date.now() - DAY + 60000 })
  await young.api.rooms()
  assert.equal(renewals(young.asked), 0)
})

test('a renewal that no answer came to is tried again with the next question', async () => {
  const { api, asked, stored, state } = server({ kept: 'new', since: 0 })
  state.lost = true
  await api.rooms()
  await settled()
  state.lost = false
  await api.rooms()
  await settled()
  assert.deepEqual([stored.session, renewals(asked)], ['renewed', 2])
})

test('who left while a session was renewed does not come back', async () => {
  const { api, stored } = server({ kept: 'new', since: 0 })
  await api.rooms()
  api.forget()
  await settled()
  assert.equal(stored.session, '')
})

test('somebody else has agreed to nothing, and brings friends to nobody who is gone', async () => {
  const { api, stored } = server({ kept: 'old' })
  Object.assign(stored, { agreed: '2026-11', invite: 'k3f9ab', device: 'd' })
  Object.assign(api, { mark: '&by=k3f9ab', own: Promise.resolve('k3f9ab') })
  await api.rooms()
  assert.deepEqual([stored.agreed, stored.invite, stored.device, api.mark, api.own], ['', '', 'd', '', null])
})

test('two questions of a session that ran out share one new one, though one is refused late', async () => {
  let late
  const stored = { session: 'old', since: Date.now() }
  const entered = []
  const send = async ({ url, header }) => {
    if (url.endsWith('/sessions')) return entered.push(url), { status: 201, data: { token: 'new' } }
    if (header.Authorization === 'Bearer new') return { status: 200, data: {} }
    if (url.endsWith('/me')) await new Promise((resolve) => { late = resolve })
    return { status: 401, data: {} }
  }
  const api = wholeApi({ origin: '', send, storage: { get: (key) => stored[key], set: (key, value) => { stored[key] = value } } })
  const second = api.me()
  await api.rooms()
  late()
  await second
  assert.equal(entered.length, 1)
})

test('a server that refuses every session is not asked for ever', async () => {
  const { api, asked } = server({ valid: 'nobody' })
  await assert.rejects(api.rooms(), { status: 401 })
  assert.equal(asked.filter((line) => line.startsWith('POST')).length, 2)
})

test('a problem arrives with its type and words', async () => {
  const { api } = server()
  await assert.rejects(api.room('no/where'), (refused) => {
    assert.ok(refused instanceof Refused)
    assert.deepEqual([refused.status, refused.type, refused.message], [404, 'urn:jinbo:room-not-found', '没有这个直播间'])
    return true
  })
})

test('who the platform knows comes as himself; where the shop cannot tell, as a guest', async () => {
  const asked = []
  const shop = (knows) => async ({ url, data, header }) => {
    if (!url.endsWith('/sessions')) return { status: 200, data: { bearer: header.Authorization } }
    asked.push(data.provider)
    return data.provider === 'wechat' && !knows ? { status: 503, data: {} } : { status: 201, data: { token: data.provider } }
  }
  const stored = () => { const kept = {}; return { get: (key) => kept[key], set: (key, value) => { kept[key] = value } } }
  const identify = async () => ({ provider: 'wechat', code: 'c' })
  assert.equal((await createApi({ origin: '', send: shop(true), storage: stored(), identify }).rooms()).bearer, 'Bearer wechat')
  assert.equal((await createApi({ origin: '', send: shop(false), storage: stored(), identify }).rooms()).bearer, 'Bearer guest')
  assert.deepEqual(asked, ['wechat', 'wechat', 'guest'])
})

test('a wish keeps its key through lost answers, and gives up in the end', async () => {
  const keys = []
  let silent = 2
  const send = async ({ header }) => {
    keys.push(header['Idempotency-Key'])
    silent -= 1
    if (silent >= 0) throw new Error('request:fail')
    return { status: 201, data: { order: 'o' } }
  }
  const api = wholeApi({ origin: '', send, storage: { get: () => 't', set: () => {} }, rest: async () => {} })
  assert.deepEqual(await api.placeOrder({ seen_total: 1 }, 'a-key'), { order: 'o' })
  assert.deepEqual(keys, ['a-key', 'a-key', 'a-key'])
  silent = 9
  await assert.rejects(api.placeOrder({ seen_total: 1 }, 'b-key'), { status: 0 })
  assert.equal(keys.length, 6)
})

test('a phone has a random name of its own, kept for good and told with what costs money only', async () => {
  const phone = () => {
    const kept = { session: 't' }
    const told = []
    const send = async ({ header }) => { told.push(header['X-Device']); return { status: 200, data: {} } }
    return { told, api: () => wholeApi({ origin: '', send, storage: { get: (key) => kept[key], set: (key, value) => { kept[key] = value } } }) }
  }
  const [mine, other] = [phone(), phone()]
  await mine.api().rooms()
  await mine.api().placeOrder({}, 'a-key')
  const first = mine.api()
  first.forget()
  await first.signIn().catch(() => {})
  await mine.api().placeOrder({}, 'b-key')
  await other.api().placeOrder({}, 'c-key')
  const [name] = mine.told.filter(Boolean)
  assert.match(name, /^[0-9a-z-]{26}$/)
  assert.deepEqual([mine.told[0], mine.told.at(-1)], [undefined, name])
  assert.notEqual(other.told[0], name)
})

test('a coupon is asked for with its own key until the shop has answered, then with a new one', async () => {
  const keys = []
  let silent = true
  const send = async ({ url, header }) => {
    if (url.endsWith('/sessions')) return { status: 201, data: { token: 't' } }
    keys.push(`${url.split('/').at(-2)} ${header['Idempotency-Key']}`)
    if (silent) throw new Error('request:fail')
    return { status: 201, data: { coupon: 'mine' } }
  }
  const api = wholeApi({ origin: '', send, storage: { get: () => '', set() {} }, rest: async () => {} })
  await assert.rejects(api.claim('c1'), { status: 0 })
  silent = false
  await Promise.all([api.claim('c1'), api.claim('c2'), api.claim('c1')])
  assert.equal(new Set(keys).size, 2)
  await api.claim('c1')
  assert.equal(new Set(keys).size, 3)
  assert.match(keys.at(-1), /^c1 [\x21-\x7e]{8,100}$/)
})

test('a refusal of a wish is not asked again', async () => {
  let asked = 0
  const send = async () => { asked += 1; return { status: 409, data: { type: 'urn:jinbo:problem:price-moved', title: '价格变了', quote: { total: 2 } } } }
  const api = wholeApi({ origin: '', send, storage: { get: () => 't', set: () => {} }, rest: async () => {} })
  await assert.rejects(api.pay('o', {}, 'a-key'), (refused) => refused.facts.quote.total === 2)
  assert.equal(asked, 1)
})

test('silence has the status 0', async () => {
  const { api, state } = server({ kept: 'new' })
  state.silent = true
  await assert.rejects(api.rooms(), { status: 0 })
})

test('a session that could not be opened is tried again', async () => {
  const { api, state } = server()
  state.silent = true
  await assert.rejects(api.rooms(), { status: 0 })
  state.silent = false
  assert.deepEqual(await api.rooms(), { live: [], coming: [] })
})

test('a room\'s name cannot leave its place in the address', async () => {
  const { api, asked } = server()
  await assert.rejects(api.room('../../x?y'))
  assert.equal(asked.at(-1), 'GET https://shop.example/api/v1/rooms/..%2F..%2Fx%3Fy')
})

test('who came to a private room by its link shows the ticket with all that he asks of it, and of no other', async () => {
  const asked = []
  const send = async ({ method, url }) => { asked.push(`${method} ${url}`); return { status: 200, data: { token: 't' } } }
  const api = wholeApi({ origin: '', send, storage: { get: (key) => (key === 'since' ? Date.now() : 't'), set: () => {} } })
  await api.room('r', 'a b')
  await api.seat('r', 'a b')
  for (const what of ['comments', 'shelf', 'sales', 'bargains', 'rounds', 'gifts', 'shared']) await api[what]('r')
  await api.give('r', { gift: 'g' }, 'k')
  await api.follow('r', true)
  await api.product('p1', 'r')
  await api.putInCart('s1', { quantity: 1, room: 'r' })
  await api.quote({ items: [], room: 'r' })
  await api.placeOrder({ items: [], room: 'r' }, 'k')
  await api.proof('o1', 'r')
  await api.beginHaggle('b1', 'r')
  await api.haggle('h1', 'r')
  await api.chop('h1', 'r')
  await api.shelf('other')
  await api.product('p1', 'other')
  await api.quote({ points: 0 })
  await api.round('o1')
  assert.deepEqual([api.ticketOf('r'), api.ticketOf('other')], ['a b', ''])
  const told = (method, what) => `${method} /api/v1/rooms/r${what}?ticket=a%20b`
  assert.deepEqual(asked, [
    told('GET', ''), told('POST', '/seat'),
    ...['/comments', '/shelf', '/sales', '/bargains', '/rounds', '/gifts'].map((what) => told('GET', what)),
    told('POST', '/shares'), told('POST', '/gifts'),
    ...['PUT /me/follows/r?', 'GET /products/p1?room=r&', 'PUT /cart/s1?', 'POST /quotes?', 'POST /orders?', 'GET /rounds/o1/proof?', 'POST /bargains/b1/haggles?', 'GET /haggles/h1?', 'POST /haggles/h1/chops?'].map((what) => `${what.replace(' ', ' /api/v1')}ticket=a%20b`),
    ...['GET /rooms/other/shelf', 'GET /products/p1?room=other', 'POST /quotes', 'GET /rounds/o1'].map((what) => what.replace(' ', ' /api/v1')),
  ])
})

test('a view of a replay bears the ticket that its replay bore', () => {
  const asked = []
  const { watched } = floorCalls((method, path) => asked.push(`${method} ${path}`), null, null)
  watched('b1', 'a.b')
  watched('b1')
  assert.deepEqual(asked, ['POST /replays/b1/views?ticket=a.b', 'POST /replays/b1/views'])
})
