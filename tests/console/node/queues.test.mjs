import assert from 'node:assert/strict'
import test from 'node:test'

import { element, page, place } from './page.mjs'

const WORDS = {
  asked: '{count} 人在问：{text}', answered: '答了', answer: '回答', through: '放行', refuse: '不放行', noQuestions: '提问都答完了。', noQueue: '没有等着的发言。',
  topics: { size: '尺码', price: '价格' }, house: '系统', lost: '连不上',
}
const counts = ['questions', 'held'].map((name) => element({ data: { count: name } }))
const chips = ['', 'goods'].map((about) => element({ tag: 'button', data: { about } }))
const news = element({ data: { news: 'talk' } })
const ids = {
  queue: element({ tag: 'ul', id: 'queue' }),
  hot: element({ id: 'hot' }),
  'hot-row': element({ children: [element({ tag: 'button', children: [place('name'), place('viewers')] })] }),
  'queue-row': element({ children: [element({ tag: 'li', children: [place('text'), place('who'), place('yes', 'button'), place('no', 'button')] })] }),
  deeds: element({ id: 'deeds' }),
  'deeds-more': element({ tag: 'details', id: 'deeds-more', children: chips }),
  'no-deeds': element({ tag: 'p', id: 'no-deeds' }),
  'deed-row': element({ children: [element({ tag: 'li', children: [place('at'), place('by'), place('what')] })] }),
}
let house = {}
const { asked } = page({
  may: 'chat-moderate', words: WORDS, ids, loose: [...counts, news],
  answers: (method, address) => {
    const name = address.split('/').at(-1)
    if (house[name] instanceof Error) throw { title: '不行' }
    return house[name] ?? { questions: [], comments: [] }
  },
})
const { Queues } = await import('../../../console/static/js/control/queues.js')
const { Deeds } = await import('../../../console/static/js/control/deeds.js')

const comment = (id, text) => ({ comment: id, text, speaker: { name: '阿花' } })
const lines = () => ids.queue.children.map((one) => one.querySelector('[data-f=text]')?.textContent ?? one.textContent)
const soon = () => new Promise((done) => setTimeout(done))

test('questions stand with how many ask, the counts at the chips and the tab', async () => {
  house = { questions: { questions: [{ comment: comment('c1', '什么尺码'), viewers: 23 }, { comment: comment('c2', '甜吗'), viewers: 1 }] }, 'held-comments': { comments: [comment('h1', '加我')] } }
  const queues = new Queues(() => {})
  queues.show('questions')
  await soon()
  assert.deepEqual(lines(), ['23 人在问：什么尺码', '甜吗'])
  assert.deepEqual([...counts, news].map((one) => one.textContent), ['2', '1', '3'])
})

test('an answered question is ticked off, and one may be answered in words', async () => {
  const replied = []
  const queues = new Queues((one) => replied.push(one.comment))
  queues.show('questions')
  await soon()
  const [row] = ids.queue.children
  assert.equal(row.dataset.comment, 'c1')
  await row.querySelector('[data-f=yes]').click()
  await row.querySelector('[data-f=no]').click()
  assert.deepEqual(asked.filter(([method]) => method === 'PUT'), [['PUT', '/api/v1/rooms/r1/comments/c1/answer', {}]])
  assert.deepEqual(replied, ['c1'])
})

test('what is held is let through or not', async () => {
  const queues = new Queues(() => {})
  queues.show('held')
  await soon()
  asked.length = 0
  const [row] = ids.queue.children
  await row.querySelector('[data-f=yes]').click()
  await row.querySelector('[data-f=no]').click()
  const path = '/api/v1/rooms/r1/comments/h1/approval'
  assert.deepEqual(asked.filter(([method]) => method !== 'GET'), [['PUT', path], ['DELETE', path]])
})

test('what is asked most lately is a picture, and a tap on it leaves those questions alone', async () => {
  house = { questions: {
    questions: [{ comment: { ...comment('c1', '什么尺码'), topic: 'size' }, viewers: 2 }, { comment: { ...comment('c2', '多少钱'), topic: 'price' }, viewers: 1 }],
    hot: [{ topic: 'size', viewers: 2 }, { topic: 'price', viewers: 1 }],
  }, 'held-comments': { comments: [] } }
  const queues = new Queues(() => {})
  queues.show('questions')
  await soon()
  const bars = () => ids.hot.children.map((one) => [one.textContent, one.style.part, one.getAttribute('aria-pressed')])
  assert.deepEqual([bars(), ids.hot.hidden], [[['尺码2', 1, 'false'], ['价格1', 0.5, 'false']], false])
  await ids.hot.children[1].click()
  await soon()
  assert.deepEqual([lines(), bars()[1][2]], [['多少钱'], 'true'])
  await ids.hot.children[1].click()
  await soon()
  assert.equal(lines().length, 2)
  queues.show('held')
  await soon()
  assert.equal(ids.hot.hidden, true)
})

test('a queue that is out of reach stands as it was, and is not said to be empty', async () => {
  house = { questions: { questions: [] }, 'held-comments': { comments: [comment('h1', '加我')] } }
  const queues = new Queues(() => {})
  queues.show('held')
  await soon()
  house = { questions: new Error('out of reach'), 'held-comments': new Error('out of reach') }
  await queues.load()
  assert.deepEqual([lines(), counts[1].textContent], [['加我'], '1'])
  queues.show('questions')
  await soon()
  assert.deepEqual(lines(), [''])
})

test('of two readings under way the later one stands', async () => {
  const queues = new Queues(() => {})
  queues.show('held')
  await soon()
  let answer
  house = { 'held-comments': new Promise((resolve) => (answer = resolve)) }
  const slow = queues.load()
  house = { 'held-comments': { comments: [comment('h1', '加我'), comment('h2', '加他')] } }
  await queues.load()
  answer({ comments: [comment('h1', '加我')] })
  await slow
  assert.deepEqual(lines(), ['加我', '加他'])
})

test('an empty queue says so, and a closed one is put away', async () => {
  house = { questions: { questions: [] }, 'held-comments': { comments: [] } }
  const queues = new Queues(() => {})
  queues.show('questions')
  await soon()
  assert.deepEqual([lines(), counts[0].hidden], [['提问都答完了。'], true])
  queues.show('held')
  await soon()
  assert.deepEqual(lines(), ['没有等着的发言。'])
  queues.show('')
  await soon()
  assert.deepEqual([ids.queue.hidden, ids.queue.children.length], [true, 0])
})

test('who did what is told in the house\'s sentences, its own deeds as its own', async () => {
  const at = '2026-11-28T12:15:00Z'
  house = { 'audit?about=': [{ at, by: '王店长', what: '讲解 3 号 麻花' }, { at, by: '', what: '福袋：满百福袋' }] }
  await new Deeds().load()
  const told = (name) => ids.deeds.children.map((one) => one.querySelector(`[data-f=${name}]`).textContent)
  assert.deepEqual([told('what'), told('by'), told('at')[0]], [['讲解 3 号 麻花', '福袋：满百福袋'], ['王店长', '系统'], '20:15'])
  assert.equal(ids['no-deeds'].hidden, true)
})

test('one looks at what was done with goods alone, and is told that nothing was', async () => {
  house = { 'audit?about=goods': [] }
  new Deeds()
  asked.length = 0
  await chips[1].click()
  await soon()
  assert.deepEqual(asked[0], ['GET', '/console/rooms/r1/audit?about=goods'])
  assert.deepEqual([chips.map((one) => one.getAttribute('aria-pressed')), ids.deeds.children.length, ids['no-deeds'].hidden], [['false', 'true'], 0, false])
})

test('deeds are read anew only while somebody looks at them, and once for a flurry', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  house = { 'audit?about=': [] }
  const deeds = new Deeds()
  asked.length = 0
  deeds.changed()
  context.mock.timers.tick(5000)
  assert.equal(asked.length, 0)
  ids['deeds-more'].open = true
  deeds.changed()
  deeds.changed()
  context.mock.timers.tick(5000)
  assert.equal(asked.length, 1)
})
