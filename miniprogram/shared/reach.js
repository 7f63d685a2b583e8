/** Kinds of messages that WeChat is asked for together: it takes three templates at a time. */
export const OF_SHOWS = ['show', 'won']
export const OF_ORDERS = ['shipped', 'refund']
/** Of an order that waits for a team: whether it fills; of a bargain that was begun: its floor, and its end. */
export const OF_TEAMS = ['team', 'team-failed', 'shipped']
export const OF_BARGAINS = ['haggle']
const AT_ONCE = 3

/** The template ids of these kinds, as far as the shop has them. */
export function templatesOf(kinds, templates) {
  return kinds.map((kind) => templates[kind]).filter(Boolean).slice(0, AT_ONCE)
}

/** What WeChat's answer {id: accept | reject | ban | filter} allows. */
export function acceptedOf(templates, answer) {
  return templates.filter((id) => answer[id] === 'accept')
}
