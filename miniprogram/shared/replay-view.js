import { fill } from './i18n/index.js'
import { price } from './money.js'
import { crowd } from './numbers.js'
import { chapterAt, chaptersOf, lengthOf, momentAt, stillAt } from './replay.js'
import { moment } from './time.js'

/** Of those that WeChat's <video> knows. */
export const SPEEDS = [1, 1.25, 1.5, 2, 0.8]

/** A replay's page before anything is known of it. */
export const emptyReplay = { place: 0, length: 0, playing: false, waiting: true, muted: false, silenced: false, speed: 1, scrub: null, failed: false, danmaku: true }

/** What the replay's page shows. */
export function replayView(facts, { words, tag, now, picture }) {
  const replay = facts.answer && facts.answer.replay
  if (!replay) return { title: '', chapters: [], good: null, still: null, src: '', percent: 0 }
  const chapters = chaptersOf(facts.answer.chapters, replay.spans)
  const length = facts.length || lengthOf(replay.spans)
  const place = facts.scrub === null ? facts.place : facts.scrub
  const current = chapterAt(chapters, place)
  const explained = chapters.find(({ from, to, product }) => product && from <= place && place < to)
  return {
    title: replay.title,
    when: fill(words.replay.aired, { when: moment(replay.started_at, now, words) }),
    views: fill(words.replay.views, { count: crowd(replay.views, tag) }),
    poster: picture(replay.poster),
    src: replay.url,
    playing: facts.playing,
    waiting: facts.waiting && !facts.failed,
    failed: facts.failed,
    failedHint: facts.failed && replay.away ? words.film.farHint : '',
    muted: facts.muted,
    silenced: facts.silenced,
    danmaku: facts.danmaku,
    speed: fill(words.film.times, { speed: String(facts.speed) }),
    place: clockOf(place),
    length: clockOf(length),
    percent: length ? Math.min(100, Math.round(1000 * place / length) / 10) : 0,
    ticks: chapters.map(({ window: id, from }) => ({ id, at: Math.round(1000 * from / length) / 10 })),
    chapters: chapters.map((chapter, index) => chapterView(chapter, index === current, words, picture)),
    good: explained ? goodView(explained.product, words, picture) : null,
    still: facts.scrub === null ? null : stillView(replay, facts.scrub),
  }
}

/** 1:02:03, 02:03. */
export function clockOf(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const rest = `${String(minutes).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`
  return hours ? `${hours}:${rest}` : rest
}

/** A card of the list of replays. */
export function replayCard(replay, { words, tag, now, picture }) {
  return {
    show: replay.show,
    title: replay.title,
    poster: picture(replay.poster),
    length: clockOf(replay.seconds * 1000),
    when: moment(replay.started_at, now, words),
    views: fill(words.replay.views, { count: crowd(replay.views, tag) }),
  }
}

/** 讲解回放: a clip at its product. */
export function clipCard(clip, film, { words, now, picture }) {
  const length = clockOf(clip.seconds * 1000)
  const when = moment(clip.aired_at, now, words)
  return { id: clip.clip, url: clip.url, poster: picture(clip.poster), length, when, on: clip.url === film, label: fill(words.film.clip, { when, length }) }
}

function chapterView({ window: id, from, product }, on, words, picture) {
  const at = clockOf(from)
  if (!product) return { id, from, on, at, title: words.film.highlight, picture: '', label: fill(words.film.highlightAt, { at }) }
  return { id, from, on, at, title: product.title, picture: picture(product.picture), label: fill(words.film.chapter, { title: product.title, at }) }
}

function goodView(product, words, picture) {
  return {
    id: product.id,
    title: product.title,
    picture: picture(product.picture),
    price: price(product.deal_price === null ? product.price : product.deal_price),
    gone: product.available <= 0,
  }
}

function stillView(replay, scrub) {
  const still = stillAt(replay.stills, momentAt(replay.spans, scrub))
  if (!still) return null
  const sheet = `stills/${String(still.number).padStart(4, '0')}.jpg`
  return { ...still, src: replay.url.replace('index.m3u8', sheet) }
}
