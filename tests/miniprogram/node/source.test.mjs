import assert from 'node:assert/strict'
import test from 'node:test'

import { floorCalls } from '../../../miniprogram/shared/api-floor.js'
import { createTickets } from '../../../miniprogram/shared/tickets.js'
import { sourceOf } from '../../../miniprogram/shared/source.js'

test('a link says where it was sent from, whatever opened it', () => {
  assert.equal(sourceOf({ from: 'share', scene: 1047 }), 'share')
  assert.equal(sourceOf({ from: 'qr', first: false }), 'qr')
})

test('a link that says nothing known is judged by how WeChat opened it', () => {
  assert.equal(sourceOf({ from: 'nonsense', scene: 1007 }), 'share')
  assert.equal(sourceOf({ scene: 1154 }), 'moments')
  assert.equal(sourceOf({ scene: 1047 }), 'qr')
  assert.equal(sourceOf({ scene: 1107 }), 'notice')
  assert.equal(sourceOf({ scene: 1089 }), 'follow')
  assert.equal(sourceOf({ scene: 1001 }), 'other')
  assert.equal(sourceOf({}), 'other')
})

test('who came over from another page of the shop came from home', () => {
  assert.equal(sourceOf({ scene: 1007, first: false }), 'home')
})

test('the seat is asked for with the source, and with the ticket where there is one', () => {
  const asked = []
  const { seat } = floorCalls((method, path) => asked.push(path), null, createTickets())
  seat('r1', '', 'qr')
  seat('r2', 'tk', 'share')
  seat('r3', '')
  assert.deepEqual(asked, ['/rooms/r1/seat?from=qr', '/rooms/r2/seat?ticket=tk&from=share', '/rooms/r3/seat'])
})
