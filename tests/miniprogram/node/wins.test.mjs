import assert from 'node:assert/strict'
import test from 'node:test'

import { withMore } from '../../../miniprogram/pages/more/shared/more-words.js'
import { wholeWordsFor as wordsFor } from '../../../miniprogram/shared/i18n/whole.js'
import { marketWords } from '../../../miniprogram/shared/i18n/market.js'
import { wantedClaim, winsView } from '../../../miniprogram/pages/more/shared/wins-view.js'

const context = { words: withMore({ ...wordsFor('zh'), ...marketWords('zh-CN') }, 'zh-CN'), now: 0, picture: (path) => path || '' }
const win = { win: 'w1', round: 'r1', title: '麻花礼盒', kind: 'goods', state: 'won', points: 0, picture: '', round_title: '福袋', at: '1970-01-01T00:00:00Z', until: null, order: null, shipment: '' }
const shop = { name: '津味小店', place: '滨江道 200 号', hours: '每天 9 点' }
const sending = { delivery: 'express', addresses: [{ id: 'a1' }], address: '', contact: { name: '李明', phone: '138' }, keeps: true, agreed: false }
const seen = (answer, more) => winsView({ answer: { items: [win], ...answer }, claiming: 'w1', sending: { ...sending, ...more } }, context).claiming

test('a prize is sent, or picked up where the shop offers that and says where', () => {
  const both = { deliveries: ['express', 'pickup'], shop }
  assert.deepEqual(seen(both).ways.map(({ name, chosen }) => [name, chosen]), [['express', true], ['pickup', false]])
  assert.deepEqual([seen(both).place, seen(both, { delivery: 'pickup' }).place], ['', '津味小店 滨江道 200 号 每天 9 点'])
  assert.deepEqual(wantedClaim({ ...sending, delivery: 'pickup' }, both), { delivery: 'pickup', contact: { name: '李明', phone: '138' } })
})

test('where it can only be sent there is nothing to choose', () => {
  const sent = { deliveries: ['express'], shop }
  assert.deepEqual([seen(sent).ways, seen(sent).sends, seen(sent, { delivery: 'pickup' }).sends], [[], true, true])
  assert.deepEqual(wantedClaim({ ...sending, delivery: 'pickup' }, sent), { delivery: 'express', address: 'a1' })
})
