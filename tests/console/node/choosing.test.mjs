import assert from 'node:assert/strict'
import test from 'node:test'

import { element, page } from './page.mjs'

const list = element({ id: 'list' })
page({ loose: [list] })
await import('../../../console/static/js/choosing.js')

const tick = (value, checked) => Object.assign(element({ tag: 'input', classes: 'tick' }), { value, checked })
const every = (checked) => Object.assign(element({ tag: 'input', data: { ticks: 'product' } }), { checked })

/** What is ticked of `after` once it stands where `before` stood, and whether "all" is. */
function fetched(before, after, all) {
  list.replaceChildren(...before, every(all))
  document.fire('htmx:before:swap')
  list.replaceChildren(...after, every(false))
  document.fire('htmx:after:swap')
  return [after.filter(({ checked }) => checked).map(({ value }) => value), list.lastElementChild.checked]
}

test('what is ticked stays ticked when the list is fetched anew', () => {
  const before = [tick('tea', true), tick('quilt', false), tick('gone', true)]
  assert.deepEqual(fetched(before, [tick('new', false), tick('tea', false), tick('quilt', false)], false), [['tea'], false])
})

test('"all" is what is there, and no more once another good came', () => {
  const all = () => [tick('tea', true), tick('quilt', true)]
  assert.deepEqual(fetched(all(), [tick('tea', false), tick('quilt', false)], true), [['tea', 'quilt'], true])
  assert.deepEqual(fetched(all(), [tick('new', false), tick('tea', false), tick('quilt', false)], true), [['tea', 'quilt'], false])
  assert.deepEqual(fetched(all(), [], true), [[], false])
})
