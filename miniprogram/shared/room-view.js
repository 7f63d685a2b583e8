import { cardOf, tintOf } from './card.js'
import { fit, isLandscape } from './frame.js'
import { fill } from './i18n/index.js'
import { crowd } from './numbers.js'
import { AUTO, choosePlay, qualitiesOf } from './play.js'
import { replayCard } from './replay-view.js'
import { isOnAir } from './room.js'
import { moment } from './time.js'

/** What the room page shows. `at` is device time in ms, `stage` the page's size in px. */
export function roomView(state, { words, tag, at, stage, name, floats = false, picture = (path) => path || '' }) {
  const now = at + state.offset
  const shown = state.room || state.known
  const card = shown ? cardOf(shown, { words, tag, now, picture }) : null
  const played = pictureOf(state, stage)
  return {
    stage: stageOf(state),
    banner: bannerOf(state, words, at),
    title: shown ? shown.title : '',
    show: card && card.host ? card.title : '',
    planned: state.room && state.room.broadcast ? state.room.broadcast.id : '',
    notice: (state.room && state.room.notice) || '',
    cover: card ? card.cover : '',
    covered: state.video.state === 'idle',
    initial: card ? card.initial : '',
    tint: tintOf(name),
    avatar: card ? card.avatar : '',
    ...countsOf(state, words, tag, picture),
    cleared: state.cleared,
    asksToFollow: state.follows === false && isOnAir(state),
    tools: toolsOf(state, words.room, floats),
    on: onOf(state),
    ...waitOf(card, words),
    replays: isOnAir(state) ? [] : state.replays.map((replay) => replayCard(replay, { words, tag, now, picture })),
    last: lastOf(state.last, words, tag),
    next: nextOf(state.room, words, now),
    ...played,
    ...floorOf(state, played, words.room),
    ...qualityOf(state, words.room),
  }
}

function stageOf(state) {
  if (state.missing) return 'missing'
  if (state.closed) return 'closed'
  if (!state.room) return state.failures > 0 ? 'failed' : 'loading'
  return { live: 'live', away: 'away', coming: 'coming' }[state.room.state] || 'ended'
}

/** A wire that breaks off and is there again at once worries nobody. */
const SHORT = 3000

function bannerOf(state, words, at) {
  if (!state.online) return words.room.offline
  if (!state.room) return ''
  if (state.line.state === 'broken' && at - state.line.since > SHORT) return words.home.reconnecting
  return state.failures > 1 || state.video.state === 'failed' ? words.home.reconnecting : ''
}

/** The room's wire tells newer figures than its answers; without it those are the figures. */
function countsOf({ room, counted, line }, words, tag, picture) {
  if (!room) return { viewers: '', viewersLabel: '', likes: '', faces: [] }
  const told = line.state === 'open' && counted.viewers !== null && counted.viewers !== undefined
  const viewers = crowd(told ? counted.viewers : room.viewers, tag)
  return { viewers, viewersLabel: fill(words.viewers, { count: viewers }), likes: counted.likes ? crowd(counted.likes, tag) : '', faces: told ? (counted.faces || []).map(picture) : [] }
}

/** Where one can go on to from a room that shows nothing: 'after', 'before', or ''. */
function onOf(state) {
  if (stageOf(state) === 'loading') return ''
  return Object.keys(state.beside).sort().find((side) => state.beside[side]) || ''
}

/** What can be done to the picture and with the room, for the sheet of tools. */
function toolsOf(state, words, floats) {
  const { qualities, qualityLabel } = qualityOf(state, words)
  const { muted } = state.video
  return [
    qualities.length > 0 && { name: 'quality', icon: 'quality', label: words.quality, value: qualityLabel },
    { name: 'sound', icon: muted ? 'muted' : 'sound', label: words.sound, value: muted ? words.off : words.on, pressed: !muted },
    isLandscape(state.video) && { name: 'fullscreen', icon: 'expand', label: words.fullscreen, value: '' },
    floats && { name: 'float', icon: 'float', label: words.float, value: '' },
    state.beside.after && { name: 'after', icon: 'room-after', label: words.after, value: '' },
    state.beside.before && { name: 'before', icon: 'room-before', label: words.before, value: '' },
    state.follows !== null && { name: 'follow', icon: state.follows ? 'heart-on' : 'heart', label: words.follow, value: state.follows ? words.followed : words.notFollowed, pressed: state.follows },
  ].filter(Boolean)
}

function waitOf(card, words) {
  const when = card && card.when ? fill(words.room.startsAt, { when: card.when }) : ''
  return { when, starts: (card && card.starts) || '', countdown: card && !card.due ? card.countdown : [] }
}

/** What there is to say of the show that is over, without making it more than it was. */
function lastOf(last, words, tag) {
  if (!last) return { title: '', figures: [], replay: '' }
  const minutes = Math.max(1, Math.round(last.seconds / 60))
  const length = fill(minutes < 60 ? words.room.minutes : words.room.hours, { hours: Math.floor(minutes / 60), minutes: minutes % 60 })
  const figures = [
    { name: words.room.lasted, value: length },
    last.viewers > 0 && { name: words.room.watched, value: crowd(last.viewers, tag) },
    last.sold_out > 0 && { name: words.room.soldOut, value: String(last.sold_out) },
  ]
  return { title: last.title, figures: figures.filter(Boolean), replay: last.replay ? last.show : '' }
}

function nextOf(room, words, now) {
  if (!room || !room.next) return null
  return { title: room.next.title, when: room.next.starts_at ? moment(room.next.starts_at, now, words) : '' }
}

function pictureOf(state, stage) {
  const { video } = state
  const play = isOnAir(state) ? choosePlay(state.room.play, { quality: state.quality, moves: video.moves }) : null
  return {
    src: play ? play.url : '',
    muted: video.muted,
    silenced: video.silenced,
    buffering: Boolean(play) && video.state !== 'playing',
    fit: fit(video, stage),
    wide: isLandscape(video),
  }
}

/** The floor stands under a picture, and for who is still at buying something there when the show is over. */
function floorOf(state, { src }, words) {
  const hints = { away: words.awayHint, ended: words.ended }
  return { floored: Boolean(src) || (state.engaged && Boolean(state.room)), floorHint: hints[stageOf(state)] || '' }
}

function qualityOf(state, words) {
  const play = state.room ? state.room.play : []
  const offered = qualitiesOf(play).map((name) => ({ name, label: labelOf(play, name, words), chosen: name === state.quality }))
  const chosen = offered.find((each) => each.chosen)
  return { qualities: offered, qualityLabel: chosen ? chosen.label : words.auto, sheet: state.sheet && offered.length > 0 }
}

function labelOf(play, name, words) {
  if (name === AUTO) return words.auto
  if (name === 'source') return words.source
  const rendition = play.flatMap((address) => address.qualities || []).find((each) => each.name === name)
  return rendition.label || name
}
