/** What is asked about rounds, and about what was won in them (docs/ROOM.md). */
export function marketCalls(call, wish, tickets) {
  return {
    round: (round, room) => call('GET', `/rounds/${encodeURIComponent(round)}${tickets.shown(room)}`),
    proof: (round, room) => call('GET', `/rounds/${encodeURIComponent(round)}/proof${tickets.shown(room)}`),
    wins: () => call('GET', '/me/wins'),
    claimWin: (win, wanted) => call('POST', `/wins/${encodeURIComponent(win)}/claim`, wanted),
  }
}
