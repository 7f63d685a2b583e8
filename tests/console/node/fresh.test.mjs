import assert from 'node:assert/strict'
import test from 'node:test'

import { element, page } from './page.mjs'

const { keepFresh, standWhereItIsRead } = await import('../../../console/static/js/fresh.js')

/** A page whose list follows comments and orders; what it fetched, and how the house says what happens. */
function following(context) {
  context.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 })
  page({ loose: [element({ id: 'list', data: { refresh: 'CommentHeld OrderPlaced' } })] })
  const fetched = []
  const sources = []
  globalThis.location = { pathname: '/console/talk', search: '?room=r1' }
  globalThis.window = { htmx: { ajax: (_method, address, { source, target, selectOOB }) => fetched.push(`${address} ${target}${source === target ? "" : " for another"}, ${selectOOB}`) } }
  globalThis.EventSource = class {
    constructor(address) { Object.assign(this, { address, listeners: {} }); sources.push(this) }
    addEventListener(name, does) { this.listeners[name] = does }
    say(name) { this.listeners[name]({ data: '{}' }) }
  }
  keepFresh()
  return { fetched, source: sources[0], pass: (ms) => context.mock.timers.tick(ms) }
}

test('what happened is seen at once, where the page is', (context) => {
  const { fetched, source, pass } = following(context)
  assert.equal(source.address, '/console/events?facts=CommentHeld,OrderPlaced')
  source.say('CommentHeld')
  source.say('OrderPlaced')
  pass(300)
  assert.deepEqual(fetched, ['/console/talk?room=r1 #list, [data-along]'])
})

test('a list is not put off by what goes on and on, and fetched once a second at most', (context) => {
  const { fetched, source, pass } = following(context)
  for (let tenth = 0; tenth < 100; tenth++) {
    source.say('OrderPlaced')
    pass(100)
  }
  assert.equal(fetched.length, 10)
})

test('what happens just after a fetch is fetched, too', (context) => {
  const { fetched, source, pass } = following(context)
  source.say('OrderPlaced')
  pass(300)
  source.say('CommentHeld')
  pass(999)
  assert.equal(fetched.length, 1)
  pass(1)
  assert.equal(fetched.length, 2)
})

/** The address that a page takes for its own. */
function standing(data) {
  const taken = []
  page({ ids: { main: element({ id: 'main', data }) } })
  globalThis.history = { replaceState: (_state, _title, address) => taken.push(address) }
  standWhereItIsRead()
  return taken
}

test('who was refused reads on where the page is read, not where the form went', () => {
  assert.deepEqual(standing({ readAt: '/console/talk' }), ['/console/talk'])
  assert.deepEqual(standing({}), [])
})
