import assert from 'node:assert/strict'
import test from 'node:test'

import { element, page } from './page.mjs'

const dialog = Object.assign(element({ tag: 'dialog', id: 'bargain-dialog' }), { showPopover() {}, hidePopover() {} })
const form = element({ tag: 'form', id: 'bargain', data: { preset: 'bargain' }, children: [element({ classes: 'wrong', children: [element({ tag: 'span' })] })] })
for (const name of ['product', 'sku']) form[name] = Object.assign(element({ tag: 'select' }), { selectedOptions: [] })
form.floor_price = Object.assign(element({ tag: 'input' }), { focus() {} })

let answers = () => ({})
const { asked } = page({ words: { left: '剩 {count}', lost: '连不上' }, ids: { 'bargain-dialog': dialog, bargain: form }, answers: (...all) => answers(...all) })
globalThis.FormData = class extends Array { constructor({ sku, floor_price }) { super(['sku', sku.value], ['floor_price', floor_price.value]) } getAll() { return [] } }
globalThis.Option = function (text, value) { return Object.assign(element({ tag: 'option', text }), { value }) }
globalThis.localStorage = { getItem: () => null, setItem() {} }
const { offering } = await import('../../../console/static/js/control/offering.js')

const goods = { explained: 'p1', goods: ['p1', 'p2'].map((product, at) => ({ good: { number: at + 1, title: product, product } })) }
goods.of = (product) => goods.goods.find(({ good }) => good.product === product)
const variants = (sku) => ({ variants: [{ sku, spec: '', here: 1990, available: 3 }] })
const offered = () => form.sku.children.map((one) => one.value)
const open = offering(goods, { name: 'bargain', price: 'floor_price', share: 0.6, path: 'bargains', terms: () => ({ sku: form.sku.value }) })

/** What was sent to the house by pressing twice. */
async function pressed() {
  asked.length = 0
  await Promise.all([form.fire('submit'), form.fire('submit')])
  return asked.filter(([method]) => method === 'POST').map(([, , body]) => body.key)
}

test('two presses are one wish, and another price is another', async () => {
  answers = () => variants('s1')
  await open()
  const [first, twin] = await pressed()
  assert.ok(first)
  assert.equal(twin, first)
  form.floor_price.value = '5'
  assert.notEqual((await pressed())[0], first)
})

test('the same once more, in a dialog that is opened anew, is another wish', async () => {
  answers = () => variants('s1')
  await open()
  const [first] = await pressed()
  await open()
  assert.notEqual((await pressed())[0], first)
})

test('of goods whose variants cannot be read nothing is offered, least of all what was before', async () => {
  answers = () => variants('s1')
  await open()
  assert.deepEqual(offered(), ['s1'])
  answers = () => { throw {} }
  form.product.value = 'p2'
  await form.product.fire('change')
  assert.deepEqual(offered(), [])
})

test('variants that come after other goods were chosen are not theirs', async () => {
  const late = {}
  answers = (_, address) => new Promise((done) => (late[address.slice(-2)] = done))
  const first = open()
  form.product.value = 'p2'
  const second = form.product.fire('change')
  late.p2(variants('s2'))
  late.p1(variants('s1'))
  await Promise.all([first, second])
  assert.deepEqual(offered(), ['s2'])
})
