import assert from 'node:assert/strict'
import test from 'node:test'

import { element, page, place } from './page.mjs'

const item = (does) => Object.assign(element({ tag: 'button', data: { does } }), { focus() {} })
const menu = element({ id: 'comment-menu', children: [place('said'), ...['pin', 'mute', 'kick', 'ban'].map(item)] })
menu.children[0].className = 'said'
Object.assign(menu, { showPopover() {}, hidePopover() {}, getBoundingClientRect: () => ({}) })
Object.assign(globalThis, { innerHeight: 800, innerWidth: 1280 })
let pinned = null
const { asked } = page({
  words: { topped: '已置顶', undone: '已撤销' }, ids: { 'comment-menu': menu },
  answers: (method, address) => (address.startsWith('/console') ? { pinned } : {}),
})
const { commentMenu } = await import('../../../console/static/js/control/moderating.js')
const soon = () => new Promise((done) => setTimeout(done))

/** What is asked of the house when `c2` is pinned and that is undone. */
async function pinnedAndUndone(before) {
  pinned = before
  commentMenu(() => {})({ id: 'c2', name: '阿花', text: '好吃' }, { getBoundingClientRect: () => ({}) })
  menu.listeners.click.at(-1)({ target: { closest: () => item('pin') } })
  await soon()
  asked.length = 0
  await document.getElementById('toasts').querySelector('[data-f=undo]').click()
  return asked
}

const path = '/api/v1/rooms/r1/pinned-comment'

test('to undo a pin leaves above the comments what stood there before', async () => {
  assert.deepEqual(await pinnedAndUndone({ comment: 'c1', name: '小王', text: '包邮吗' }), [['PUT', path, { comment: 'c1' }]])
  assert.deepEqual(await pinnedAndUndone({ comment: '', name: '王店长', text: '八点抽福袋' }), [['PUT', path, { text: '八点抽福袋', sure: true }]])
  assert.deepEqual(await pinnedAndUndone(null), [['DELETE', path]])
})
