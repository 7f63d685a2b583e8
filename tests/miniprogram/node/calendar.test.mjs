import assert from 'node:assert/strict'
import test from 'node:test'

import { beforeView } from '../../../miniprogram/shared/before-view.js'
import { calendarOf, hoursOf } from '../../../miniprogram/shared/calendar.js'

const NOON = Date.parse('2026-11-28T12:00:00Z')
const show = { title: '麻花, 现炸; 限量\n', starts: '2026-11-29T20:00:00+08:00', note: '点链接进直播间', url: 'https://shop.example/rooms/tea' }

test('a show becomes a calendar file with an alarm ten minutes before', () => {
  const lines = calendarOf(show, NOON).split('\r\n')
  assert.deepEqual([lines[0], lines.at(-2), lines.at(-1)], ['BEGIN:VCALENDAR', 'END:VCALENDAR', ''])
  for (const line of ['DTSTAMP:20261128T120000Z', 'DTSTART:20261129T120000Z', 'DTEND:20261129T130000Z', 'TRIGGER:-PT10M', 'URL:https://shop.example/rooms/tea']) assert.ok(lines.includes(line), line)
  assert.ok(lines.includes('SUMMARY:麻花\\, 现炸\\; 限量'))
})

test('its lines are folded at 75 octets, and no letter is cut', () => {
  const text = calendarOf({ ...show, title: '很长的标题'.repeat(20) }, NOON)
  assert.ok(text.split('\r\n').every((line) => new TextEncoder().encode(line).length <= 75))
  assert.match(text.replace(/\r\n /g, ''), new RegExp(`SUMMARY:${'很长的标题'.repeat(20)}`))
})

test('a phone is told the hours in seconds', () => {
  assert.deepEqual(hoursOf(show.starts), { startTime: NOON / 1000 + 86400, endTime: NOON / 1000 + 90000, alarmOffset: 600 })
})

test('goods to come are shown with what anybody pays', () => {
  const goods = Array.from({ length: 20 }, (_, number) => ({ product: `p ${number}`, title: '麻花', picture: '', price: 1590 }))
  const view = beforeView({ goods, follows: false, reserved: [] }, { picture: (path) => path, planned: 'b1' })
  assert.equal(view.goods.length, 12)
  assert.deepEqual([view.goods[1].url, view.goods[1].price.whole, view.known, view.follows], ['/pages/product/product?id=p%201', '15', true, false])
  assert.equal(beforeView({ goods: [], follows: null, reserved: [] }, { picture: (path) => path, planned: '' }).known, false)
})
