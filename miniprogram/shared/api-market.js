import { newKey } from './once.js'

/** What is asked about rounds, bargains and group buys, and about what was won in them (docs/ROOM.md). */
export function marketCalls(call, wish, tickets) {
  return {
    round: (round, room) => call('GET', `/rounds/${encodeURIComponent(round)}${tickets.shown(room)}`),
    proof: (round, room) => call('GET', `/rounds/${encodeURIComponent(round)}/proof${tickets.shown(room)}`),

    bargains: (room) => call('GET', `/rooms/${encodeURIComponent(room)}/bargains${tickets.shown(room)}`),
    bargainsOf: (product) => call('GET', `/products/${encodeURIComponent(product)}/bargains`),
    beginHaggle: (bargain, room) => wish(`/bargains/${encodeURIComponent(bargain)}/haggles${tickets.shown(room)}`, {}, newKey()),
    haggle: (haggle, room, ticket) => call('GET', `/haggles/${encodeURIComponent(haggle)}${tickets.shown(room, ticket)}`),
    chop: (haggle, room) => wish(`/haggles/${encodeURIComponent(haggle)}/chops${tickets.shown(room)}`, {}, newKey()),

    /** By which link the viewer came to a private room, in this visit. */
    ticketOf: (room) => tickets.of(room) || '',

    wins: () => call('GET', '/me/wins'),
    claimWin: (win, wanted) => call('POST', `/wins/${encodeURIComponent(win)}/claim`, wanted),
    groupBuys: (room) => call('GET', `/rooms/${encodeURIComponent(room)}/group-buys${tickets.shown(room)}`),
    groupBuysOf: (product) => call('GET', `/products/${encodeURIComponent(product)}/group-buys`),
    team: (team) => call('GET', `/teams/${encodeURIComponent(team)}`),
    openTeam: (group, quantity, key, room) => wish(`/group-buys/${encodeURIComponent(group)}/teams${tickets.shown(room)}`, { quantity }, key),
    joinTeam: (team, quantity, key) => wish(`/teams/${encodeURIComponent(team)}/seats`, { quantity }, key),
  }
}
