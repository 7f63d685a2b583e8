import { cardOf } from './card.js'
import { replayCard } from './replay-view.js'

/**
 * What the home page knows: `rooms` is the API's last answer (null before the first), `failures` the questions without an
 * answer since then, `online` what the device says, `replays` what can be watched again, the latest first
 * (null before the first answer).
 */
export const emptyHome = { rooms: null, replays: null, failures: 0, online: true, offset: 0 }

/** What the home page shows. `at` is device time in ms; `picture(path)` makes addresses whole. */
export function homeView(home, { words, tag, at, picture }) {
  const context = { words, tag, now: at + home.offset, picture }
  const live = home.rooms ? home.rooms.live.map((room) => cardOf(room, context)) : []
  const coming = home.rooms ? home.rooms.coming.map((room) => cardOf(room, context)) : []
  const replays = (home.replays || []).map((replay) => replayCard(replay, context))
  return { stage: stageOf(home, live.length + coming.length + replays.length), banner: bannerOf(home, words.home), live, coming, replays }
}

function stageOf(home, count) {
  if (count > 0) return 'rooms'
  if (home.rooms && home.replays) return 'empty'
  return home.failures > 0 ? 'failed' : 'loading'
}

function bannerOf(home, words) {
  if (!home.online) return words.offline
  return home.rooms && home.failures > 1 ? words.reconnecting : ''
}
