import assert from 'node:assert/strict'
import test from 'node:test'

import { floorCalls } from '../../../miniprogram/shared/api-floor.js'
import { floorWords } from '../../../miniprogram/shared/i18n/floor.js'
import { REASONS, reportView } from '../../../miniprogram/shared/report-view.js'

const words = floorWords('zh-CN').report
const row = { id: 'c1', name: '阿花', viewer: 'm1', text: '加我微信', mine: false, role: '' }
const see = (state, more = {}) => reportView({ choice: null, reason: '', text: '', ...state }, { about: row, good: null, words, ...more })
const kinds = (view) => view.choices.map(({ kind }) => kind)

test('a comment is replied to, or it or its writer is reported', () => {
  const view = see({})
  assert.deepEqual([view.stage, view.title, kinds(view)], ['choice', '加我微信', ['reply', 'comment', 'viewer']])
  assert.equal(view.choices[2].label, '举报 阿花')
})

test('nobody reports their own words, and no colleague is reported as a person', () => {
  assert.deepEqual(kinds(see({}, { about: { ...row, mine: true } })), ['reply'])
  assert.deepEqual(kinds(see({}, { about: { ...row, role: 'host' } })), ['reply', 'comment'])
  assert.deepEqual(kinds(see({}, { about: { ...row, viewer: '' } })), ['reply', 'comment'])
})

test('of the room itself there are its show and what is explained in it', () => {
  assert.deepEqual(kinds(see({}, { about: null })), ['room'])
  const view = see({}, { about: null, good: { product: 'p1', title: '麻花' } })
  assert.deepEqual(view.choices.map(({ subject, label }) => [subject, label]), [['', '举报这个直播间'], ['p1', '举报商品：麻花']])
})

test('a reason is needed, and words where none fits', () => {
  const choice = see({}).choices[1]
  assert.equal(see({ choice }).ready, false)
  assert.deepEqual(see({ choice, reason: 'fraud' }).reasons.filter(({ chosen }) => chosen).map(({ label }) => label), ['诈骗引流'])
  assert.equal(see({ choice, reason: 'fraud' }).ready, true)
  assert.equal(see({ choice, reason: 'other', text: '  ' }).ready, false)
  assert.equal(see({ choice, reason: 'other', text: '录像' }).ready, true)
})

test('each reason has words in both languages', () => {
  for (const tag of ['zh-CN', 'en']) assert.deepEqual(Object.keys(floorWords(tag).report.reasons), REASONS)
})

test('a private room is shown its ticket', () => {
  const calls = floorCalls((...asked) => asked, null, { shown: () => '?ticket=t' })
  assert.deepEqual(calls.report('tea', { about: 'room' }), ['POST', '/rooms/tea/reports?ticket=t', { about: 'room' }])
  assert.deepEqual(calls.chapters('tea', 'b/1'), ['GET', '/rooms/tea/shows/b%2F1/chapters?ticket=t'])
})
