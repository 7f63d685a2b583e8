import { fill } from './i18n/index.js'
import { crowd } from './numbers.js'
import { countdown, moment } from './time.js'

/** How many colours a room without a cover may wear; tokens.wxss has as many tints. */
const TINTS = 5

/** What a card shows of a RoomCard of the API, in words. `now` is server time in ms; `picture(path)` makes addresses whole. */
export function cardOf(room, { words, tag, now, picture }) {
  const show = room.broadcast
  const startsAt = show && show.starts_at
  return {
    room: room.room,
    url: `/pages/room/room?room=${encodeURIComponent(room.room)}`,
    title: (show && show.title) || room.title,
    host: show && show.title !== room.title ? room.title : '',
    cover: picture(room.cover),
    avatar: picture(room.avatar),
    initial: Array.from(room.title || '·')[0],
    tint: tintOf(room.room),
    away: room.state === 'away',
    viewers: fill(words.viewers, { count: crowd(room.viewers, tag) }),
    when: startsAt ? moment(startsAt, now, words) : '',
    starts: startsAt || '',
    countdown: startsAt ? countdown(startsAt, now, words) : [],
    due: Boolean(startsAt) && Date.parse(startsAt) <= now,
  }
}

/** A room keeps its colour: the same name always gives the same number. */
export function tintOf(name) {
  let sum = 0
  for (const letter of String(name)) sum = (sum * 31 + letter.codePointAt(0)) % 9973
  return sum % TINTS
}
