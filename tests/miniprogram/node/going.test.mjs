import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import test from 'node:test'

let deep = 1
let went = []
globalThis.getCurrentPages = () => Array(deep)
globalThis.Behavior = (behavior) => behavior
globalThis.wx = { navigateTo: ({ url }) => went.push(`over ${url}`), redirectTo: ({ url }) => went.push(`instead ${url}`) }
const { go } = await import('../../../miniprogram/going.js')
const { lookAt, openType } = await import('../../../miniprogram/around.js')
const { linked } = await import('../../../miniprogram/linked.js')

const ROOT = fileURLToPath(new URL('../../../miniprogram/', import.meta.url))
/** What stands on the pages of the bar, which are the lowest; and an address lies below nothing. */
const SHALLOW = /tab-bar|live-card|coming-card|pages\/(home|shop|cart|me)\/|more\/addresses\//

function at(depth, does) {
  [deep, went] = [depth, []]
  does()
  return went[0]
}

function sources(kind) {
  return ['components', 'pages'].flatMap((folder) => globSync(`${ROOT}${folder}/**/*.${kind}`)).map((file) => [file, readFileSync(file, 'utf8')])
}

test('the payment opens over nine pages, and in the place of the tenth, for WeChat opens no eleventh', () => {
  assert.equal(at(9, () => go('/pay')), 'over /pay')
  assert.equal(at(10, () => go('/pay')), 'instead /pay')
})

test('who looks around from goods to goods leaves three pages for what he buys', () => {
  assert.deepEqual([at(6, () => lookAt('/room')), at(7, () => lookAt('/room'))], ['over /room', 'instead /room'])
  assert.deepEqual([6, 7].map((depth) => at(depth, () => went.push(openType()))), ['navigate', 'redirect'])
})

test('a card of goods leads on as deep as its page lies', () => {
  const card = (depth) => {
    const given = { data: { ...linked.data }, setData(data) { Object.assign(this.data, data) } }
    at(depth, () => linked.lifetimes.attached.call(given))
    return given.data.link
  }
  assert.deepEqual([card(1), card(7)], ['navigate', 'redirect'])
})

test('no page opens another past the ten: not by itself, and by no link', () => {
  const opens = sources('js').filter(([, text]) => text.includes('wx.navigateTo')).map(([file]) => file)
  assert.deepEqual(opens, [])
  const links = sources('wxml').filter(([file]) => !SHALLOW.test(file)).flatMap(([file, text]) => (text.match(/<navigator\b[^>]*>/g) || []).filter((tag) => !tag.includes('open-type=')).map((tag) => `${file} ${tag}`))
  assert.deepEqual(links, [])
})
