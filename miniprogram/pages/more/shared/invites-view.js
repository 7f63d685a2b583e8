import { fill } from '../../../shared/i18n/index.js'
import { yuan } from '../../../shared/money.js'
import { moment } from '../../../shared/time.js'

/** What the page of invites shows of GET /me/invites; `more` are friends of further pages. */
export function invitesView({ answer, more, next }, { words, now }) {
  const t = words.invites
  if (!answer) return { on: true, gifts: [], figures: [], rules: [], friends: [], more: false, brought: '' }
  const { on, rules, earned, friends, brought } = answer
  return {
    on,
    gifts: [['you', rules.inviter], ['friend', rules.friend]].map(([name, gift]) => ({ name, label: t[name], gift: giftOf(gift, t) })),
    figures: ['friends', 'rewarded', 'points', 'coupons'].map((name) => ({ name, label: t.figures[name], value: String(earned[name]) })),
    rules: t.how.map((line) => fill(line, { days: rules.days, per_day: rules.per_day, in_all: rules.in_all, most: rules.most, least: leastOf(rules.least, t) })),
    friends: [...friends, ...more].map((each, index) => friendOf(each, index, { t, words, now })),
    more: Boolean(next),
    brought: broughtOf(brought, { t, words, now }),
  }
}

function friendOf({ name, state, points, coupon, at }, index, { t, words, now }) {
  const got = [points ? fill(t.got, { points }) : '', coupon ? t.gotCoupon : ''].filter(Boolean).join(' ')
  return {
    id: String(index),
    name,
    when: moment(at, now, words),
    state: t.states[state],
    look: { rewarded: 'good', void: 'over' }[state] || 'on',
    got: got || (state === 'rewarded' ? t.over : ''),
  }
}

function broughtOf(brought, { t, words, now }) {
  const line = brought && t.brought[brought.state]
  if (!line || (!brought.gift.points && !brought.gift.coupon)) return ''
  return fill(line, { gift: giftOf(brought.gift, t), until: moment(brought.until, now, words), least: leastOf(brought.least, t) })
}

function giftOf({ points, coupon }, t) {
  if (points && coupon) return fill(t.both, { points, coupon })
  return coupon || (points ? fill(t.points, { points }) : t.nothing)
}

function leastOf(fen, t) {
  return fen ? fill(t.least, { amount: yuan(fen) }) : ''
}
