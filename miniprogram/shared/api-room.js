/** What the first pages ask of a room (docs/ROOM.md). */
export function roomCalls(call, wish, tickets) {
  const here = (room, what) => at(room, `/${what}${tickets.shown(room)}`)

  return {
    room: (room, ticket) => call('GET', at(room, tickets.shown(room, ticket))),
    replays: (room) => call('GET', here(room, 'replays')),
    latestReplays: () => call('GET', '/replays'),
    lastShow: (room) => call('GET', here(room, 'last-show')),
    follow: (room, on) => call(on ? 'PUT' : 'DELETE', `/me/follows/${encodeURIComponent(room)}${tickets.shown(room)}`),
    shared: (room) => call('POST', here(room, 'shares')),
  }
}

export const at = (room, rest) => `/rooms/${encodeURIComponent(room)}${rest}`
