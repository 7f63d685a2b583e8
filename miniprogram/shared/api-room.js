/** What is asked of a room over HTTP, beside its wire (docs/ROOM.md). */
export function roomCalls(call, wish, tickets) {
  const at = (room, rest) => `/rooms/${encodeURIComponent(room)}${rest}`

  return {
    room: (room, ticket) => call('GET', at(room, tickets.shown(room, ticket))),
    seat: (room, ticket, from = '') => call('POST', at(room, `/seat${joined(tickets.shown(room, ticket), from && `from=${from}`)}`)),
    comments: (room) => call('GET', at(room, `/comments${tickets.shown(room)}`)),
    /** What was said in a stretch of a show, in unix ms of its picture. */
    said: (room, since, until) => call('GET', at(room, `/comments${joined(tickets.shown(room), `since=${since}&until=${until}`)}`)),
    replays: (room) => call('GET', at(room, `/replays${tickets.shown(room)}`)),
    async replay(show, ticket) {
      const found = await call('GET', `/replays/${encodeURIComponent(show)}${ticket ? `?ticket=${encodeURIComponent(ticket)}` : ''}`)
      tickets.shown(found.room, ticket)
      return found
    },
    chapters: (room, show) => call('GET', at(room, `/shows/${encodeURIComponent(show)}/chapters${tickets.shown(room)}`)),
    clips: (product) => call('GET', `/products/${encodeURIComponent(product)}/clips`),
    watched: (show) => call('POST', `/replays/${encodeURIComponent(show)}/views`),
    shelf: (room) => call('GET', at(room, `/shelf${tickets.shown(room)}`)),
    sales: (room) => call('GET', at(room, `/sales${tickets.shown(room)}`)),
    rounds: (room) => call('GET', at(room, `/rounds${tickets.shown(room)}`)),
    battle: (room) => call('GET', at(room, `/battle${tickets.shown(room)}`)),
    follow: (room, on) => call(on ? 'PUT' : 'DELETE', `/me/follows/${encodeURIComponent(room)}${tickets.shown(room)}`),
    shared: (room) => call('POST', at(room, `/shares${tickets.shown(room)}`)),
    gifts: (room) => call('GET', at(room, `/gifts${tickets.shown(room)}`)),
    give: (room, gift, key) => wish(at(room, `/gifts${tickets.shown(room)}`), gift, key),
  }
}

const joined = (query, more) => (more ? `${query}${query ? '&' : '?'}${more}` : query)
