import assert from 'node:assert/strict'
import test from 'node:test'

import { fit, isLandscape } from '../../../miniprogram/shared/frame.js'
import { choosePlay, qualitiesOf, stay } from '../../../miniprogram/shared/play.js'

const near = { kind: 'hls', url: '/near/index.m3u8', qualities: [{ name: 'source', label: '原画', url: '/near/source.m3u8' }, { name: '720p', label: '720p', url: '/near/720p.m3u8' }] }
const withAuto = { ...near, qualities: [{ name: 'auto', label: '自动', url: near.url }, ...near.qualities] }
const far = { kind: 'hls', url: '/far/index.m3u8', qualities: [] }
const strange = { kind: 'flv', url: '/x.flv' }

test('the first address that we can play is played', () => {
  assert.deepEqual(choosePlay([strange, near, far]), { url: '/near/index.m3u8', quality: 'auto' })
})

test('every move goes on to the next address and comes round again', () => {
  const urls = [0, 1, 2, 3].map((moves) => choosePlay([near, far], { moves }).url)
  assert.deepEqual(urls, ['/near/index.m3u8', '/far/index.m3u8', '/near/index.m3u8', '/far/index.m3u8'])
})

test('a chosen quality plays its own rendition, or auto where it does not exist', () => {
  assert.deepEqual(choosePlay([near], { quality: '720p' }), { url: '/near/720p.m3u8', quality: '720p' })
  assert.deepEqual(choosePlay([far], { quality: '720p' }), { url: '/far/index.m3u8', quality: 'auto' })
})

const box = { kind: 'hls', url: '/box/index.m3u8', via: 'box', qualities: [] }
const cloud = { kind: 'hls', url: 'https://play.example.com/r.m3u8', via: 'c1', qualities: [] }

test('a better address that comes while one plays is for who comes next', () => {
  assert.equal(stay([box], 0, [cloud, box]), 1)
  assert.equal(stay([cloud, box], 1, [box, cloud]), 0)
})

test('an address that is no longer offered is left for the best there is', () => {
  assert.equal(stay([cloud, box], 0, [box]), 0)
  assert.equal(stay([box, cloud], 1, [box]), 0)
})

test('the first answer begins with the best', () => {
  assert.equal(stay([], 0, [cloud, box]), 0)
  assert.equal(stay(undefined, 0, [cloud, box]), 0)
})

test('a room without an address plays nothing', () => {
  assert.equal(choosePlay([]), null)
  assert.equal(choosePlay(undefined), null)
  assert.equal(choosePlay([strange]), null)
})

test('the sheet offers auto and what the server has; nothing where there is no choice', () => {
  assert.deepEqual(qualitiesOf([near]), ['auto', 'source', '720p'])
  assert.deepEqual(qualitiesOf([withAuto]), ['auto', 'source', '720p'])
  assert.deepEqual(qualitiesOf([far]), [])
  assert.deepEqual(qualitiesOf(undefined), [])
})

const phone = { width: 390, height: 844 }
const desk = { width: 1280, height: 800 }

test('an upright show fills a phone and stands whole on a desk', () => {
  assert.equal(fit({ width: 720, height: 1280 }, phone), 'cover')
  assert.equal(fit({ width: 720, height: 1280 }, desk), 'contain')
})

test('a wide show stands whole everywhere and fills a screen of its shape', () => {
  assert.equal(fit({ width: 1280, height: 720 }, phone), 'contain')
  assert.equal(fit({ width: 1280, height: 720 }, desk), 'contain')
  assert.equal(fit({ width: 1280, height: 720 }, { width: 1920, height: 1080 }), 'cover')
})

test('a picture that is not measured yet fills', () => {
  assert.equal(fit({ width: 0, height: 0 }, phone), 'cover')
})

test('full screen is offered to pictures that gain from it', () => {
  assert.equal(isLandscape({ width: 1280, height: 720 }), true)
  assert.equal(isLandscape({ width: 720, height: 1280 }), false)
  assert.equal(isLandscape({ width: 0, height: 0 }), false)
})
