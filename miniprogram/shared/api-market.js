/** What is asked about rounds, and about what was won in them (docs/ROOM.md). */
export function marketCalls(call) {
  return {
    round: (round) => call('GET', `/rounds/${encodeURIComponent(round)}`),
    proof: (round) => call('GET', `/rounds/${encodeURIComponent(round)}/proof`),
    wins: () => call('GET', '/me/wins'),
    claimWin: (win, wanted) => call('POST', `/wins/${encodeURIComponent(win)}/claim`, wanted),
  }
}
