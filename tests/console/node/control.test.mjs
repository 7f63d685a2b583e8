import assert from 'node:assert/strict'
import test from 'node:test'

import { atMost, clock, fen, moved, share, span, yuan } from '../../../console/static/js/control/reckoning.js'
import { Rate, READABLE, Sample, weight } from '../../../console/static/js/control/sampling.js'

test('money is said without fen where there are none', () => {
  assert.deepEqual([0, 100, 1990, 5, 123456, 10000000, -50, -1990].map(yuan), ['0', '1', '19.90', '0.05', '1,234.56', '100,000', '-0.50', '-19.90'])
})

test('money is read as people type it, and nothing else is', () => {
  assert.deepEqual(['19.9', '19.90', '¥20', ' 0.01 ', '8。5'].map(fen), [1990, 1990, 2000, 1, 850])
  for (const typed of ['', '-1', '1.999', '1e3', '十块', '12345678', '1,000']) assert.ok(Number.isNaN(fen(typed)), typed)
})

test('what is typed is what is said', () => {
  for (const amount of [1, 99, 100, 1990, 999999]) assert.equal(fen(yuan(amount).replaceAll(',', '')), amount)
})

test('time counts up to the last second and not below nothing', () => {
  assert.deepEqual([0, 0.2, 59, 60, 75, 3600, 86399, -4].map(span), ['0:00', '0:01', '0:59', '1:00', '1:15', '60:00', '23:59:59', '0:00'])
})

test('the hour is the shop\'s, wherever the browser is', () => {
  assert.equal(clock('2026-11-28T12:15:00Z'), '20:15')
})

test('what a check-in costs at most is told in points and in what they pay for', () => {
  assert.deepEqual(atMost(5, 200, 100), { points: 1000, fen: 1000 })
  assert.deepEqual(atMost(3, 7, 0), { points: 21, fen: 0 })
  for (const [each, people] of [[0, 9], [5, 0], [NaN, 9], [-1, 9]]) assert.equal(atMost(each, people, 100).points, 0)
})

test('a share has one figure behind the point', () => {
  assert.equal(share(0.0345), '3.5%')
})

test('an entry moves and the rest keep their order', () => {
  assert.deepEqual(moved(['a', 'b', 'c', 'd'], 0, 2), ['b', 'c', 'a', 'd'])
  assert.deepEqual(moved(['a', 'b', 'c', 'd'], 3, 0), ['d', 'a', 'b', 'c'])
  assert.deepEqual(moved(['a', 'b'], 0, 9), ['b', 'a'])
})

const comment = (id, more = {}) => ({ id, text: '', role: '', buyer: false, question: false, ...more })

test('a quiet room is read whole and in order', () => {
  const sample = new Sample()
  for (const id of [1, 2, 3]) sample.add(comment(id))
  assert.deepEqual(sample.take(0.5).map(({ id }) => id), [1, 2, 3])
  assert.deepEqual(sample.take(0.5), [])
  assert.equal(sample.skipped, 0)
})

test('of five hundred a second an eye gets what it can read, and the newest of them', () => {
  const sample = new Sample()
  for (let id = 0; id < 250; id++) sample.add(comment(id))
  const read = sample.take(0.5)
  assert.equal(read.length, READABLE / 2)
  assert.deepEqual(read.map(({ id }) => id), [246, 247, 248, 249])
  assert.equal(sample.skipped, 246)
})

test('the shop, a question and a buyer are read before the crowd', () => {
  const sample = new Sample()
  sample.add(comment('shop', { role: 'host' }))
  sample.add(comment('asks', { question: true }))
  sample.add(comment('buyer', { buyer: true }))
  for (let id = 0; id < 1000; id++) sample.add(comment(id))
  assert.deepEqual(sample.take(0.5).map(({ id }) => id), ['shop', 'asks', 'buyer', 999])
  assert.deepEqual([comment(0, { role: 'staff' }), comment(0, { question: true }), comment(0, { buyer: true }), comment(0)].map(weight), [3, 2, 1, 0])
})

test('the pace of talk is that of the last minute', () => {
  const rate = new Rate()
  for (let second = 0; second < 120; second++) rate.count(second * 1000)
  assert.equal(rate.of(119_000), 61)
  rate.count(119_500, 40)
  assert.equal(rate.of(119_500), 100)
  assert.equal(rate.of(400_000), 0)
})
