import assert from 'node:assert/strict'
import test from 'node:test'

import { EMOJI, recentAfter, withEmoji } from '../../../miniprogram/shared/emoji.js'

test('each emoji is there once', () => {
  assert.equal(new Set(EMOJI).size, EMOJI.length)
  assert.ok(EMOJI.every((each) => /^\p{Extended_Pictographic}\uFE0F?$/u.test(each)))
})

test('what was used last stands first, once, and eight are kept', () => {
  assert.deepEqual(recentAfter(['👍', '🎉'], '🎉'), ['🎉', '👍'])
  assert.equal(EMOJI.slice(0, 9).reduce(recentAfter, []).length, 8)
})

test('an emoji that does not fit any more is let be', () => {
  assert.equal(withEmoji('好', '🎉', 3), '好🎉')
  assert.equal(withEmoji('好好', '🎉', 3), '好好')
})
