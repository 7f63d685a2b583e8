import assert from 'node:assert/strict'
import { test } from 'node:test'

import { battleView } from '../../../miniprogram/shared/battle-view.js'
import { floorWords } from '../../../miniprogram/shared/i18n/floor.js'
import { emptyLive, hear, learn } from '../../../miniprogram/shared/live.js'

const t = floorWords('zh-CN')
const BEGINS = Date.parse('2026-11-28T12:00:03Z')
const ENDS = BEGINS + 180_000
const BEGAN = {
  type: 'BattleBegan', room: 'r', battle: 'b', left: '茶铺', right: '吴掌柜', punishment: '唱一首歌', punish_seconds: 60,
  begins_at: '2026-11-28T12:00:03Z', ends_at: '2026-11-28T12:03:03Z',
}
const until = new Date(ENDS + 62_000).toISOString()

function after(...facts) {
  return facts.reduce((live, fact) => hear(live, { events: [fact] }, { at: BEGINS }), emptyLive)
}

function shown(live, now) {
  return battleView(live.battle, { t, tag: 'zh-CN', now })
}

test('without a contest there is no bar', () => {
  assert.equal(shown(emptyLive, BEGINS), null)
})

test('a contest is counted down, fought and counted out by the server\'s clock', () => {
  const live = after(BEGAN)
  assert.deepEqual([shown(live, BEGINS - 2500).clock, shown(live, BEGINS - 2500).line], ['3', t.battleSoon])
  assert.equal(shown(live, BEGINS).clock, '3:00')
  assert.equal(shown(live, ENDS - 1500).clock, '0:02')
  assert.deepEqual([shown(live, ENDS + 500).clock, shown(live, ENDS + 500).line], ['', t.battleCounting])
  assert.deepEqual([BEGINS - 1, BEGINS, ENDS - 1, ENDS].map((now) => shown(live, now).takes), [true, true, true, false])
})

test('the bar moves with the score and leaves both names readable', () => {
  const scored = (left, right) => shown(after(BEGAN, { type: 'BattleScored', battle: 'b', left, right }), BEGINS).share
  assert.deepEqual([scored(0, 0), scored(30, 10), scored(0, 500), scored(500, 0)], [50, 72, 28, 72])
})

test('the score of another contest moves nothing', () => {
  const live = after(BEGAN, { type: 'BattleScored', battle: 'other', left: 9, right: 0 }, { type: 'BattleOver', battle: 'other' })
  assert.equal(shown(live, BEGINS).left.points, '0')
})

test('who lost is told to pay, and then the bar goes', () => {
  const ended = { type: 'BattleEnded', battle: 'b', reason: 'time', left: 3, right: 9, winner: 'right', until }
  const live = after(BEGAN, ended)
  const view = shown(live, ENDS + 2000)
  assert.equal(view.line, '茶铺 接受惩罚：唱一首歌')
  assert.deepEqual([view.left.won, view.right.won, view.clock], [false, true, '1:00'])
  assert.equal(shown(after(BEGAN, ended, { type: 'BattleOver', battle: 'b' }), ENDS + 2000), null)
})

test('a draw can be read for a moment, though it is over at once', () => {
  const at = new Date(ENDS + 2000).toISOString()
  const live = after(BEGAN, { type: 'BattleEnded', battle: 'b', reason: 'time', left: 3, right: 3, winner: '', until: at })
  assert.equal(shown(live, ENDS + 3000).line, '平局')
  assert.equal(shown(live, ENDS + 8000), null)
})

test('a winner without a forfeit for the other is only named', () => {
  const live = after({ ...BEGAN, punishment: undefined }, { type: 'BattleEnded', battle: 'b', reason: 'stopped', left: 5, right: 3, winner: 'left', until })
  assert.equal(shown(live, ENDS).line, '茶铺 赢了')
})

test('whom one is for is marked, and a new contest asks again', () => {
  const chosen = learn(after(BEGAN), { type: 'side chosen', side: 'right' }, BEGINS)
  assert.deepEqual([shown(chosen, BEGINS).right.mine, shown(chosen, BEGINS).line], [true, t.battleHelp])
  assert.equal(learn(chosen, { ...BEGAN, battle: 'c' }, BEGINS).battle.mine, '')
})

test('who comes in the middle finds the contest as it stands', () => {
  const { type, ...fields } = BEGAN
  const answer = { now: '', battle: { ...fields, left_points: 12, right_points: 4, reason: '', winner: '', until: null, mine: 'left' } }
  const view = shown(learn(emptyLive, { type: 'battle', answer }, BEGINS), BEGINS + 1000)
  assert.deepEqual([view.left.points, view.left.mine, view.share], ['12', true, 72])
  assert.equal(shown(learn(after(BEGAN), { type: 'battle', answer: { now: '', battle: null } }, BEGINS), BEGINS), null)
})

test('between two stores nobody chooses: everybody is for the store whose room it is', () => {
  const live = after({ ...BEGAN, store: 'another' })
  const view = shown(live, BEGINS)
  assert.deepEqual([view.takes, view.chooses, view.line], [false, false, t.battleOurs])
  assert.deepEqual([shown(live, BEGINS - 500).line, shown(live, ENDS + 500).line], [t.battleOurs, t.battleCounting])
  assert.equal(shown(after(BEGAN), BEGINS).chooses, true)
})
