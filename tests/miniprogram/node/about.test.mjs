import assert from 'node:assert/strict'
import test from 'node:test'

import { aboutView } from '../../../miniprogram/pages/more/shared/about-view.js'
import { withMore } from '../../../miniprogram/pages/more/shared/more-words.js'
import { wholeWordsFor as wordsFor } from '../../../miniprogram/shared/i18n/whole.js'

const t = withMore(wordsFor('zh'), 'zh-CN')
const card = { name: '津味小店', phone: '022-27270000', region: '天津市 和平区', place: '天津市 和平区 南市街 1 号', hours: '9:00-21:00', company: '津味食品有限公司', licence: '91120101MA05X00000', icp: '' }
const view = (shop, client = 'desktop') => aboutView({ answer: { ...card, ...shop } }, { words: t, client })

test('what the shop has said of itself stands there by its name, and nothing that it has not', () => {
  assert.deepEqual(view().particulars.map(({ name, text }) => `${name} ${text}`), [
    '店铺 津味小店', '营业时间 9:00-21:00', '地址 天津市 和平区 南市街 1 号', '电话 022-27270000', '企业名称 津味食品有限公司', '统一社会信用代码 91120101MA05X00000',
  ])
  assert.equal(view({ icp: '津ICP备2026000001号' }).particulars.at(-1).text, '津ICP备2026000001号')
})

test('the shop is called at the number that it gives, and written to where WeChat has a way', () => {
  assert.deepEqual([view().phone, view().writes], ['022-27270000', false])
  assert.deepEqual([view({ phone: '' }).phone, view({}, 'mini').writes], ['', true])
})

test('who finds no way to reach the shop reads that there is none, and not to use one', () => {
  assert.equal(view().hint, t.about.firstHint)
  assert.equal(view({ phone: '' }).hint, t.about.noPhone)
  assert.equal(view({ phone: '' }, 'mini').hint, t.about.firstHint)
})

test('the page has its parts before the shop has answered', () => {
  assert.deepEqual(aboutView({ answer: null }, { words: t, client: 'mini' }).particulars, [])
})

test('the line of the state is named in both languages, whatever the shop says of itself', () => {
  for (const tag of ['zh-CN', 'en']) assert.match(withMore(wordsFor(tag), tag).about.stateHint, /12315/)
})
