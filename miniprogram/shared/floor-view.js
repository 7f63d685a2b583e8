import { giftsView } from './gifts-view.js'
import { fill } from './i18n/index.js'
import { crowd } from './numbers.js'
import { keywords } from './rounds.js'
import { talkView } from './talk-view.js'

/** So many hearts rise for a gift that lets them. */
const BURST = 4

/** What the floor of a room shows. `at` is device time in ms, `t` the words of the floor, `words` those of all pages, `line` how the wire stands. */
export function floorView(live, { t, words, tag, picture, at, line, prefs, tools, invites = false }) {
  const talk = talkView(live.talk, { t, words, at, offset: live.offset, spared: prefs.smooth })
  return {
    talk: { ...talk, keywords: talk.muted ? [] : keywords(live.rounds, at + live.offset) },
    mine: live.counts.mine,
    rising: live.counts.rising + BURST * live.gifts.bursts,
    given: giftsView(live.gifts, { t, at, picture }),
    likes: live.counts.likes ? crowd(live.counts.likes, tag) : '',
    likesLabel: fill(t.likes, { count: live.counts.likes || 0 }),
    away: line === 'out' || line === 'elsewhere' ? t[line] : '',
    back: line === 'elsewhere',
    ready: line === 'open',
    still: line === 'broken' ? 'broken' : 'entering',
    flies: prefs.danmaku && !prefs.smooth,
    moves: !prefs.smooth,
    size: prefs.size,
    picks: [{ name: 'poster', icon: 'poster', label: t.poster.make, value: '' }, ...(invites ? [{ name: 'invites', icon: 'gift', label: t.invites, value: '' }] : []), ...tools, ...ownTools(prefs, t), { name: 'about', icon: 'order', label: words.shop.about, value: '' }],
  }
}

function ownTools({ danmaku, size, smooth }, t) {
  const flies = danmaku && !smooth
  return [
    { name: 'danmaku', icon: flies ? 'danmaku' : 'danmaku-off', label: t.danmaku, value: flies ? t.on : t.off, pressed: flies },
    { name: 'size', icon: 'letters', label: t.danmakuSize, value: t[size] },
    { name: 'smooth', icon: 'smooth', label: t.smooth, value: smooth ? t.on : t.off, pressed: smooth },
    { name: 'clear', icon: 'clear', label: t.clear, value: '' },
    { name: 'report', icon: 'report', label: t.report.title, value: '' },
  ]
}

/** What an old phone does well without: told by WeChat's mark for devices, of which -1 is no knowledge. */
export function prefsOf(kept, { benchmarkLevel }) {
  const slow = benchmarkLevel !== undefined && benchmarkLevel !== -1 && benchmarkLevel < 10
  return { danmaku: true, size: 'medium', smooth: slow, ...kept }
}

/** The preferences after a tap on a tool; null when it is none of them. Who wants comments to fly wants things to move. */
export function afterTap(prefs, name) {
  const next = {
    danmaku: prefs.danmaku && !prefs.smooth ? { danmaku: false } : { danmaku: true, smooth: false },
    smooth: { smooth: !prefs.smooth },
    size: { size: { small: 'medium', medium: 'large', large: 'small' }[prefs.size] },
  }[name]
  return next ? { ...prefs, ...next } : null
}
