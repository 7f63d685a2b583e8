/** WeChat's scenes by what the shop calls them: a friend's or a group's card, a code, Moments, a reminder, one's own collection. */
const SCENES = {
  share: [1007, 1008, 1036, 1044, 1073, 1074, 1096],
  qr: [1011, 1012, 1013, 1025, 1031, 1032, 1047, 1048, 1049],
  moments: [1045, 1154, 1155],
  notice: [1014, 1043, 1107],
  follow: [1022, 1023, 1089, 1103, 1104],
}
const KNOWN = new Set([...Object.keys(SCENES), 'home', 'replay'])

/**
 * Where a viewer came from, as the seat is told (chat/visits): what the link says; else, of the page that WeChat opened
 * first, its scene; who came from another page of the shop came from home.
 */
export function sourceOf({ from = '', scene = 0, first = true }) {
  if (KNOWN.has(from)) return from
  if (!first) return 'home'
  const found = Object.entries(SCENES).find(([, scenes]) => scenes.includes(scene))
  return found ? found[0] : 'other'
}
