/** What is asked of a room over HTTP, beside its wire (docs/ROOM.md). */
export function roomCalls(call, wish) {
  const at = (room, rest) => `/rooms/${encodeURIComponent(room)}${rest}`
  const withTicket = (ticket) => (ticket ? `?ticket=${encodeURIComponent(ticket)}` : '')

  return {
    room: (room, ticket) => call('GET', at(room, withTicket(ticket))),
    seat: (room, ticket) => call('POST', at(room, `/seat${withTicket(ticket)}`)),
    comments: (room) => call('GET', at(room, '/comments')),
    follow: (room, on) => call(on ? 'PUT' : 'DELETE', `/me/follows/${encodeURIComponent(room)}`),
    shared: (room) => call('POST', at(room, '/shares')),
    gifts: (room) => call('GET', at(room, '/gifts')),
    give: (room, gift, key) => wish(at(room, '/gifts'), gift, key),
  }
}
