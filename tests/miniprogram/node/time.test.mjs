import assert from 'node:assert/strict'
import test from 'node:test'

import { wordsFor } from '../../../miniprogram/shared/i18n/index.js'
import { emptyLive, hear } from '../../../miniprogram/shared/live.js'
import { emptyRoom, reduce } from '../../../miniprogram/shared/room.js'
import { clock, countdown, moment, offsetFrom, remaining } from '../../../miniprogram/shared/time.js'

const zh = wordsFor('zh_CN')
const en = wordsFor('en')
const at = (text) => Date.parse(text)
const read = (parts) => parts.map(({ value, unit }) => value + unit).join('')

test('a clock that is wrong on the phone does not move the start of a show', () => {
  const phone = at('2026-11-23T10:00:00Z')
  const offset = offsetFrom('2026-11-23T12:00:00.050Z', phone, phone + 100)
  assert.equal(offset, 7200000)
  assert.equal(remaining('2026-11-23T12:00:10Z', phone + 50 + offset).total, 9950)
})

for (const hours of [-26, -2, 2, 26]) {
  test(`a phone that is ${hours} hours off says today, counts down and opens as the shop does`, () => {
    const now = at('2026-11-23T15:30:00Z')
    const phone = now + hours * 3600000
    const known = phone + offsetFrom('2026-11-23T15:30:00Z', phone, phone)
    assert.equal(known, now)
    assert.equal(moment('2026-11-23T15:59:00Z', known, zh), '今天 23:59')
    assert.equal(clock('2026-11-23T15:31:30Z', known), '01:30')
    assert.equal(clock('2026-11-23T15:29:59Z', known), '00:00')
    const room = reduce(emptyRoom, { type: 'answered', room: {}, offset: offsetFrom('2026-11-23T15:30:00Z', phone, phone) })
    assert.equal(phone + room.offset, now)
    const live = hear(emptyLive, { type: 'welcome', epoch: 'e', n: 0, now, edge: null, gap: false, viewers: 1, likes: 0 }, { at: phone })
    assert.equal(phone + live.offset, now)
  })
}

test('an answer without a readable time leaves the phone its own clock', () => {
  assert.equal(offsetFrom(undefined, 0, 100), 0)
})

test('nothing is left of a moment that has passed, and of no moment at all', () => {
  assert.equal(remaining('2026-11-23T11:59:59Z', at('2026-11-23T12:00:00Z')).total, 0)
  assert.equal(remaining(undefined, 0).total, 0)
})

test('a countdown shows the parts a person reads', () => {
  const now = at('2026-11-23T12:00:00Z')
  assert.equal(read(countdown('2026-11-25T15:04:05Z', now, zh)), '2天03时04分')
  assert.equal(read(countdown('2026-11-23T15:04:05Z', now, zh)), '03时04分05秒')
  assert.equal(read(countdown('2026-11-23T12:04:05Z', now, en)), '04m05s')
})

test('the last second is shown until it is over', () => {
  assert.equal(read(countdown('2026-11-23T12:00:01Z', at('2026-11-23T12:00:00.400Z'), zh)), '00分01秒')
})

test('days have names when they are near, by the clock of China', () => {
  const now = at('2026-11-23T15:30:00Z')
  assert.equal(moment('2026-11-23T15:59:00Z', now, zh), '今天 23:59')
  assert.equal(moment('2026-11-23T16:05:00Z', now, zh), '明天 00:05')
  assert.equal(moment('2026-11-27T12:00:00Z', now, zh), '11月27日 20:00')
  assert.equal(moment('2027-01-01T01:00:00Z', now, en), 'Jan 1 09:00')
})
