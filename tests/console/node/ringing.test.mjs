import assert from 'node:assert/strict'
import test from 'node:test'

import { element, page, place } from './page.mjs'

const WORDS = { ringing: '在等您接', seated: '在台上', away: '断开了，正在重连', nobody: '新邀请', rang: '{name} 请求连麦', unshared: '主播改用 RTMP 推流', refuse: '不接', remove: '请下台', silent: '声音关了', dark: '画面关了', mute: '', unmute: '', hide: '', show: '' }
const does = (name) => element({ tag: 'button', data: { does: name } })
const row = element({ tag: 'li', children: [place('light'), place('name'), place('state'), ...['admit', 'mute', 'curtain', 'battle', 'dismiss'].map(does)] })
const waiting = element({ data: { news: 'play' } })
const ids = {
  'stage-words': { textContent: JSON.stringify(WORDS) },
  seats: element({ tag: 'ul', id: 'seats' }),
  'nobody-on-stage': element({ tag: 'p', id: 'nobody-on-stage' }),
  battle: element({ id: 'battle' }),
  'seat-row': element({ children: [row] }),
}
let seats = []
const { told } = page({ words: { lost: '连不上' }, ids, loose: [waiting], answers: (method, address) => (address.endsWith('/battle') ? { now: '2026-03-01T12:00:00Z', battle: null } : { layout: 'side', portrait: null, seats }) })
globalThis.setInterval = () => 0
const { Stage } = await import('../../../console/static/js/control/stage.js')
const seat = (id, state, more) => ({ seat: id, state, name: `guest ${id}`, muted: false, camera_off: false, away: false, ...more })
const states = () => ids.seats.children.map((one) => one.querySelector('[data-f=state]').textContent)

test('who rings is told, and counted at the tab that a phone has to open', async () => {
  const stage = new Stage()
  seats = [seat('a', 'ringing'), seat('b', 'seated')]
  await stage.rang({ seat: 'a', name: '吴掌柜' })
  assert.match(told(), /吴掌柜 请求连麦/)
  assert.deepEqual([waiting.hidden, waiting.textContent], [false, '1'])
  assert.deepEqual(states(), ['在等您接', '在台上'])
})

test('who left because the host pushes by RTMP now is explained, who left by himself is not', () => {
  const stage = new Stage()
  stage.left({ reason: 'left' })
  assert.doesNotMatch(told(), /RTMP/)
  stage.left({ reason: 'unshared' })
  assert.match(told(), /改用 RTMP/)
})

test('once nobody rings any longer nothing is counted, and who is away is said to come again', async () => {
  const stage = new Stage()
  seats = [seat('b', 'seated', { away: true, muted: true })]
  await stage.load()
  assert.equal(waiting.hidden, true)
  assert.deepEqual(states().slice(-1), ['断开了，正在重连 · 声音关了'])
})
