/** What is asked beside the room's wire of what can be bought and won in it (docs/ROOM.md). */
export function marketCalls(call) {
  const room = (name, what) => call('GET', `/rooms/${encodeURIComponent(name)}/${what}`)

  return {
    shelf: (name) => room(name, 'shelf'),
    sales: (name) => room(name, 'sales'),
    rounds: (name) => room(name, 'rounds'),
    round: (round) => call('GET', `/rounds/${encodeURIComponent(round)}`),
    proof: (round) => call('GET', `/rounds/${encodeURIComponent(round)}/proof`),
    wins: () => call('GET', '/me/wins'),
    claimWin: (win, wanted) => call('POST', `/wins/${encodeURIComponent(win)}/claim`, wanted),
  }
}
