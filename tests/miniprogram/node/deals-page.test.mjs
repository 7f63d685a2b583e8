import assert from 'node:assert/strict'
import test from 'node:test'

let page
let pages
const asked = []
globalThis.Page = (given) => { page = given }
globalThis.Behavior = (behavior) => behavior
globalThis.getApp = () => ({ api: { deals: async ({ cursor = '' }) => (asked.push(cursor), pages[cursor]) } })
globalThis.wx = { getStorageSync: (name) => (name === 'language' ? 'zh_CN' : ''), getAppBaseInfo: () => ({}), getAccountInfoSync: () => ({ miniProgram: {} }) }

await import('../../../miniprogram/pages/more/deals/deals.js')
const one = (id, state = 'full') => ({ id, state })
const ids = ({ facts }) => [...facts.answer.items, ...facts.more].map(({ id, state }) => `${id} ${state}`)

/** The page as it stands after it has asked for the first time. */
async function opened(answers) {
  pages = answers
  asked.length = 0
  const shown = { ...page, query: {}, facts: { answer: null, refused: null, failures: 0, online: true, offset: 0, more: [], next: null }, show() {} }
  await shown.ask()
  return shown
}

test('all that is shown is asked for anew, and nothing goes from under the finger', async () => {
  const shown = await opened({ '': { items: [one('4', 'waiting'), one('3')], next: '3' }, 3: { items: [one('2', 'cutting'), one('1')], next: null } })
  assert.deepEqual([ids(shown), asked], [['4 waiting', '3 full'], ['']])
  await shown.onReachBottom()
  pages = { '': { items: [one('5', 'taken'), one('4')], next: '4' }, 4: { items: [one('3'), one('2', 'bought')], next: '2' }, 2: { items: [one('1')], next: null } }
  await shown.ask()
  assert.deepEqual([ids(shown), shown.facts.next], [['5 taken', '4 full', '3 full', '2 bought'], '2'])
  await shown.onReachBottom()
  assert.deepEqual([ids(shown).at(-1), shown.facts.next], ['1 full', null])
})

test('who scrolls while the page asks keeps what came', async () => {
  const shown = await opened({ '': { items: [one('3', 'waiting')], next: '3' }, 3: { items: [one('2')], next: null } })
  await Promise.all([shown.ask(), shown.onReachBottom()])
  assert.ok(ids(shown).includes('2 full'))
})

test('it asks again while something moves, and rests when nothing does', async () => {
  assert.equal((await opened({ '': { items: [one('1', 'waiting')], next: null } })).pause(), 10000)
  assert.equal((await opened({ '': { items: [one('1')], next: null } })).pause(), -1)
})
