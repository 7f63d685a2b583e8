import assert from 'node:assert/strict'
import test from 'node:test'

import { element, page, place } from './page.mjs'

const line = element({ tag: 'p', id: 'pinned-comment', children: [place('text')] })
let answer = { pinned: null }
let meanwhile = () => {}
page({ words: {}, ids: { 'pinned-comment': line }, answers: () => (meanwhile(), answer) })
const { pinnedComment } = await import('../../../console/static/js/control/moderating.js')

const stands = () => (line.hidden ? '' : line.querySelector('[data-f=text]').textContent)

test('what is pinned stands there when the page looks again', async () => {
  const pinned = pinnedComment()
  answer = { pinned: { name: '海河', text: '包邮吗' } }
  await pinned.load()
  assert.equal(stands(), '海河: 包邮吗')
})

test('a comment that is pinned while the page asks is newer than the answer', async () => {
  const pinned = pinnedComment()
  answer = { pinned: null }
  meanwhile = () => pinned.show({ name: '小王', text: '好吃' })
  await pinned.load()
  meanwhile = () => {}
  assert.equal(stands(), '小王: 好吃')
  await pinned.load()
  assert.equal(stands(), '')
})
