import { Refused } from './api.js'
import { backoff } from './backoff.js'
import { createQuestions } from './questions.js'

/** The room's closing codes (docs/ROOM.md) after which nobody comes back by himself, and what the page calls it. */
const FOR_GOOD = { 4403: 'out', 4409: 'elsewhere' }

/** So long after he was cut off a viewer comes back with the seat he had: a whole room would else ask for seats at once; in ms. */
const SEAT_LASTS = 55000
const SEAT_REFUSED = 4401

/** What is told to one viewer alone the house tells again within a minute: who heard nothing for so long may lack some of it; in ms. */
const TOLD_AGAIN = 55000

/** A wire that carries nothing for so long is asked whether it still lives, in ms. */
const HEARTBEAT = 25000

/**
 * The wire to a room, which comes back by itself. `sit()` resolves to a seat ({url}), `connect(url)` gives WeChat's SocketTask;
 * `hear(frame)` gets every frame but answers (a welcome has a `gap` for who was away too long, too), and {type: 'clock', offset} when the server's clock was compared;
 * `changed(state)` is told connecting, open, broken (it tries again), out, elsewhere or closed.
 */
export function createLine({ sit, connect, hear, changed, clock = Date.now, later = setTimeout, cancel = clearTimeout, random = Math.random }) {
  const questions = createQuestions({ later, cancel })
  let state = 'closed'
  let task = null
  let round = 0
  let failures = 0
  let seat = { url: '', until: 0 }
  let epoch = ''
  let last = ''
  let heardAt = Infinity
  let timer = null

  function become(next) {
    if (state === next) return
    state = next
    changed(next)
  }

  /** Only the newest try counts: what an older one still brings is let go. */
  async function open() {
    drop()
    const mine = round
    if (state !== 'broken') become('connecting')
    try {
      if (clock() >= seat.until) seat = { url: (await sit()).url, until: 0 }
      if (mine === round) listen(connect(last ? `${seat.url}&after=${last}` : seat.url), mine)
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused
      if (mine === round) unseated(refused)
    }
  }

  function unseated({ status }) {
    if (status === 403) become('out')
    else again()
  }

  function listen(opened, mine) {
    task = opened
    const current = (act) => (detail) => { if (mine === round) act(detail) }
    task.onMessage(current(({ data }) => receive(JSON.parse(data))))
    task.onClose(current(({ code }) => lost(code)))
    task.onError(current(() => lost(0)))
    timer = later(() => lost(0), HEARTBEAT)
  }

  function receive(frame) {
    const away = clock() - heardAt
    heardAt = clock()
    if (frame.ref !== undefined) return questions.answer(frame)
    if (frame.type === 'welcome') welcomed(frame)
    else if (frame.n !== undefined) last = `${epoch}.${frame.n}`
    return hear(frame.type === 'welcome' ? { ...frame, gap: frame.gap || away > TOLD_AGAIN } : frame)
  }

  /** What was missed comes behind a welcome: until it is heard one goes on from where one was. */
  function welcomed(frame) {
    epoch = frame.epoch
    if (!last || frame.gap) last = `${epoch}.${frame.n}`
    failures = 0
    seat.until = Infinity
    become('open')
    cancel(timer)
    beat()
  }

  async function beat() {
    const mine = round
    const sentAt = clock()
    try {
      const { now } = await ask('ping')
      hear({ type: 'clock', offset: now - (sentAt + clock()) / 2 })
      if (mine === round) timer = later(beat, HEARTBEAT)
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused
      if (mine === round) lost(0)
    }
  }

  function lost(code) {
    leave()
    if (code === SEAT_REFUSED) seat.until = 0
    if (FOR_GOOD[code]) become(FOR_GOOD[code])
    else again()
  }

  /** Who lost the room comes back soon, but not at the same moment as everybody else. */
  function again() {
    failures += 1
    become('broken')
    timer = later(open, failures === 1 ? 200 + 800 * random() : backoff(failures, { random }))
  }

  function drop() {
    round += 1
    cancel(timer)
    if (task) task.close({})
    task = null
  }

  function leave() {
    drop()
    seat.until = Math.min(seat.until, clock() + SEAT_LASTS)
    questions.drop()
  }

  function ask(type, fields = {}) {
    if (state !== 'open') return Promise.reject(new Refused(0))
    return questions.ask(type, fields, send)
  }

  function send(frame) {
    task.send({ data: JSON.stringify(frame) })
  }

  return {
    open() {
      if (state === 'open' || state === 'connecting') return
      failures = 0
      leave()
      open()
    },

    close() {
      leave()
      become('closed')
    },

    /** Who is somebody else now (a name, a log-in) takes another seat, and misses nothing. */
    renew() {
      const sits = state === 'open'
      if (sits) leave()
      seat.until = 0
      if (sits) open()
    },

    /** The network is back: no need to wait for the pause to end. */
    hurry() {
      if (state === 'broken') open()
    },

    /** Resolves to the room's answer, rejects with Refused. */
    ask,

    /** Says it without waiting for an answer; false when there is no wire. */
    tell(type, fields = {}) {
      if (state !== 'open') return false
      send({ ...fields, type })
      return true
    },
  }
}
