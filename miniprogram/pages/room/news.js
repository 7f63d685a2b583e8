import { backoff } from '../../shared/backoff.js'
import { createPoll } from '../../shared/poll.js'
import { isOnAir } from '../../shared/room.js'
import { offsetFrom, remaining } from '../../shared/time.js'

const CALM = 5000
/** The wire tells what changes: the question is only for what it may have missed. */
const TOLD = 30000
const SOON = 2000
const HIDDEN = 30000
/** How often the list of replays is asked for, and how many of them a room shows. */
const SELDOM = 60000
const LISTED = 12

/** What is new in the room of `page` is asked for again and again, until it is stopped. */
export function createNews(page) {
  const { name, ticket } = page
  let listed = 0
  let hurrying = null

  const poll = createPoll({ ask, pause })

  async function ask() {
    const sentAt = Date.now()
    try {
      const room = await getApp().api.room(name, ticket)
      if (name !== page.name) return
      page.learn({ type: 'answered', room, offset: offsetFrom(room.now, sentAt, Date.now()) })
      page.setData({ keepsPlayer: false })
      wx.setNavigationBarTitle({ title: room.title })
      if (isOnAir(page.state)) page.swiping.look()
      else await askReplays()
    } catch (refused) {
      if (name === page.name) page.learn({ type: 'unanswered', status: refused.status })
      if (page.state.missing || page.state.closed) page.setData({ keepsPlayer: false })
    }
  }

  /** What can be watched again, once in a while. */
  async function askReplays() {
    if (Date.now() - listed < SELDOM) return
    listed = Date.now()
    const { api } = getApp()
    const over = page.state.room.state === 'off'
    const [{ replays }, last] = await Promise.all([
      api.replays(name).catch(() => ({ replays: page.state.replays })),
      over ? api.lastShow(name).catch(() => page.state.last) : null,
    ])
    if (name === page.name) page.learn({ type: 'replays', replays: replays.slice(0, LISTED), last })
  }

  /** A quarter is left to chance, so that the viewers of one show do not all ask at once. */
  function pause() {
    const { failures, missing, closed, line } = page.state
    if (failures > 0) return backoff(failures)
    const calm = page.hidden || missing || closed ? HIDDEN : isSoon() ? SOON : line.state === 'open' ? TOLD : CALM
    return calm * (0.875 + 0.25 * Math.random())
  }

  function isSoon() {
    const { room, offset } = page.state
    const startsAt = room && room.state === 'coming' && room.broadcast && room.broadcast.starts_at
    return Boolean(startsAt) && remaining(startsAt, Date.now() + offset).total < 60000
  }

  return {
    start: poll.start,
    hurry: poll.hurry,

    /** Something changed: it is asked for, not by all viewers at once. */
    changed() {
      clearTimeout(hurrying)
      hurrying = setTimeout(poll.hurry, 1500 * Math.random())
    },

    stop() {
      poll.stop()
      clearTimeout(hurrying)
    },
  }
}
