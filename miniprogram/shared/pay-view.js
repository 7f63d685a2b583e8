import { fill } from './i18n/index.js'
import { price } from './money.js'
import { countdown, moment, remaining } from './time.js'

/** A payment that was asked for so often in vain has most likely been given up by its buyer. */
export const IN_VAIN = 2

/** What the payment page shows. `facts.answer` is {order, ways}; `facts.attempt` the try under way; `codePicture(text)` draws. */
export function payView(facts, context) {
  const { words, now, client, codePicture } = context
  if (!facts.answer) return { phase: 'loading', ways: [], clock: [] }
  const { order, ways } = facts.answer
  const phase = phaseOf(order, facts.attempt, now)
  const code = phase === 'code' ? codePicture(facts.attempt.handover.code) : ''
  return {
    phase,
    total: price(order.total),
    ...outcomeOf(order, words),
    number: order.number,
    orderId: order.order,
    clock: order.expires_at && phase !== 'paid' ? countdown(order.expires_at, now, words) : [],
    ways: ways.map((each) => wayOf(each, facts.chosen || nameOf(ways[0]), client, words)),
    code,
    opens: phase === 'code' && /^https?:/.test(facts.attempt.handover.code),
    hint: hintOf(phase, facts.attempt, order, context),
    attempt: facts.attempt ? facts.attempt.attempt : '',
  }
}

/** choose, code (scan it), counter (tell the shop), asking (did it come?), unpaid (it did not, so far), paid or over. */
export function phaseOf(order, attempt, now) {
  if (order.payment !== 'unpaid') return 'paid'
  if (order.state === 'closed' || (order.expires_at && remaining(order.expires_at, now).total === 0)) return 'over'
  if (!attempt || attempt.state === 'closed' || attempt.state === 'failed') return 'choose'
  if (attempt.state === 'paid') return 'paid'
  if (attempt.state === 'late') return 'over'
  if (attempt.provider === 'counter') return 'counter'
  if (attempt.handover && attempt.handover.code) return 'code'
  return attempt.asked >= IN_VAIN ? 'unpaid' : 'asking'
}

/** The way to begin in: that of the try under way, then the chosen one, then the best. */
export function wantedWay({ answer: { ways }, attempt, chosen }) {
  const name = attempt && attempt.state === 'waiting' ? nameOf(attempt) : chosen
  return ways.find((each) => nameOf(each) === name) || ways[0]
}

/** How the buyer's device goes on with what the provider gave: jsapi, leave or stay. */
export function handoverKind(handover) {
  if (handover && handover.paySign) return 'jsapi'
  return handover && handover.address ? 'leave' : 'stay'
}

export function nameOf(way) {
  return way ? `${way.provider}/${way.way}` : ''
}

/** WeChat's browser opens no page of Alipay: it has to be said before the tap. */
function wayOf(each, chosen, client, words) {
  const name = nameOf(each)
  const elsewhere = each.provider === 'alipay' && client === 'wechat'
  return {
    name,
    provider: each.provider,
    way: each.way,
    label: words.pay.providers[each.provider] || each.provider,
    hint: elsewhere ? words.pay.openInBrowser : words.pay.ways[each.way] || '',
    elsewhere,
    chosen: name === chosen && !elsewhere,
  }
}

/** What the money brought: goods that are got ready, or a place in a team that may lack others still. */
function outcomeOf({ team }, words) {
  if (!team) return { paid: words.pay.paid, paidHint: words.pay.paidHint, team: null }
  const missing = team.state === 'open' ? team.missing : 0
  const stands = { open: fill(words.pay.teamHint, { count: missing }), full: words.teams.hints.full, failed: words.teams.hints.failed }
  return {
    paid: team.state === 'full' ? words.pay.teamPaid : words.pay.paid,
    paidHint: stands[team.state],
    team: { url: `/pages/more/team/team?id=${encodeURIComponent(team.team)}`, action: missing ? words.teams.steps.invite : words.teams.see, waits: missing > 0 },
  }
}

function hintOf(phase, attempt, { expires_at: until }, { words, now }) {
  if (phase === 'code') return attempt.provider === 'alipay' ? words.pay.scanAlipay : words.pay.scanWechat
  if (phase !== 'counter') return ''
  return until ? fill(words.pay.tellShopBefore, { when: moment(until, now, words) }) : words.pay.tellShop
}
