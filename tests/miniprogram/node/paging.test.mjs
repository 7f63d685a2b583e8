import assert from 'node:assert/strict'
import test from 'node:test'

let page
let pages
let asked
let held
let refusing = false
const told = []
const read = async ({ cursor = '', before = cursor }) => {
  asked.push(before)
  const answer = pages[before]
  if (before && held) await held
  if (refusing) throw new Refused(503, { title: 'busy' })
  return answer
}
const api = { orders: read, products: read, deals: read, invites: read, categories: async () => ({ items: [] }), inviteCode: async () => ({ code: '' }), inviteLink: async () => ({ link: '' }) }
globalThis.Page = (given) => { page = given }
globalThis.Behavior = (behavior) => behavior
globalThis.getApp = () => ({ api })
globalThis.wx = { getStorageSync: (name) => (name === 'language' ? 'zh_CN' : ''), setStorageSync() {}, getAppBaseInfo: () => ({}), getAccountInfoSync: () => ({ miniProgram: {} }), showToast: ({ title }) => told.push(title) }

const { Refused } = await import('../../../miniprogram/shared/api.js')
const { api: own } = await import('../../../miniprogram/api.js')
const lists = {}
for (const [name, path] of Object.entries({ orders: 'more/orders/orders', goods: 'goods/goods', deals: 'more/deals/deals', invites: 'more/invites/invites' })) {
  await import(`../../../miniprogram/pages/${path}.js`)
  lists[name] = page
}
own.inviteCode = async () => ({ code: '' })

const answer = (ids, next) => ({ items: ids, friends: ids, next })
const ids = ({ facts }) => [...(facts.answer.items || facts.answer.friends), ...facts.more].join(' ')

/** The list as it stands when somebody has scrolled to its end. */
async function scrolled(name) {
  pages = { '': answer(['6', '5'], '5'), 5: answer(['4', '3'], '3'), 3: answer(['2', '1'], null) }
  asked = []
  held = null
  refusing = false
  const shown = { ...lists[name], query: {}, facts: { answer: null, refused: null, failures: 0, online: true, offset: 0, more: [], next: null }, show() {} }
  await shown.ask()
  await shown.onReachBottom()
  assert.equal(ids(shown), '6 5 4 3')
  return shown
}

for (const name of Object.keys(lists)) {
  test(`${name}: who comes back finds the place, and all that is shown as it is now`, async () => {
    const shown = await scrolled(name)
    pages = { '': answer(['7', '6'], '6'), 6: answer(['5', '4'], '4'), 4: answer(['3', '2'], '2'), 2: answer(['1'], null) }
    await shown.ask()
    assert.deepEqual([ids(shown), shown.facts.next], ['7 6 5 4', '4'])
    await shown.onReachBottom()
    await shown.onReachBottom()
    await shown.onReachBottom()
    assert.deepEqual([ids(shown), shown.facts.next], ['7 6 5 4 3 2 1', null])
  })

  test(`${name}: a page that is under way while the list moves leaves no hole and shows nothing twice`, async () => {
    const shown = await scrolled(name)
    let release
    held = new Promise((resolve) => { release = resolve })
    const scrolling = shown.onReachBottom()
    held = null
    pages = { '': answer(['7', '6'], '6'), 6: answer(['5', '4'], '4'), 4: answer(['3', '2'], '2'), 2: answer(['1'], null) }
    await shown.ask()
    release()
    await scrolling
    assert.equal(ids(shown), '7 6 5 4 3 2')
  })

  test(`${name}: who scrolls while the list asks keeps what came`, async () => {
    const shown = await scrolled(name)
    let release
    held = new Promise((resolve) => { release = resolve })
    const asking = shown.ask()
    await new Promise((resolve) => setImmediate(resolve))
    held = null
    await shown.onReachBottom()
    release()
    await asking
    assert.equal(ids(shown), '6 5 4 3 2 1')
  })

  test(`${name}: a list that gets no answer stays as it was`, async () => {
    const shown = await scrolled(name)
    refusing = true
    await shown.ask()
    await shown.onReachBottom()
    assert.deepEqual([ids(shown), shown.facts.next, told.at(-1)], ['6 5 4 3', '3', 'busy'])
    refusing = false
    await shown.onReachBottom()
    assert.equal(ids(shown), '6 5 4 3 2 1')
  })
}
