import { tintOf } from '../../../shared/card.js'
import { fill } from '../../../shared/i18n/index.js'
import { couponOf } from '../../../shared/shop-view.js'
import { MONTHS, moment } from '../../../shared/time.js'

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** What the settings show of GET /me. */
export function settingsView({ answer: me }, { words, tag, picture, client }) {
  const [month, day] = ((me && me.birthday) || '').split('-').map(Number)
  const name = (me && me.nickname) || words.me.guest
  return {
    personalised: Boolean(me && me.personalised),
    nickname: (me && me.nickname) || '',
    initial: Array.from(name)[0],
    tint: tintOf(me ? me.id : ''),
    avatar: me ? picture(me.avatar) : '',
    birthdays: [DAYS.map((_, at) => fill(words.mine.month, { month: at + 1, name: MONTHS[at] })), Array.from({ length: 31 }, (_, at) => fill(words.mine.day, { day: at + 1 }))],
    birthday: month ? [month - 1, day - 1] : [0, 0],
    birthdayWords: month ? fill(words.mine.birthdayOn, { month, day, name: MONTHS[month - 1] }) : words.mine.choose,
    languages: [['zh-CN', words.mine.chinese], ['en', words.mine.english]].map(([name, label]) => ({ name, label, chosen: name === tag })),
    asksPhone: client === 'mini' && Boolean(me) && !me.phone,
  }
}

/** Places in the columns of months and days as the shop keeps it: 02-29; a month's last day stands for those it lacks. */
export function birthdayOf([month, day]) {
  const two = (number) => String(number).padStart(2, '0')
  return `${two(month + 1)}-${two(Math.min(day + 1, DAYS[month]))}`
}

export function pointsView({ answer }, { words, now }) {
  const { points, entries } = answer || { points: 0, entries: [] }
  return {
    balance: String(points),
    entries: entries.map((entry, index) => ({
      id: String(index),
      reason: words.mine.reasons[entry.reason] || entry.reason,
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
    tabs: COUPON_TABS.map((name) => ({ name, label: words.coupon.tabs[name], on: name === state, url: `/pages/more/coupons/coupons?state=${name}` })),
  }
}

function untilOf(iso, now, words) {
  return iso ? fill(words.coupon.until, { when: moment(iso, now, words) }) : ''
}
