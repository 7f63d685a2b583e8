import assert from 'node:assert/strict'
import test from 'node:test'

const waiting = []
const later = (name) => (...asked) => new Promise((resolve, reject) => waiting.push({ name, asked, resolve, reject }))
const api = Object.fromEntries(['shelf', 'sales', 'bargains', 'groupBuys', 'rounds', 'battle', 'beginHaggle', 'openTeam'].map((name) => [name, later(name)]))
globalThis.getApp = () => ({ api })
globalThis.wx = { getStorageSync: (name) => (name === 'language' ? 'zh_CN' : ''), getAppBaseInfo: () => ({}), getAccountInfoSync: () => ({ miniProgram: {} }), showToast() {} }

const { haggle, join, openTeam, refresh } = await import('../../../miniprogram/dealing.js')
const { Refused } = await import('../../../miniprogram/shared/api.js')
const { leave, sit } = await import('../../../miniprogram/floor.js')

/** A room's floor with the types of what it learnt; `say` is answered when the test says so. */
function floor() {
  const learnt = []
  return { learnt, learn: ({ type }) => learnt.push(type), say: later('say') }
}

/** Who sits in `tea`, does something there and has gone on to `cake` when it is answered. */
async function swiped(does, answered) {
  const [tea, cake] = [floor(), floor()]
  waiting.length = 0
  sit(tea)
  const done = does()
  leave(tea)
  sit(cake)
  answered()
  await done
  return { tea: tea.learnt, cake: cake.learnt }
}

const all = (answer) => () => waiting.forEach(({ resolve }) => resolve(answer))

test('what a room sells is learnt in that room', async () => {
  const tea = floor()
  waiting.length = 0
  sit(tea)
  const done = refresh('tea')
  all({ items: [] })()
  await done
  assert.deepEqual(tea.learnt, ['shelf', 'sales', 'bargains', 'group buys', 'rounds', 'battle'])
})

test('a late answer of the room before does not land in the next one', async () => {
  assert.deepEqual((await swiped(() => refresh('tea'), all({ items: [] }))).cake, [])
  const refused = () => waiting.forEach(({ reject }) => reject(new Refused(404)))
  assert.deepEqual((await swiped(() => refresh('tea'), refused)).cake, [])
})

test('nor does what was begun there: a bargain, a team, a round', async () => {
  const begun = await swiped(() => haggle('b1', ''), all({ cuts: [{ amount: 100 }] }))
  assert.deepEqual([begun.tea, begun.cake], [['haggling'], []])
  assert.deepEqual((await swiped(() => openTeam('g1', 1, ''), all({ team: 't1', claim: 'c1' }))).cake, [])
  assert.deepEqual((await swiped(() => join('r1'), () => setImmediate(all({})))).cake, [])
})

test('a bargain of the whole shop is begun in the room one is in', async () => {
  const tea = floor()
  waiting.length = 0
  sit(tea)
  const done = haggle('b1', '')
  all({ cuts: [{ amount: 100 }] })()
  await done
  assert.deepEqual(tea.learnt, ['haggling', 'haggle begun'])
})
