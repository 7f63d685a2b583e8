import assert from 'node:assert/strict'
import test from 'node:test'

import { floorWords } from '../../../miniprogram/shared/i18n/floor.js'
import { fill, tagFor, wordsFor } from '../../../miniprogram/shared/i18n/index.js'
import { marketWords } from '../../../miniprogram/shared/i18n/market.js'
import { wholeWordsFor } from '../../../miniprogram/shared/i18n/whole.js'
import { crowd } from '../../../miniprogram/shared/numbers.js'

const keys = (words, before = '') =>
  Object.entries(words).flatMap(([name, value]) => (typeof value === 'object' ? keys(value, `${before}${name}.`) : [before + name]))
const places = (sentence) => [...sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1])

test('both languages know the same words', () => {
  assert.deepEqual(keys(wordsFor('zh')), keys(wordsFor('en')))
  assert.deepEqual(keys(wholeWordsFor('zh')), keys(wholeWordsFor('en')))
  assert.deepEqual(keys(floorWords('zh-CN')), keys(floorWords('en')))
})

test('what is bought and won in a room is said in both languages, with the same places', () => {
  const [zh, en] = [marketWords('zh-CN'), marketWords('en')]
  const said = (words, path) => path.split('.').reduce((part, name) => part[name], words)
  assert.deepEqual(keys(zh), keys(en))
  for (const path of keys(zh)) assert.deepEqual(places(said(zh, path)).sort(), places(said(en, path)).sort(), path)
})

test('a sentence keeps its places in English', () => {
  assert.deepEqual(places(wordsFor('zh').viewers), places(wordsFor('en').viewers))
  assert.deepEqual(places(wordsFor('zh').room.startsAt), places(wordsFor('en').room.startsAt))
})

test('a sentence of the floor has the same places in both languages', () => {
  const [chinese, english] = [floorWords('zh-CN'), floorWords('en')]
  const told = Object.keys(chinese).filter((key) => typeof chinese[key] === 'string')
  for (const key of told) assert.deepEqual(places(chinese[key]).sort(), places(english[key]).sort(), key)
})

test('WeChat and browsers spell Chinese differently', () => {
  for (const tag of ['zh_CN', 'zh-CN', 'zh', 'zh-Hans-CN', 'zh_TW']) assert.equal(tagFor(tag), 'zh-CN')
  for (const tag of ['en', 'en-US', 'de', '', undefined, 'zha']) assert.equal(tagFor(tag), 'en')
})

test('values go into their places', () => {
  assert.equal(fill('{count}人在看, {count}', { count: 3 }), '3人在看, 3')
})

test('a crowd is never made larger than it is', () => {
  assert.deepEqual([0, 999, 9999, 10000, 12999, 99999999].map((n) => crowd(n, 'zh-CN')), ['0', '999', '9999', '1万', '1.2万', '9999.9万'])
  assert.deepEqual([999, 1000, 1999, 1500000].map((n) => crowd(n, 'en')), ['999', '1K', '1.9K', '1.5M'])
  assert.equal(crowd(undefined, 'en'), '0')
})
