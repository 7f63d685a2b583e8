import { at } from './api-room.js'

/** What is asked of a room over HTTP by who stays: beside its wire, and of shows that are over (docs/ROOM.md). */
export function floorCalls(call, wish, tickets) {
  const here = (room, what) => at(room, `/${what}${tickets.shown(room)}`)

  return {
    seat: (room, ticket, from = '') => call('POST', at(room, `/seat${joined(tickets.shown(room, ticket), from && `from=${from}`)}`)),
    comments: (room) => call('GET', here(room, 'comments')),
    /** What was said in a stretch of a show, in unix ms of its picture. */
    said: (room, since, until) => call('GET', at(room, `/comments${joined(tickets.shown(room), `since=${since}&until=${until}`)}`)),
    async replay(show, ticket) {
      const found = await call('GET', replayAt(show, '', ticket))
      tickets.shown(found.room, ticket)
      return found
    },
    chapters: (room, show) => call('GET', here(room, `shows/${encodeURIComponent(show)}/chapters`)),
    clips: (product) => call('GET', `/products/${encodeURIComponent(product)}/clips`),
    watched: (show, ticket) => call('POST', replayAt(show, '/views', ticket)),
    shelf: (room) => call('GET', here(room, 'shelf')),
    inHand: (room) => call('GET', here(room, 'shelf/in-hand')),
    sales: (room) => call('GET', here(room, 'sales')),
    rounds: (room) => call('GET', here(room, 'rounds')),
    battle: (room) => call('GET', here(room, 'battle')),
    following: (room) => call('GET', `/me/follows/${encodeURIComponent(room)}${tickets.shown(room)}`),
    /** A picture that leads into a room, to a product, or by one's own link into the shop: where it lies. `code` is mini where the code is to be WeChat's. */
    poster: ({ room, product }, code) => call('GET', `${room ? at(room, '/poster') : product ? `/products/${encodeURIComponent(product)}/poster` : '/me/invites/poster'}${joined(tickets.shown(room), code && `code=${code}`)}`),
    report: (room, complaint) => call('POST', here(room, 'reports'), complaint),
    gifts: (room) => call('GET', here(room, 'gifts')),
    give: (room, gift, key) => wish(here(room, 'gifts'), gift, key),
  }
}

const replayAt = (show, what, ticket) => `/replays/${encodeURIComponent(show)}${what}${joined('', ticket && `ticket=${encodeURIComponent(ticket)}`)}`

const joined = (query, more) => (more ? `${query}${query ? '&' : '?'}${more}` : query)
