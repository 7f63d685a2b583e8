import { fill } from './i18n/index.js'
import { moment } from './time.js'

/** So many of the comments are drawn, and so many on a phone that has to be spared. */
const DRAWN = 50
const FEW = 20

/** What the talk of a room looks like. `at` is device time in ms, `offset` what the shop's clock is ahead of it, `t` the words of the floor. */
export function talkView(talk, { t, words, at, offset = 0, spared = false }) {
  return {
    rows: talk.comments.slice(spared ? -FEW : -DRAWN).map((comment) => rowOf(comment, talk.own, t)),
    recalled: talk.recalled,
    pinned: talk.pinned,
    passing: passingOf(talk.passing, t, at),
    phrases: talk.phrases,
    ...pauseOf(talk, { t, words, at, offset }),
  }
}

function rowOf({ comment, speaker, text, reply_to: to, reply_name: name, only, born }, own, t) {
  return {
    id: comment,
    name: speaker ? speaker.name : t.me,
    viewer: speaker ? speaker.viewer : '',
    role: (speaker && speaker.role) || '',
    badges: speaker ? badgesOf(speaker, t) : [],
    to: to ? name || '' : '',
    text,
    mine: Boolean(only) || own.includes(comment),
    mark: only ? t[only] : '',
    born: born || 0,
  }
}

function badgesOf({ role, level, buyer }, t) {
  const badges = [
    role && { kind: role, label: t[role] || role },
    level && { kind: 'level', label: level },
    buyer && { kind: 'buyer', label: t.buyer },
  ]
  return badges.filter(Boolean)
}

function passingOf(passing, t, at) {
  if (!passing || at >= passing.until || passing.names.length === 0) return ''
  const { kind, names, count } = passing
  const sentence = count > names.length ? t[`${kind}Many`] : t[kind]
  return fill(sentence, { names: names.join(t.comma), count })
}

/** Why nothing can be said now, in words, and for how many seconds; `muted`: not even a round's keyword. */
function pauseOf({ rules, muted, saidAt }, { t, words, at, offset }) {
  if (muted && !muted.until) return { pause: t.muted, wait: 0, muted: true }
  if (muted && Date.parse(muted.until) > at + offset) return { pause: fill(t.mutedUntil, { when: moment(muted.until, at + offset, words) }), wait: 0, muted: true }
  if (rules.quiet) return { pause: t.quiet, wait: 0 }
  const wait = saidAt ? Math.ceil((saidAt + rules.slow_seconds * 1000 - at) / 1000) : 0
  return wait > 0 ? { pause: fill(t.slow, { seconds: wait }), wait } : { pause: '', wait: 0 }
}
