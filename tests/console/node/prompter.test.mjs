import assert from 'node:assert/strict'
import test from 'node:test'

import { element, page, place } from './page.mjs'

const WORDS = { floor: '底价 ¥{price}', left: '剩 {count}', gone: '没了', since: '讲了 {time}', sheetRest: '还要 {minutes} 分', planned: '排 {minutes} 分', lost: '连不上主机' }
const shown = element({ id: 'now-good', children: [place('title'), place('floor'), element({ tag: 'ul', data: { list: 'points' } })] })
const ids = {
  'now-good': shown,
  line: element({ id: 'line', children: [element({ tag: 'p' }), element({ tag: 'button' })] }),
  ...Object.fromEntries(['since', 'clock', 'viewers', 'nothing-now', 'asked', 'none-asked', 'following', 'rest'].map((id) => [id, element({ id })])),
}
const good = { product: 'p1', number: 1, title: '麻花', price: 1990, plain_price: 1990, available: 5, sold: 0 }
let floor = 900
const answers = (_method, address) => {
  if (address.endsWith('/shelf')) return { goods: [{ good, on_sale: true }], explaining: { product: 'p1', since: '2026-03-01T12:00:00Z' }, told: [], now: Date.now() }
  if (address.endsWith('/goods/p1')) {
    if (!floor) throw {}
    return { product: 'p1', subtitle: '', points: ['脆'], variants: [{ floor }] }
  }
  return address.endsWith('/asked') ? [] : { items: [] }
}
const { asked } = page({ words: WORDS, ids, answers })
const often = []
globalThis.setInterval = (does) => often.push(does)
let source
globalThis.EventSource = class {
  constructor() { Object.assign(this, { listeners: {} }); source = this }
  addEventListener(name, does) { this.listeners[name] = does }
  say(name, fact = {}) { this.listeners[name]({ data: JSON.stringify(fact) }) }
}
await import('../../../console/static/js/control/prompter.js')

const settled = () => new Promise((soon) => setTimeout(soon, 200))
const says = () => shown.querySelector('[data-f=floor]').textContent
const reads = () => asked.filter(([, address]) => address.endsWith('/goods/p1')).length

test('a product that could not be read is read again, and once it is known it is left alone', async () => {
  floor = 0
  source.say('Listening')
  await settled()
  assert.deepEqual([says(), reads()], ['', 1])
  floor = 900
  for (const does of often) does()
  await settled()
  assert.deepEqual([says(), reads()], ['底价 ¥9', 2])
  for (const does of often) does()
  source.say('ShelfCounted')
  await settled()
  assert.equal(reads(), 2)
})

test('a floor that changes while its product is explained is told anew', async () => {
  floor = 950
  source.say('ProductChanged', { product: 'another' })
  await settled()
  assert.equal(says(), '底价 ¥9')
  source.say('ProductChanged', { product: 'p1' })
  await settled()
  assert.equal(says(), '底价 ¥9.50')
})
