import assert from 'node:assert/strict'
import test from 'node:test'

const settled = () => new Promise((resolve) => setImmediate(resolve))
const line = { line: 'l', product: 'p', sku: 's', title: '麻花', spec: '原味', picture: null, quantity: 1, amount: 900, shipped: 1 }
const answer = { order: { lines: [line] }, options: [{ line: 'l', left: 1, kinds: ['return', 'refund'], no_reason: false, until: null }] }

let page
let api
let chosen
let sending
globalThis.Page = (given) => { page = given }
globalThis.Behavior = (behavior) => behavior
globalThis.getApp = () => ({ api })
globalThis.wx = {
  getStorageSync: (name) => (name === 'language' ? 'zh_CN' : ''), getAppBaseInfo: () => ({}), getAccountInfoSync: () => ({ miniProgram: {} }), showToast() {}, redirectTo() {},
  chooseMedia: ({ count, success }) => (chosen.asked = count, success({ tempFiles: chosen.paths.map((tempFilePath) => ({ tempFilePath })) })),
  uploadFile: (photo) => sending.push({ path: photo.filePath, arrives: () => photo.success({ statusCode: 200, data: JSON.stringify({ name: `${photo.filePath} kept` }) }), fails: photo.fail }),
}
await import('../../../miniprogram/pages/more/apply/apply.js')
const { createOnce } = await import('../../../miniprogram/shared/once.js')

/** The page on which everything but the photos is said. */
async function chose(...paths) {
  sending = []
  api = { upload: async () => ({}) }
  const wish = { quantity: 1, kind: '', sku: '', reason: 'damaged', words: '', photos: [] }
  const here = { ...page, query: { order: 'o', line: 'l' }, facts: { answer, wish, refused: null, failures: 0, online: true, offset: 0 }, data: { ...page.data }, once: createOnce(), setData(facts) { Object.assign(this.data, facts) } }
  here.show()
  assert.equal(here.data.ready, true)
  await choose(here, ...paths)
  return here
}

async function choose(here, ...paths) {
  chosen = { paths }
  await here.onPhoto()
  await settled()
}

const shown = ({ data }) => data.photos.map(({ path, name }) => [path, name])

test('a claim waits for its photos, which stand there while they are sent', async () => {
  const here = await chose('a', 'b')
  assert.deepEqual([shown(here), here.data.ready, here.data.uploading], [[['a', ''], ['b', '']], false, true])
  sending[1].arrives()
  await settled()
  assert.deepEqual([shown(here), here.data.ready], [[['a', ''], ['b', 'b kept']], false])
  sending[0].arrives()
  await settled()
  assert.deepEqual([here.data.ready, here.data.uploading], [true, false])
  const claims = []
  api.claimAfterSale = async (order, claim) => (claims.push(claim.photos), { after_sale: 'c' })
  await here.onSend()
  assert.deepEqual(claims, [['a kept', 'b kept']])
})

test('a photo that does not arrive, or is put back on its way, keeps nobody waiting', async () => {
  const here = await chose('a', 'b')
  sending[0].fails()
  here.onDropPhoto({ currentTarget: { dataset: { key: here.data.photos[1].key } } })
  await settled()
  sending[1].arrives()
  await settled()
  assert.deepEqual([shown(here), here.data.ready], [[], true])
})

test('who chooses twice sends no more photos than the shop takes', async () => {
  const here = await chose('1', '2', '3', '4', '5')
  await choose(here, '6', '7', '8', '9', '10')
  assert.deepEqual([chosen.asked, here.data.photos.length, here.data.room, sending.length], [4, 9, false, 9])
})
