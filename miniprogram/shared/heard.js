/** An answer that was under way when something was opened knows nothing of it yet, in ms. */
const UNDER_WAY = 10000

/** Of `items` by id, those of which the page has just heard (`since`): they stand though an answer leaves them out. */
export function justHeard(items, now) {
  return Object.fromEntries(Object.entries(items).filter(([, { since }]) => since && now < since + UNDER_WAY))
}
