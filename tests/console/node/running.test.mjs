import assert from 'node:assert/strict'
import test from 'node:test'

/** An element that takes everything and shows nothing; what is put into it is kept. */
function element(extra = {}) {
  const rows = []
  const parts = {}
  return {
    rows, dataset: {}, children: [], hidden: false,
    prepend: (row) => rows.unshift(row),
    append: () => {},
    addEventListener: () => {},
    remove() { this.gone = true },
    querySelector: (what) => (parts[what] ??= element()),
    querySelectorAll: () => [],
    cloneNode: () => element(),
    ...extra,
  }
}
const sentences = JSON.stringify(Object.fromEntries(['leftOf', 'queued', 'opensIn', 'endsIn', 'begun', 'helped', 'bought', 'fullTeams', 'waitingTeams', 'teamsIn', 'checkedIn', 'allIn', 'endCheckIn'].map((name) => [name, name])))
const known = { desk: element({ dataset: { room: 'r', may: '', csrf: '' } }), words: { textContent: sentences } }
globalThis.document = {
  getElementById: (id) => (known[id] ??= element({ content: { firstElementChild: element() } })),
  addEventListener: () => {},
}

const { Running } = await import('../../../console/static/js/control/running.js')
const AT = Date.parse('2026-11-28T12:00:00Z')
const at = (seconds) => new Date(AT + seconds * 1000).toISOString()
const sale = (id, opens) => ({ type: 'FlashSaleAnnounced', sale: id, title: '麻花', price: 990, quantity: 10, opens_at: at(opens), ends_at: at(opens + 60) })

/** What runs, at AT, when the house answers `facts`. */
function running(context, answers) {
  context.mock.method(globalThis, 'setInterval', () => 0)
  globalThis.fetch = async () => ({ ok: true, json: async () => ({ now: AT, facts: answers.shift() }) })
  const made = new Running()
  made.now = AT
  return made
}

test('a sale that is announced anew has its new times, and the pieces it had', (context) => {
  const made = running(context, [])
  made.hear(sale('s', 600))
  made.hear({ type: 'FlashSaleCounted', sale: 's', left: 4 })
  made.hear(sale('s', 3))
  assert.deepEqual(made.of('s'), { opens_at: at(3), ends_at: at(63), left: 4 })
  assert.equal(made.count, 1)
})

test('what ended while nobody listened is gone when it is loaded again', async (context) => {
  const made = running(context, [[sale('s', 3), sale('t', 3)], [sale('t', 3)]])
  await made.load()
  assert.equal(made.count, 2)
  await made.load()
  assert.equal(made.of('s'), undefined)
  assert.equal(made.count, 1)
})

test('who only looks sees what is left, by what the house tells', async (context) => {
  const made = running(context, [[sale('s', 3), { type: 'FlashSaleCounted', sale: 's', left: 0, queued: 0 }]])
  await made.load()
  assert.equal(made.of('s').left, 0)
})

test('a bargain counts its pieces and what it brought, until it is over', (context) => {
  const made = running(context, [])
  assert.equal(made.haggles, false)
  made.hear({ type: 'BargainOpened', bargain: 'b', title: '麻花', start_price: 1990, floor_price: 990, quantity: 5, opens_at: at(0), ends_at: at(3600) })
  assert.equal(made.haggles, true)
  made.hear({ type: 'BargainCounted', bargain: 'b', left: 3 })
  assert.equal(made.of('b').left, 3)
  made.brought({ bargain: { bargain: 'b', left: 2 }, begun: 4, helped: 9, bought: 3 })
  made.brought({ bargain: { bargain: 'unknown', left: 2 }, begun: 1, helped: 1, bought: 1 })
  assert.equal(made.of('b').left, 2)
  context.mock.method(globalThis, 'setTimeout', () => 0)
  made.hear({ type: 'BargainEnded', bargain: 'b', reason: 'staff' })
  assert.deepEqual([made.haggles, made.count], [false, 0])
})

test('a group buy says when teams can be opened, counts those that are full, and is over for all who look', (context) => {
  const made = running(context, [])
  made.hear({ type: 'GroupBuyAnnounced', group_buy: 'g', title: '麻花', price: 990, quantity: 20, opens_at: at(60), ends_at: at(3600) })
  const row = known.running.rows[0]
  assert.equal(row.querySelector('.light').className, 'light amber')
  made.hear({ type: 'GroupBuyCounted', group_buy: 'g', left: 18, full: 1, waiting: 2 })
  assert.equal(made.of('g').left, 18)
  made.now = AT + 61000
  made.hear({ type: 'GroupBuyOpened', group_buy: 'g' })
  assert.equal(row.querySelector('.light').className, 'light live')
  context.mock.method(globalThis, 'setTimeout', () => 0)
  made.hear({ type: 'GroupBuyEnded', group_buy: 'g', reason: 'staff' })
  assert.equal(made.count, 0)
})

const checkIn = { type: 'RoundOpened', round: 'c', kind: 'check-in', title: '签到', opens_at: at(0), closes_at: at(600), prizes: [{ kind: 'points', title: '5 积分', count: 200, points: 5 }] }

test('a check-in counts who has come by what the house last told, and what its end says is the last word', (context) => {
  const made = running(context, [])
  made.hear(checkIn)
  const row = known.running.rows[0]
  assert.deepEqual([row.querySelector('.light').className, row.querySelector('meter').value], ['light live', 0])
  made.hear({ type: 'RoundCounted', round: 'c', entries: 50, left: 150 })
  assert.equal(row.querySelector('meter').value, 0.25)
  context.mock.method(globalThis, 'setTimeout', () => 0)
  made.hear({ type: 'RoundEnded', round: 'c', kind: 'check-in', reason: 'used-up', entries: 200, won: 200 })
  made.hear({ type: 'RoundCounted', round: 'c', entries: 50, left: 150 })
  assert.deepEqual([row.querySelector('.light').className, row.querySelector('meter').value, made.count], ['light off', 1, 0])
})
