const players = new Map()

/** The built-in <video> tells its player here under its id. */
export function enrol(id, player) {
  players.set(id, player)
}

export function dismiss(id, player) {
  if (players.get(id) === player) players.delete(id)
}

export const video = {
  createVideoContext: (id) => players.get(id),
}
