import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import test from 'node:test'

import { marketWords } from '../../../miniprogram/shared/i18n/market.js'
import { withMore } from '../../../miniprogram/pages/more/shared/more-words.js'
import { wholeWordsFor as wordsFor } from '../../../miniprogram/shared/i18n/whole.js'
import { verdict, verify } from '../../../miniprogram/pages/more/shared/proof.js'
import { proofView } from '../../../miniprogram/pages/more/shared/proof-view.js'
import { bytesOf, hexOf, hmac, sha256, utf8 } from '../../../miniprogram/pages/more/shared/sha256.js'
import { wantedClaim, winsView } from '../../../miniprogram/pages/more/shared/wins-view.js'

const words = withMore({ ...wordsFor('zh'), ...marketWords('zh-CN') }, 'zh-CN')
const context = { words, tag: 'zh-CN', now: Date.parse('2026-11-28T12:00:00Z'), picture: (path) => path || '' }
const sha = (bytes) => createHash('sha256').update(Uint8Array.from(bytes)).digest('hex')

test('our SHA-256 is everybody\'s, whatever the length', () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000]) {
    const bytes = Array.from({ length }, (_, place) => (place * 7 + length) % 256)
    assert.equal(hexOf(sha256(bytes)), sha(bytes), `of ${length} bytes`)
  }
  assert.equal(hexOf(sha256(utf8('福袋 🎁 %'))), createHash('sha256').update('福袋 🎁 %').digest('hex'))
})

test('our HMAC is everybody\'s, with short keys and long ones', () => {
  for (const length of [0, 32, 64, 65, 200]) {
    const key = Array.from({ length }, (_, place) => (place * 3) % 256)
    assert.equal(hexOf(hmac(key, utf8('entry'))), createHmac('sha256', Uint8Array.from(key)).update('entry').digest('hex'))
  }
  assert.deepEqual(bytesOf('00ff10'), [0, 255, 16])
})

const SEED = '5f'.repeat(32)
const marks = ['a1', 'b2', 'c3', 'd4', 'e5']
const entries = marks.map((mark, place) => [place + 1, mark, -1])
const digest = createHash('sha256').update(entries.map((entry) => entry.join(' ')).join('\n')).digest('hex')
const key = createHmac('sha256', Buffer.from(SEED, 'hex')).update(Buffer.from(digest, 'hex')).digest()
const number = (mark) => createHmac('sha256', key).update(mark).digest('hex')
const drawn = [...marks].sort((a, b) => (number(a) < number(b) ? -1 : 1))
const win = (entry, rank) => ({ rank: rank + 1, entry, prize: 0, points: 0, name: '客*' })
const proof = {
  round: 'r1', kind: 'lottery', title: '新品福袋', way: 'draw', commitment: sha(bytesOf(SEED)), seed: SEED, digest, answer: -1, counts: [2], entries,
  prizes: [{ kind: 'goods', title: '麻花礼盒', count: 2 }], winners: drawn.slice(0, 2).map(win), ended_at: '2026-11-28T11:59:00Z',
}

test('an honest draw is found honest', () => {
  assert.deepEqual(verify(proof), { seed: true, entries: true, winners: true })
  assert.equal(verdict(verify(proof)), 'fits')
})

test('another seed, another entry, another or one more winner is found out', () => {
  assert.equal(verdict(verify({ ...proof, seed: '60'.repeat(32) })), 'broken')
  assert.equal(verdict(verify({ ...proof, entries: entries.slice(1) })), 'broken')
  assert.equal(verdict(verify({ ...proof, winners: [...proof.winners].reverse() })), 'broken')
  assert.equal(verdict(verify({ ...proof, winners: drawn.slice(0, 3).map(win) })), 'broken')
  assert.equal(verdict(verify({ ...proof, winners: drawn.slice(0, 1).map(win) })), 'broken')
})

test('fewer entries than prizes give every one of them a prize', () => {
  assert.equal(verdict(verify({ ...proof, counts: [9], winners: drawn.map(win) })), 'fits')
})

test('only who was right takes part in the draw of a quiz', () => {
  const chosen = marks.map((mark, place) => [place + 1, mark, place % 2])
  const print = createHash('sha256').update(chosen.map((entry) => entry.join(' ')).join('\n')).digest('hex')
  const its = createHmac('sha256', Buffer.from(SEED, 'hex')).update(Buffer.from(print, 'hex')).digest()
  const own = (mark) => createHmac('sha256', its).update(mark).digest('hex')
  const right = ['b2', 'd4'].sort((a, b) => (own(a) < own(b) ? -1 : 1))
  const quiz = { ...proof, kind: 'quiz', answer: 1, entries: chosen, digest: print }
  assert.equal(verdict(verify({ ...quiz, winners: right.map(win) })), 'fits')
  assert.equal(verdict(verify({ ...quiz, way: 'split', winners: right.map(win) })), 'fits')
  assert.equal(verdict(verify({ ...quiz, winners: [win('a1', 0)] })), 'broken')
})

test('first come, first served is told by the order in which they came', () => {
  assert.equal(verdict(verify({ ...proof, way: 'first-come', winners: ['a1', 'b2'].map(win) })), 'fits')
  assert.equal(verdict(verify({ ...proof, way: 'first-come', winners: ['b2', 'a1'].map(win) })), 'broken')
})

test('of a great crowd a phone checks the promise and says so', () => {
  const many = { ...proof, entries: Array.from({ length: 3001 }, (_, place) => [place + 1, `m${place}`, -1]) }
  assert.equal(verdict(verify(many)), 'seed')
  assert.equal(verdict(verify({ ...many, commitment: 'x' })), 'broken')
})

test('the page says what came of checking, and where one\'s own entry stands', () => {
  const mine = drawn[0]
  const view = proofView({ answer: { proof, mine }, verdict: 'fits' }, context)
  assert.equal(view.verdictWords, words.proof.fits)
  assert.deepEqual(view.winners.map(({ mine: own }) => own), [true, false])
  assert.equal(view.place, `在名单的第 ${marks.indexOf(mine) + 1} 位`)
  assert.equal(proofView({ answer: { proof, mine: '' }, verdict: '' }, context).place, words.proof.absent)
  assert.equal(proofView({ answer: { proof, mine: '' }, verdict: '' }, context).verdictWords, words.proof.checking)
  assert.equal(proofView({ answer: null, verdict: '' }, context).winners.length, 0)
})

const won = (more) => ({ win: 'w1', round: 'r1', room: 'tea', round_title: '新品福袋', kind: 'goods', title: '麻花礼盒', points: 0, picture: '', state: 'won', at: '2026-11-28T11:00:00Z', until: '2026-12-05T11:00:00Z', order: null, shipment: '', ...more })
const sending = { delivery: 'express', addresses: [], address: '', contact: { name: '', phone: '' }, keeps: false, agreed: false }
const see = (win, more) => winsView({ answer: { items: [win], deliveries: ['express', 'pickup'] }, claiming: '', sending, ...more }, context)

test('a prize says what state it is in', () => {
  const states = [won(), won({ until: '2026-11-28T11:59:00Z' }), won({ state: 'lapsed' }), won({ state: 'claimed', order: 'o1', shipment: 'none' }), won({ state: 'claimed', order: 'o1', shipment: 'all' }), won({ kind: 'coupon', state: 'claimed' })]
  assert.deepEqual(states.map((each) => see(each).wins[0].state), ['won', 'lapsed', 'lapsed', 'claimed', 'shipped', 'given'])
  assert.equal(see(won()).wins[0].claimable, true)
  assert.equal(see(won({ kind: 'points', points: 17, state: 'claimed' })).wins[0].title, '17 积分')
  assert.equal(winsView({ answer: null, claiming: '', sending }, context).wins.length, 0)
})

test('a claim says what is still missing, one thing at a time', () => {
  const claim = (change) => see(won(), { claiming: 'w1', sending: { ...sending, ...change } }).claiming
  assert.equal(claim({}).missing, '请填收货地址')
  assert.equal(claim({ addresses: [{ id: 'a' }] }).missing, '')
  assert.equal(claim({ delivery: 'pickup' }).missing, '请填取货人和电话')
  assert.equal(claim({ delivery: 'pickup', contact: { name: '李明', phone: '138' } }).missing, '请先勾选同意')
  assert.equal(claim({ delivery: 'pickup', contact: { name: '李明', phone: '138' }, keeps: true }).missing, '')
  assert.equal(see(won()).claiming, null)
})

test('what is sent of a claim is an address, or who comes for it', () => {
  assert.deepEqual(wantedClaim({ ...sending, addresses: [{ id: 'a' }, { id: 'b' }] }), { delivery: 'express', address: 'a' })
  assert.deepEqual(wantedClaim({ ...sending, delivery: 'pickup', contact: { name: ' 李明 ', phone: '138' } }, { deliveries: ['express', 'pickup'] }), { delivery: 'pickup', contact: { name: '李明', phone: '138' } })
})
