import assert from 'node:assert/strict'
import test from 'node:test'

import { translate } from '../../../miniprogram/h5/build/styles.js'
import { forBrowser } from '../../../miniprogram/h5/build/templates.js'
import { addressOf, pageAt } from '../../../miniprogram/h5/routes.js'

test('every page has an address, and every address its page', () => {
  assert.equal(addressOf('/pages/home/home'), '/')
  assert.equal(addressOf('/pages/room/room?room=a%20b'), '/rooms/a%20b')
  assert.equal(addressOf('/pages/room/room?room=a&from=card'), '/rooms/a?from=card')
  assert.deepEqual(pageAt('/rooms/a%20b', '?from=card'), { page: 'pages/room/room', query: { from: 'card', room: 'a b' } })
  assert.deepEqual(pageAt('/rooms/a/'), { page: 'pages/room/room', query: { room: 'a' } })
  assert.deepEqual(pageAt('/'), { page: 'pages/home/home', query: {} })
})

test('an address nobody knows is the home page; a page nobody knows is a mistake', () => {
  assert.equal(pageAt('/what/is/this').page, 'pages/home/home')
  assert.throws(() => addressOf('/pages/none/none'))
})

test('WeChat\'s tags become components, other tags stay', () => {
  assert.equal(forBrowser('<view><video src="a"/><live-card/><text>x</text></view>'), '<wx-view><wx-video src="a"/><live-card/><wx-text>x</wx-text></wx-view>')
})

test('pictures of the package lie below /viewer/', () => {
  assert.equal(forBrowser('<image src="/assets/icons/{{name}}.svg"/>'), '<wx-image src="/viewer/assets/icons/{{name}}.svg"/>')
})

const page = { scope: '', page: 'pages/room/room' }
const component = { scope: 'banner', page: '' }

test('a page\'s rules hold only in that page', () => {
  assert.equal(translate('.a, .b .c { top: 0 }', page), 'wx-page[route="pages/room/room"] .a,wx-page[route="pages/room/room"] .b .c{ top: 0 }')
  assert.equal(translate('page { top: 0 }', page), 'wx-page[route="pages/room/room"]{ top: 0 }')
})

test('a component\'s classes wear its name', () => {
  assert.equal(translate('.a.b .c:active { top: 0.5px }', component), '.banner--a.banner--b .banner--c:active{ top: 0.5px }')
})

test('tags are renamed in rules too', () => {
  assert.equal(translate('button::after, view > text { top: 0 }', { scope: '', page: '' }), 'wx-button::after,wx-view > wx-text{ top: 0 }')
  assert.equal(translate('.text { top: 0 }', { scope: '', page: '' }), '.text{ top: 0 }')
})

test('keyframes and media queries keep their heads', () => {
  const css = translate('@keyframes k { from { top: 0 } 50% { top: 1px } }\n@media (max-width: 9px) { .a { top: 0 } }', component)
  assert.match(css, /@keyframes k \{ from \{ top: 0 \} 50% \{ top: 1px \} \}/)
  assert.match(css, /@media \(max-width: 9px\) \{\.banner--a\{/)
})

test('rpx is refused', () => {
  assert.throws(() => translate('.a { top: 12rpx }', page), /rpx/)
})
