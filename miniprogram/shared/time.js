import { fill } from './i18n/index.js'

const DAY = 86400000
const CHINA = 8 * 3600000
export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Server time minus device time in ms, from an answer that carried the server's `now`; half the way is travel. */
export function offsetFrom(now, sentAt, receivedAt) {
  const served = Date.parse(now)
  return Number.isNaN(served) ? 0 : served - (sentAt + receivedAt) / 2
}

/** What is left until `startsAt` (ISO) at server time `now` (ms): whole parts, and `total` in ms, never below zero. */
export function remaining(startsAt, now) {
  const total = Math.max(0, Date.parse(startsAt) - now || 0)
  const seconds = Math.ceil(total / 1000)
  return {
    total,
    days: Math.floor(seconds / 86400),
    hours: Math.floor(seconds / 3600) % 24,
    minutes: Math.floor(seconds / 60) % 60,
    seconds: seconds % 60,
  }
}

/** The parts a person reads: no leading zeros of time ("2 天 03 时"), at least minutes and seconds. */
export function countdown(startsAt, now, words) {
  const left = remaining(startsAt, now)
  const parts = [
    { unit: words.days, value: String(left.days), shown: left.days > 0 },
    { unit: words.hours, value: two(left.hours), shown: left.days > 0 || left.hours > 0 },
    { unit: words.minutes, value: two(left.minutes), shown: true },
    { unit: words.seconds, value: two(left.seconds), shown: left.days === 0 },
  ]
  return parts.filter((part) => part.shown).map(({ unit, value }) => ({ unit, value }))
}

/** What is left as a small clock shows it: 04:59, 1:04:59. */
export function clock(startsAt, now) {
  const left = remaining(startsAt, now)
  const hours = left.days * 24 + left.hours
  return `${hours > 0 ? `${hours}:` : ''}${two(left.minutes)}:${two(left.seconds)}`
}

/** "今天 20:00" by the shop's clock: China's, wherever the viewer is. */
export function moment(iso, now, words) {
  const at = inChina(Date.parse(iso))
  return `${dayOf(at, inChina(now), words)} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`
}

/** A date whose UTC parts are those of China's clock, which knows no summer time. */
function inChina(milliseconds) {
  return new Date(milliseconds + CHINA)
}

function dayOf(at, now, words) {
  const days = Math.round((midnight(at) - midnight(now)) / DAY)
  if (days === 0) return words.today
  if (days === 1) return words.tomorrow
  return fill(words.date, { month: at.getUTCMonth() + 1, monthName: MONTHS[at.getUTCMonth()], day: at.getUTCDate() })
}

function midnight(date) {
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate())
}

function two(number) {
  return String(number).padStart(2, '0')
}
