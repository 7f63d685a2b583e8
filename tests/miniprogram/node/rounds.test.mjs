import assert from 'node:assert/strict'
import test from 'node:test'

import { wholeWordsFor as wordsFor } from '../../../miniprogram/shared/i18n/whole.js'
import { marketWords } from '../../../miniprogram/shared/i18n/market.js'
import { bargains } from '../../../miniprogram/shared/bargains.js'
import { market } from '../../../miniprogram/shared/market.js'
import { marketView } from '../../../miniprogram/shared/market-view.js'
import { packets } from '../../../miniprogram/shared/rain.js'
import { forward, hanging, keywords, phaseOf, raining, rounds, through } from '../../../miniprogram/shared/rounds.js'
import { pendantsView, rainView, roundView, winView } from '../../../miniprogram/shared/rounds-view.js'
import { sales } from '../../../miniprogram/shared/sales.js'
import { teams } from '../../../miniprogram/shared/teams.js'
import { shelf } from '../../../miniprogram/shared/shelf.js'

const words = { ...wordsFor('zh'), ...marketWords('zh-CN') }
const NOON = Date.parse('2026-11-28T12:00:00Z')
const at = (seconds) => new Date(NOON + seconds * 1000).toISOString()
const context = (seconds) => ({ words, tag: 'zh-CN', now: NOON + seconds * 1000, picture: (path) => path || '' })
const round = (kind, more) => ({ type: 'RoundOpened', room: 'tea', round: 'r1', kind, title: '新品福袋', opens_at: at(0), closes_at: at(60), prizes: [{ kind: 'goods', title: '麻花礼盒', count: 3 }], ...more })
const heard = (facts, now = NOON) => facts.reduce((state, fact) => ({ ...state, ...rounds.steps[fact.type](state, fact, { now }) }), rounds.empty)
const see = (facts, seconds = 10) => roundView(heard(facts), 'r1', context(seconds))
const poll = round('poll', { options: ['原味', '咸香'], prizes: [] })
const ended = (more) => ({ type: 'RoundEnded', room: 'tea', round: 'r1', reason: 'closed', entries: 9, ...more })

test('a round goes from coming to open to drawing to its end', () => {
  const one = round('lottery', { opens_at: at(5) })
  assert.deepEqual([0, 5, 60].map((seconds) => phaseOf({ ...one, reason: '' }, NOON + seconds * 1000)), ['coming', 'open', 'drawing'])
  assert.equal(see([one, ended()]).phase, 'ended')
  assert.equal(see([one, ended({ reason: 'cancelled' })]).phase, 'cancelled')
})

test('a pendant counts down, marks who is in, and goes when its result was read', () => {
  const state = heard([round('lottery'), { type: 'joined', round: 'r1', answer: { state: 'in' } }])
  const [one] = pendantsView(state, {}, context(10))
  assert.deepEqual([one.label, one.clock, one.joined], ['福袋', '00:50', true])
  const over = heard([round('lottery'), ended()])
  assert.equal(pendantsView(over, {}, context(10))[0].clock, '看结果')
  assert.equal(hanging(over, { r1: 'result' }, NOON).length, 0)
  assert.equal(hanging(over, {}, NOON + 61000).length, 0)
  assert.equal(hanging(heard([round('lottery'), ended({ reason: 'cancelled' })]), {}, NOON).length, 0)
})

test('a lottery says its prizes, who may join and how', () => {
  const said = see([round('lottery', { rule: 'keyword', keyword: '麻花真香' })])
  assert.deepEqual([said.lines[0].text, said.way, said.action], ['在评论里说「麻花真香」即可参加', 'say', '发评论参加'])
  assert.deepEqual([said.prizes[0].title, said.prizes[0].count], ['麻花礼盒', '3 份'])
  assert.deepEqual(['all', 'follow', 'share', 'buyer'].map((rule) => see([round('lottery', { rule })]).way), ['join', 'follow', 'share', 'join'])
})

test('a keyword that waits for a colleague is said once, and asks to enter or is free again by what becomes of it', () => {
  const said = (text, state = 'held') => [round('lottery', { rule: 'keyword', keyword: 'Go 麻花' }), { type: 'joining', round: 'r1' }, { type: 'said', comment: 'c1', state, text }]
  const waits = see(said('我要go 麻花！'))
  assert.deepEqual([waits.way, waits.hint], ['close', '口令在等店员看过，通过后自动参加'])
  assert.equal(see([...said('go 麻花'), { type: 'CommentSaid', comment: 'c2' }]).state, 'held')
  const letThrough = [...said('go 麻花'), { type: 'CommentSaid', comment: 'c1' }]
  assert.deepEqual([see(letThrough).action, through(heard(letThrough))], ['请稍候…', ['r1']])
  const asked = [...letThrough, { type: 'joining', round: 'r1' }]
  assert.deepEqual(through(heard(asked)), [])
  assert.equal(see([...asked, { type: 'joined', round: 'r1', answer: { state: 'in' } }]).hint, '已参加，到点自动开奖，请别走开')
  assert.equal(see([...asked, { type: 'join refused', round: 'r1' }]).way, 'say')
  assert.equal(see([...said('go 麻花'), { type: 'CommentRecalled', comment: 'c1' }]).way, 'say')
  assert.equal(see(said('麻花')).state, 'joining')
  assert.equal(see(said('go 麻花', 'said')).state, 'joining')
  assert.deepEqual(heard([...said('go 麻花').slice(0, 1), ...said('go 麻花').slice(2)], NOON - 1000).mine, {})
  assert.deepEqual(heard([round('lottery', { rule: 'level', keyword: '金卡' }), { type: 'said', comment: 'c1', state: 'held', text: '我是金卡' }]).mine, {})
  const asIs = heard([round('lottery', { rule: 'keyword', keyword: '麻花' }), { type: 'joined', round: 'r1', answer: { state: 'in' } }, { type: 'said', comment: 'c1', state: 'held', text: '麻花' }])
  assert.equal(asIs.mine.r1.state, 'in')
})

test('a keyword enters while its round goes on, until one is in', () => {
  const one = round('lottery', { rule: 'keyword', keyword: 'Go 麻花', opens_at: at(5) })
  const said = (facts, seconds) => keywords(heard(facts), NOON + seconds * 1000)
  assert.deepEqual([0, 5, 60].map((seconds) => said([one], seconds)), [[], ['go 麻花'], []])
  assert.deepEqual(said([one, { type: 'joining', round: 'r1' }], 10), ['go 麻花'])
  assert.deepEqual(said([one, { type: 'joined', round: 'r1', answer: { state: 'in' } }], 10), [])
  assert.deepEqual(said([one, ended()], 10), [])
  assert.deepEqual(said([round('lottery', { rule: 'level', keyword: '金卡' })], 10), [])
})

test('before one enters one knows the chances, how it is decided and until when a prize is kept', () => {
  const told = (more) => Object.fromEntries(see([round('lottery', { way: 'draw', claim_days: 7, ...more })]).lines.map(({ name, text }) => [name, text]))
  assert.match(told()['中奖机会'], /^共 3 份，每人机会相同/)
  assert.match(told()['怎样决定'], /人人可验算/)
  assert.match(told()['领奖期限'], /7 天内/)
  assert.deepEqual(Object.keys(told({ way: 'none', claim_days: 0, kind: 'poll', prizes: [] })), [])
  assert.deepEqual(Object.keys(told({ way: 'first-come', claim_days: 0, kind: 'coupon-drop' })), ['怎样决定'])
})

test('who is in waits for the draw, who is asking waits for the room', () => {
  assert.equal(see([round('lottery'), { type: 'joining', round: 'r1' }]).action, '请稍候…')
  const joined = see([round('lottery'), { type: 'joining', round: 'r1' }, { type: 'joined', round: 'r1', answer: { state: 'in' } }])
  assert.deepEqual([joined.way, joined.hint], ['close', words.rounds.in.lottery])
  assert.equal(see([round('lottery'), { type: 'joining', round: 'r1' }, { type: 'join refused', round: 'r1' }]).way, 'join')
})

test('a draw tells its winners and where it can be checked', () => {
  const result = see([round('lottery'), ended({ winners: Array.from({ length: 14 }, (_, n) => `客${n}`), won: 20, proof: '/api/v1/rounds/r1/proof' })])
  assert.deepEqual([result.result, result.winners.length, result.others], ['20 人中奖', 12, '等，另有 8 人'])
  assert.equal(result.proof, '/pages/more/proof/proof?round=r1&room=tea')
  assert.equal(see([round('lottery'), ended({ won: 0 })]).result, '这一轮没有人中奖')
  assert.deepEqual(['lottery', 'poll'].map((kind) => see([round(kind, { commitment: 'ab' })]).promised), [true, false])
})

test('a poll shows its bars to who has voted, and to all at the end', () => {
  const counted = { type: 'RoundCounted', room: 'tea', round: 'r1', entries: 4, tallies: [1, 3] }
  assert.deepEqual(see([poll, counted]).options.map(({ told }) => told), [false, false])
  const voted = see([poll, { type: 'joining', round: 'r1', choice: 1 }, { type: 'joined', round: 'r1', answer: { state: 'in' } }, counted])
  assert.deepEqual(voted.options.map(({ percent, chosen }) => [percent, chosen]), [[25, false], [75, true]])
  assert.deepEqual(see([poll, ended({ tallies: [2, 2] })]).options.map(({ percent }) => percent), [50, 50])
})

test('a count that comes again behind the end does not take the last word', () => {
  const late = { type: 'RoundCounted', room: 'tea', round: 'r1', entries: 4, tallies: [1, 3] }
  const over = see([poll, late, ended({ tallies: [1, 8] }), late])
  assert.deepEqual([over.entries, over.options.map(({ percent }) => percent)], [see([poll, ended()]).entries, [11, 89]])
})

test('a poll nobody took part in has no bars to divide', () => {
  assert.deepEqual(see([poll, ended({ entries: 0, tallies: [0, 0] })]).options.map(({ percent }) => percent), [0, 0])
})

test('a quiz tells the right answer when it is over', () => {
  const quiz = round('quiz', { options: ['1900', '1912', '1927'] })
  assert.equal(see([quiz]).options.some(({ right }) => right), false)
  const over = see([quiz, { type: 'joining', round: 'r1', choice: 0 }, ended({ tallies: [1, 0, 3], answer: 2, won: 3 })])
  assert.deepEqual(over.options.map(({ mark }) => mark), ['您选的', '', '正确答案'])
})

test('a coupon for followers says so, and who follows already just takes it', () => {
  const drop = (rule) => round('coupon-drop', { prizes: [{ kind: 'coupon', title: '满 50 减 5', count: 20 }], way: 'first-come', rule })
  const stranger = see([drop('follow')])
  assert.deepEqual([stranger.lines[0].text, stranger.way, stranger.action], ['关注后可领', 'follow', '关注并领取'])
  const friend = see([drop('follow'), { type: 'followed' }])
  assert.deepEqual([friend.way, friend.action], ['join', '立即领取'])
  const anybody = see([drop('')])
  assert.deepEqual([anybody.lines.map(({ key }) => key), anybody.way, anybody.action], [['way'], 'join', '立即领取'])
  assert.equal(see([{ ...drop('follow'), members: true }]).lines[0].text, '关注后可领，登录后可参加')
})

test('a coupon drop is used up kindly', () => {
  const drop = round('coupon-drop', { prizes: [{ kind: 'coupon', title: '满 50 减 5', count: 20 }] })
  assert.equal(see([drop, { type: 'RoundCounted', room: 'tea', round: 'r1', entries: 20, left: 0 }]).hint, words.rounds.usedUp)
  assert.equal(see([drop, { type: 'joined', round: 'r1', answer: { state: 'used-up' } }]).hint, words.rounds.usedUp)
  assert.equal(see([drop]).action, '立即领取')
})

test('what can be entered comes forward once, and never over what was seen', () => {
  const state = heard([poll])
  assert.equal(forward(state, {}, NOON).round, 'r1')
  assert.equal(forward(state, { r1: 'open' }, NOON), null)
  assert.equal(forward(heard([poll, { type: 'joined', round: 'r1', answer: { state: 'in' } }]), {}, NOON), null)
  assert.equal(forward(heard([round('lottery')]), {}, NOON), null)
})

test('red packets fall until one is caught or they are let be', () => {
  const rain = round('red-packets', { title: '红包雨' })
  assert.equal(rainView(heard([rain]), {}, context(10)).clock, '00:50')
  assert.equal(raining(heard([rain]), { r1: 'away' }, NOON), null)
  assert.equal(rainView(heard([rain, { type: 'joining', round: 'r1' }]), {}, context(10)).asking, true)
  assert.equal(rainView(heard([rain, { type: 'joined', round: 'r1', answer: { state: 'used-up' } }]), {}, context(10)), null)
})

test('the same shower falls the same way each time, on the page and not beside it', () => {
  assert.deepEqual(packets('r1'), packets('r1'))
  assert.notDeepEqual(packets('r1'), packets('r2'))
  assert.ok(packets('r1').every(({ left, delay, fall }) => left >= 0 && left <= 90 && delay >= 0 && fall > 0))
  assert.ok(packets('r1', { calm: true }).length < packets('r1').length)
})

test('a win is told once, and says what to do', () => {
  const win = { type: 'PrizeWon', room: 'tea', member: 'm', round: 'r1', win: 'w1', kind: 'goods', title: '麻花礼盒', until: at(900) }
  const state = heard([round('lottery'), win, win])
  assert.equal(state.wins.length, 1)
  assert.deepEqual([winView(state, context(0)).title, winView(state, context(0)).action], ['麻花礼盒', '去领奖'])
  assert.equal(winView(heard([win, { type: 'win read' }]), context(0)), null)
})

test('a page opened anew knows the rounds that go on and what it did in them', () => {
  const { type, ...known } = round('lottery')
  const state = heard([{ type: 'rounds', answer: { follows: false, items: [{ ...known, ended_at: null, mine: { entered: true, entry: 'abc', choice: -1, win: '', prize: '', points: 0 } }] } }])
  assert.equal(roundView(state, 'r1', context(10)).hint, words.rounds.in.lottery)
  assert.deepEqual(heard([{ type: 'rounds', answer: { follows: false, items: [{ ...known, ended_at: null, mine: { entered: false } }] } }]).mine, {})
})

test('what was won while one was away is told on return, once, and nothing that was won before one came', () => {
  const { type, ...known } = round('lottery')
  const answer = { type: 'rounds', answer: { follows: false, items: [{ ...known, ended_at: at(60), mine: { entered: true, entry: 'abc', choice: -1, win: 'w1', kind: 'goods', prize: '麻花礼盒', points: 0 } }] } }
  const back = heard([round('lottery'), { type: 'joined', round: 'r1', answer: { state: 'in' } }, answer, answer, { type: 'PrizeWon', round: 'r1', win: 'w1', kind: 'goods', title: '麻花礼盒' }])
  assert.deepEqual([back.wins.length, winView(back, context(0)).title, winView(back, context(0)).action], [1, '麻花礼盒', '去领奖'])
  assert.deepEqual(heard([answer]).wins, [])
  assert.deepEqual(heard([answer, answer]).wins, [])
})

test('what was heard while the rounds were asked for is newer than the answer', () => {
  const { type, ...known } = round('poll', { options: ['原味', '咸香'], prizes: [] })
  const answer = (more) => ({ type: 'rounds', answer: { now: at(-1), follows: false, items: [{ ...known, reason: '', ended_at: null, entries: 2, tallies: [1, 1], mine: { entered: false }, ...more }] } })
  const over = see([poll, ended({ tallies: [2, 7] }), answer()])
  assert.deepEqual([over.phase, over.options.map(({ percent }) => percent)], ['ended', [22, 78]])
  const counted = { type: 'RoundCounted', round: 'r1', entries: 4, tallies: [1, 3], left: -1 }
  assert.deepEqual(heard([poll, counted, answer()]).items.r1.tallies, [1, 3])
  const later = answer()
  later.answer.now = at(1)
  assert.deepEqual(heard([poll, counted, later]).items.r1.tallies, [1, 1])
  assert.equal(see([poll, answer({ reason: 'closed', ended_at: at(5) })]).phase, 'ended')
})

test('who follows already need not follow again', () => {
  const { type, ...known } = round('lottery', { rule: 'follow' })
  const state = heard([{ type: 'rounds', answer: { follows: true, items: [{ ...known, ended_at: null, mine: { entered: false } }] } }])
  assert.deepEqual([roundView(state, 'r1', context(10)).way, roundView(state, 'r1', context(10)).action], ['join', '立即参加'])
})

test('what was caught first is told at once, and not again by its own news', () => {
  const caught = { type: 'joined', round: 'r1', answer: { state: 'won', win: 'w1', kind: 'points', prize: '200 积分', points: 17 } }
  const state = heard([round('red-packets'), { type: 'joining', round: 'r1' }, caught, { type: 'win read' }, { type: 'PrizeWon', round: 'r1', win: 'w1', kind: 'points', title: '200 积分' }])
  assert.deepEqual(state.wins, [])
  assert.equal(winView(heard([round('red-packets'), caught]), context(0)).title, '17 积分')
})

const live = (more) => ({ shelf: shelf.empty, sales: sales.empty, bargains: bargains.empty, teams: teams.empty, rounds: heard([poll]), market: market.empty, ...more })

test('a round comes forward only where nothing else lies open', () => {
  assert.equal(marketView(live(), context(10)).sheet, 'round')
  assert.equal(marketView(live({ market: { ...market.empty, sheet: 'bag' } }), context(10)).sheet, 'bag')
  assert.equal(marketView(live(), { ...context(10), quiet: true }).sheet, '')
  assert.equal(marketView(live({ market: { ...market.empty, ...market.steps['sheet shut'](market.empty, { round: 'r1' }) } }), context(10)).sheet, '')
})

test('nobody is told of a win in the middle of paying', () => {
  const state = heard([{ type: 'PrizeWon', round: 'r1', win: 'w1', kind: 'points', title: '20 积分' }])
  const paying = market.steps['payment begun'](market.empty, { order: 'o1' })
  assert.equal(marketView(live({ rounds: state, market: { ...market.empty, ...paying } }), context(0)).win, null)
  assert.equal(marketView(live({ rounds: state }), context(0)).win.title, '20 积分')
})

/** What is shown of the market's `state` after so many seconds. */
const seen = (state, seconds) => marketView(live({ market: state }), { ...context(seconds), quiet: true })

test('an order that waits for its money hangs first, until it is paid or its time is over', () => {
  const left = { ...market.empty, ...market.steps['payment left'](market.empty, { order: 'o1', until: at(300) }) }
  const [first] = seen(left, 10).pendants
  assert.deepEqual([first.kind, first.label, first.clock, seen(left, 10).owed], ['order', '待付款', '04:50', 'o1'])
  assert.equal(seen(left, 301).owed, '')
  assert.equal(market.steps['payment settled'](left, { order: 'o2' }).owed.order, 'o1')
  assert.equal(market.steps['payment settled'](left, { order: 'o1' }).owed, null)
})

test('who is reminded of an order finds it among the pendants, until it is paid or too late', () => {
  const told = { ...market.empty, ...market.steps.PaymentReminded(market.empty, { order: 'o1', until: at(300) }) }
  assert.deepEqual([seen(told, 10).owed, seen(told, 10).reminded], ['o1', 'o1'])
  assert.equal(seen(told, 301).reminded, '')
  const paid = { ...told, ...market.steps['payment settled'](told, { order: 'o1' }) }
  assert.deepEqual([seen(paid, 10).owed, seen(paid, 10).reminded], ['', ''])
  const another = { ...paid, ...market.steps['payment left'](paid, { order: 'o2', until: at(300) }) }
  assert.equal(seen(another, 10).reminded, '', 'nobody reminded of that one')
})

test('while packets fall, what else goes on hangs above them', () => {
  const rain = round('red-packets', { title: '红包雨' })
  const lottery = round('lottery', { round: 'r2', title: '福袋' })
  const view = marketView(live({ rounds: heard([lottery, rain]), market: { ...market.empty, seen: { r2: 'open' } } }), context(10))
  assert.equal(view.rain.round, 'r1')
  assert.deepEqual(view.rain.others.map((each) => each.round), ['r2'])
  assert.equal(marketView(live({ rounds: heard([lottery]), market: { ...market.empty, seen: { r2: 'open' } } }), context(10)).rain, null)
})

const checkIn = round('check-in', { title: '签到', closes_at: at(600), way: 'first-come', commitment: 'ab', prizes: [{ kind: 'points', title: '5 积分', count: 200, points: 5 }] })
const counted = (entries, left = 200 - entries) => ({ type: 'RoundCounted', room: 'tea', round: 'r1', entries, left })
const came = { type: 'joined', round: 'r1', answer: { state: 'won', entry: 'e', win: 'w1', kind: 'points', prize: '5 积分', points: 5 } }

test('a check-in is one tap, and says what one gets, how many have come and how many still can', () => {
  const open = see([checkIn, counted(128)])
  assert.deepEqual([open.way, open.action, open.entries, open.left], ['join', '签到，得 5 积分', '128 人已签到', '还剩 72 个名额'])
  assert.deepEqual([open.prizes[0].title, open.prizes[0].count, open.lines.map(({ text }) => text)], ['5 积分', '每人', ['一人签一次，到点或满 200 人为止']])
  assert.deepEqual([open.promised, open.proof, open.title], [false, '', '来了就有积分'])
  assert.equal(see([{ ...checkIn, title: '七点签到' }]).title, '七点签到')
  assert.equal(see([checkIn, { type: 'joining', round: 'r1' }]).action, '请稍候…')
  assert.equal(see([{ ...checkIn, opens_at: at(60) }]).way, '')
  assert.deepEqual(see([{ ...checkIn, members: true }]).lines.map(({ key }) => key), ['way', 'rule'])
})

test('who has checked in reads so, whatever becomes of the round, and nothing covers the picture', () => {
  const state = heard([checkIn, { type: 'joining', round: 'r1' }, came, { type: 'PrizeWon', round: 'r1', win: 'w1', kind: 'points', title: '5 积分', until: null }])
  assert.equal(winView(state, context(0)), null)
  for (const after of [[], [counted(200)], [ended({ reason: 'used-up', won: 200 })], [ended({ won: 9 })]]) {
    assert.deepEqual(['way', 'hint', 'result'].map((name) => see([checkIn, came, ...after])[name]), ['close', '签到成功，5 积分已到账', ''])
  }
})

test('a check-in that is full or over says which, and how many came', () => {
  const hint = (...facts) => see([checkIn, ...facts]).hint
  assert.equal(hint(counted(200)), '名额满了，下次早点来')
  assert.equal(hint({ type: 'joined', round: 'r1', answer: { state: 'used-up' } }), '名额满了，下次早点来')
  assert.equal(hint(ended({ reason: 'used-up', entries: 200, won: 200 })), '名额满了，下次早点来')
  assert.equal(hint(ended({ won: 9 })), '这轮签到结束了')
  assert.equal(hint(ended({ reason: 'cancelled' })), '主播取消了这一轮')
  assert.equal(see([checkIn], 601).hint, '这轮签到结束了')
  const over = see([checkIn, ended({ winners: ['阿花'], won: 9, proof: '/p' })])
  assert.deepEqual([over.entries, over.winners, over.proof], ['9 人已签到', [], ''])
})

test('the pendant of a check-in counts down, ticks who is in, and ends in a word of its own', () => {
  const hangs = (facts, seconds = 10) => pendantsView(heard(facts), {}, context(seconds))[0]
  assert.deepEqual([hangs([checkIn, came]).clock, hangs([checkIn, came]).joined, hangs([checkIn]).label], ['09:50', true, '签到'])
  assert.deepEqual([hangs([checkIn], 601).clock, hangs([checkIn, ended({})]).clock, hangs([checkIn, ended({ reason: 'used-up' })]).clock], ['已结束', '已结束', '已满'])
})

test('a check-in comes forward once, and one that was joined before stays joined when the page is opened anew', () => {
  assert.equal(forward(heard([checkIn]), {}, NOON).round, 'r1')
  assert.equal(forward(heard([checkIn]), { r1: 'open' }, NOON), null)
  const { type, ...known } = checkIn
  const again = { type: 'rounds', answer: { follows: false, items: [{ ...known, entries: 128, left: 72, ended_at: null, mine: { entered: true, entry: 'e', choice: -1, win: 'w1', prize: '5 积分', points: 5 } }] } }
  assert.deepEqual([see([again]).hint, forward(heard([again]), {}, NOON)], ['签到成功，5 积分已到账', null])
})
