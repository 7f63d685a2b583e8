import assert from 'node:assert/strict'
import test from 'node:test'

const settled = () => new Promise((resolve) => setImmediate(resolve))
const SKU = { id: 's1', values: [], price: 1590, deal_price: null, available: 5, in_hand: { price: 590, why: 'take', off: 1000, take: ['c1'] } }
const PRODUCT = { id: 'p1', title: '麻花', specs: [], skus: [SKU] }

let defined = null
let api = {}
globalThis.Page = (page) => { defined = page }
globalThis.Component = Page
globalThis.Behavior = (behavior) => behavior
globalThis.getApp = () => ({ api })
globalThis.wx = { getStorageSync: (name) => (name === 'language' ? 'zh_CN' : ''), getAppBaseInfo: () => ({}), getAccountInfoSync: () => ({ miniProgram: {} }), showToast() {}, setNavigationBarTitle() {} }

/** A shop whose coupon takes its time; `answers(product)` is what it says of the product when asked. */
function shop(answers = async () => PRODUCT) {
  const claims = []
  api = { claim: (id) => new Promise((resolve) => claims.push({ id, resolve })), product: answers, groupBuysOf: async () => ({ items: [] }), clips: async () => ({ clips: [] }), bargainsOf: async () => [] }
  return claims
}

async function opened(path, more) {
  await import(path)
  const setData = function setData(facts) { Object.assign(this.data, facts) }
  return { ...defined, ...defined.methods, data: { ...defined.data, ...more }, setData, triggerEvent() {} }
}

/** Each of them shows a kind that a coupon makes cheaper, ready to be bought. */
const page = await opened('../../../miniprogram/pages/product/product.js')
const sheet = await opened('../../../miniprogram/components/pick-sheet/pick-sheet.js', { product: 'p1', room: 'r1' })
const { Refused } = await import('../../../miniprogram/shared/api.js')
const { createIntoCart } = await import('../../../miniprogram/shared/into-cart.js')

async function onPage() {
  Object.assign(page, { query: { id: 'p1' }, facts: { answer: PRODUCT, chosen: [], quantity: 1, sheet: 'buy', failures: 0, offset: 0, groups: [], online: true } })
  page.data = { ...page.data, busy: false, checkout: null }
  page.show()
  return page
}

async function onSheet() {
  sheet.state = { answer: PRODUCT, refused: null, chosen: [], quantity: 1, sheet: 'both' }
  sheet.data = { ...sheet.data, busy: false }
  sheet.know({})
  return sheet
}

test('who taps twice on buying takes the coupon once', async () => {
  const claims = shop()
  const here = await onPage()
  here.onBuyNow()
  here.onBuyNow()
  await settled()
  assert.deepEqual(claims.map(({ id }) => id), ['c1'])
  claims[0].resolve()
  await settled()
  assert.deepEqual([here.data.checkout.items, here.data.busy], [[{ sku: 's1', quantity: 1 }], false])
  here.onBuyNow()
  await settled()
  assert.equal(claims.length, 1)
})

test('who came to watch the explanation sees the latest at once, and the pictures when there is none any more', async () => {
  shop()
  const films = ['/clips/w2.mp4', '/clips/w1.mp4'].map((url, place) => ({ clip: `w${place}`, url, seconds: 9, poster: null, aired_at: '2026-11-30T08:00:00Z' }))
  for (const [query, clips, shown] of [[{ clip: '1' }, films, ['/clips/w2.mp4', true]], [{ clip: '1' }, [], ['', false]], [{}, films, ['', false]]]) {
    const here = await onPage()
    Object.assign(here, { query: { id: 'p1', ...query }, facts: { ...here.facts, clips: null, film: '', leads: false } })
    api.clips = async () => ({ clips })
    await here.ask()
    await settled()
    assert.deepEqual([here.data.film, here.data.leads], shown)
  }
})

test('another film plays where it was chosen', async () => {
  const here = await onPage()
  here.onClip({ currentTarget: { dataset: { url: '/clips/w1.mp4' } } })
  assert.deepEqual([here.data.film, here.data.leads], ['/clips/w1.mp4', false])
})

test('who taps twice on taking takes one, also in a room', async () => {
  const claims = shop()
  const here = await onSheet()
  here.onTake()
  here.onTake()
  await settled()
  assert.equal(claims.length, 1)
})

test('a coupon that was taken is not taken again when the shop does not answer afterwards', async () => {
  const claims = shop(() => Promise.reject(new Refused(0)))
  const here = await onSheet()
  const taking = here.onTake()
  claims[0].resolve()
  await taking
  assert.deepEqual([here.data.takes, here.data.busy], [false, false])
  await here.onTake()
  await here.onBuy()
  assert.equal(claims.length, 1)
})

test('who taps again on the cart after a lost answer has one piece, on the page and over a picture', async () => {
  const lays = { page: async () => Object.assign(await onPage(), { intoCart: createIntoCart() }).onToCart, sheet: async () => Object.assign(await onSheet(), { intoCart: createIntoCart() }).onCart }
  for (const [where, here] of [[page, lays.page], [sheet, lays.sheet]]) {
    let lying = 0
    const cart = () => ({ items: [{ sku: 's1', quantity: lying }] })
    const answers = [() => Promise.reject(new Refused(0)), async () => cart()]
    shop()
    Object.assign(api, { cart: async () => cart(), putInCart: (_, { quantity }) => ((lying = quantity), answers.shift()()) })
    const tap = await here()
    for (const _ of [1, 2]) {
      tap.call(where)
      await settled()
    }
    assert.deepEqual([lying, answers.length], [1, 0])
  }
})
