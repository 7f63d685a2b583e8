import { tintOf } from './card.js'
import { fill } from './i18n/index.js'
import { couponOf } from './shop-view.js'
import { moment } from './time.js'

const STATES = [['to-pay', 'to-pay'], ['to-ship', 'to-ship'], ['shipped', 'shipped']]
const LINKS = [
  ['coupons', 'coupon', '/pages/coupons/coupons'],
  ['points', 'point', '/pages/points/points'],
  ['wins', 'prize', '/pages/wins/wins'],
  ['addresses', 'place', '/pages/addresses/addresses'],
  ['favourites', 'heart', '/pages/kept/kept?kind=favourites'],
  ['footprints', 'clock', '/pages/kept/kept?kind=footprints'],
  ['settings', 'gear', '/pages/settings/settings'],
]

/** What the page about oneself shows of GET /me. */
export function meView({ answer: me }, { words, picture, client }) {
  const name = (me && me.nickname) || words.me.guest
  return {
    name,
    initial: Array.from(name)[0],
    tint: tintOf(me ? me.id : ''),
    avatar: me ? picture(me.avatar) : '',
    about: aboutOf(me, words),
    offersSignIn: Boolean(me) && !me.known && client === 'mini',
    states: [
      ...STATES.map(([name, icon]) => ({ name, icon, label: words.orders.tabs[name], url: `/pages/orders/orders?state=${name}` })),
      { name: 'returns', icon: 'returns', label: words.claims.title, url: '/pages/after-sales/after-sales' },
    ],
    links: LINKS.map(([name, icon, url]) => ({ name, icon, url, label: words.me[name] })),
  }
}

export function pointsView({ answer }, { words, now }) {
  const { points, entries } = answer || { points: 0, entries: [] }
  return {
    balance: String(points),
    entries: entries.map((entry, index) => ({
      id: String(index),
      reason: words.me.reasons[entry.reason] || entry.reason,
      when: moment(entry.at, now, words),
      plus: entry.points > 0,
      points: `${entry.points > 0 ? '+' : ''}${entry.points}`,
    })),
  }
}

const COUPON_TABS = ['issued', 'used', 'expired']

export function couponsView({ answer }, { words, now, query = {} }) {
  const state = query.state || 'issued'
  const { mine = [], offered = [] } = answer || {}
  return {
    offered: offered.filter((each) => !each.claimed && each.left !== 0).map((each) => ({ id: each.id, name: each.name, worth: couponOf(each.rule, words), until: untilOf(each.ends_at, now, words) })),
    mine: mine.map((each) => ({ id: each.coupon, name: each.name, worth: couponOf(each.rule, words), until: untilOf(each.valid_to, now, words), open: state === 'issued' })),
    tabs: COUPON_TABS.map((name) => ({ name, label: words.coupon.tabs[name], on: name === state, url: `/pages/coupons/coupons?state=${name}` })),
  }
}

function untilOf(iso, now, words) {
  return iso ? fill(words.coupon.until, { when: moment(iso, now, words) }) : ''
}

function aboutOf(me, words) {
  if (!me) return ''
  return [me.phone, me.level].filter(Boolean).join(' ') || (me.known ? '' : words.me.guestHint)
}
