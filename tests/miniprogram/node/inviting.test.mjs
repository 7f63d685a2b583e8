import assert from 'node:assert/strict'
import test from 'node:test'

const stored = {}
globalThis.wx = { getStorageSync: (name) => (name === 'language' ? 'zh_CN' : stored[name] || ''), setStorageSync: (name, value) => { stored[name] = value }, getAppBaseInfo: () => ({}), getAccountInfoSync: () => ({ miniProgram: {} }) }

const { api } = await import('../../../miniprogram/api.js')
const { ownCode } = await import('../../../miniprogram/inviting.js')

test('the code of who left while it was asked for is in nobody\'s links', async () => {
  let answer
  const answers = [new Promise((resolve) => { answer = resolve }), { code: 'hers' }]
  api.inviteCode = async () => answers.shift()
  const asked = ownCode()
  api.forget()
  answer({ code: 'his' })
  assert.equal(await asked, 'hers')
  assert.deepEqual([api.mark, stored.invite, await ownCode()], ['&by=hers', 'hers', 'hers'])
})
