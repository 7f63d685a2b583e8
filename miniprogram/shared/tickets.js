/** By which link somebody came to a private room: shown with all that is asked of it from then on. */
export function createTickets() {
  const known = new Map()
  const of = (room) => known.get(room)
  return {
    of,
    /** The query that shows it; `ticket` is kept from here on. Nothing for a room that asks for none. */
    shown(room, ticket) {
      if (ticket) known.set(room, ticket)
      return known.has(room) ? `?ticket=${encodeURIComponent(of(room))}` : ''
    },
  }
}
