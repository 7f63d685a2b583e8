import assert from 'node:assert/strict'
import test from 'node:test'

globalThis.Behavior = (behavior) => behavior
globalThis.wx = { getStorageSync: (name) => (name === 'language' ? 'zh_CN' : ''), getAppBaseInfo: () => ({}), getAccountInfoSync: () => ({ miniProgram: {} }), showToast() {} }

const { wired } = await import('../../../miniprogram/components/floor/wired.js')
const { leave, sit } = await import('../../../miniprogram/floor.js')
const { emptyLive } = await import('../../../miniprogram/shared/live.js')
const { createPicture } = await import('../../../miniprogram/shared/picture.js')
const { Refused } = await import('../../../miniprogram/shared/api.js')

const settled = () => new Promise((resolve) => setImmediate(resolve))
const at = (ms) => new Date(Date.now() + ms).toISOString()
const round = { type: 'RoundOpened', round: 'r1', kind: 'lottery', rule: 'keyword', keyword: '麻花', opens_at: at(-1000), closes_at: at(60000), prizes: [] }

/** A viewer whose keyword waits for a colleague; the room's answer to `join` is the test's. */
function viewer(t, answer) {
  const said = []
  const say = async (type, fields) => {
    said.push({ type, ...fields })
    return answer()
  }
  const floor = { ...wired.methods, data: { room: 'tea' }, live: emptyLive, line: 'open', pricing: '', priced: 0, picture: createPicture(), show() {}, tell() {}, say }
  t.after(() => leave(floor))
  ;[round, { type: 'said', comment: 'c1', state: 'held', text: '麻花' }].forEach((fact) => floor.learn(fact))
  return { floor, said, mine: () => floor.live.rounds.mine.r1 }
}

const letThrough = { type: 'CommentSaid', comment: 'c1', speaker: { viewer: 'm1', name: '阿花' }, text: '麻花', at: at(0) }

test('whose keyword is let through asks once whether he is in', async (t) => {
  const { floor, said, mine } = viewer(t, () => ({ state: 'in' }))
  sit(floor)
  floor.tick()
  assert.deepEqual(said, [])
  floor.learn(letThrough)
  floor.tick()
  floor.tick()
  await settled()
  assert.deepEqual([said, mine().state], [[{ type: 'join', round: 'r1' }], 'in'])
})

test('who may not enter is told why, and not that he is in', async (t) => {
  const told = t.mock.method(wx, 'showToast')
  const { floor, mine } = viewer(t, () => Promise.reject(new Refused(0)))
  sit(floor)
  floor.learn(letThrough)
  floor.tick()
  await settled()
  assert.deepEqual([mine(), told.mock.callCount()], [undefined, 1])
})

test('who looks elsewhere when it is let through asks when he is back', async (t) => {
  const { floor, said, mine } = viewer(t, () => ({ state: 'in' }))
  floor.learn(letThrough)
  floor.tick()
  await settled()
  assert.deepEqual(said, [])
  sit(floor)
  floor.tick()
  await settled()
  assert.deepEqual([said.length, mine().state], [1, 'in'])
})
