import assert from 'node:assert/strict'
import test from 'node:test'

import { createApi, Refused } from '../../../miniprogram/shared/api.js'

/** A server of one room whose valid token can be changed. */
function server({ valid = 'new', kept = '' } = {}) {
  const asked = []
  const stored = { session: kept }
  const state = { valid, silent: false }
  const send = async ({ method, url, header, data }) => {
    asked.push(`${method} ${url}`)
    if (state.silent) throw new Error('request:fail')
    if (url.endsWith('/sessions')) return { status: 201, data: { token: 'new', provider: data.provider } }
    if (header.Authorization !== `Bearer ${state.valid}`) return { status: 401, data: { title: 'who?' } }
    if (url.endsWith('/rooms')) return { status: 200, data: { live: [], coming: [] } }
    return { status: 404, data: { type: 'urn:jinbo:room-not-found', title: '没有这个直播间', status: 404 } }
  }
  const storage = { get: (key) => stored[key], set: (key, value) => { stored[key] = value } }
  return { api: createApi({ origin: 'https://shop.example', send, storage }), asked, stored, state }
}

test('a guest gets a session before the first question and keeps it', async () => {
  const { api, asked, stored } = server()
  await api.rooms()
  await api.rooms()
  assert.equal(stored.session, 'new')
  assert.deepEqual(asked, ['POST https://shop.example/api/v1/sessions', 'GET https://shop.example/api/v1/rooms', 'GET https://shop.example/api/v1/rooms'])
})

test('two questions at once share one new session', async () => {
  const { api, asked } = server()
  await Promise.all([api.rooms(), api.rooms()])
  assert.equal(asked.filter((line) => line.startsWith('POST')).length, 1)
})

test('a session that ran out is renewed once', async () => {
  const { api, stored } = server({ kept: 'old' })
  assert.deepEqual(await api.rooms(), { live: [], coming: [] })
  assert.equal(stored.session, 'new')
})

test('a server that refuses every session is not asked for ever', async () => {
  const { api, asked } = server({ valid: 'nobody' })
  await assert.rejects(api.rooms(), { status: 401 })
  assert.equal(asked.filter((line) => line.startsWith('POST')).length, 2)
})

test('a problem arrives with its type and words', async () => {
  const { api } = server()
  await assert.rejects(api.room('no/where'), (refused) => {
    assert.ok(refused instanceof Refused)
    assert.deepEqual([refused.status, refused.type, refused.message], [404, 'urn:jinbo:room-not-found', '没有这个直播间'])
    return true
  })
})

test('silence has the status 0', async () => {
  const { api, state } = server({ kept: 'new' })
  state.silent = true
  await assert.rejects(api.rooms(), { status: 0 })
})

test('a session that could not be opened is tried again', async () => {
  const { api, state } = server()
  state.silent = true
  await assert.rejects(api.rooms(), { status: 0 })
  state.silent = false
  assert.deepEqual(await api.rooms(), { live: [], coming: [] })
})

test('a room\'s name cannot leave its place in the address', async () => {
  const { api, asked } = server()
  await assert.rejects(api.room('../../x?y'))
  assert.equal(asked.at(-1), 'GET https://shop.example/api/v1/rooms/..%2F..%2Fx%3Fy')
})
