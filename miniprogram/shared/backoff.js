/**
 * How long to wait before attempt number `attempt` (1 is the first repeat), in ms.
 * Doubles from `first` up to `cap`; a quarter is left to chance, so that a shop full of phones does not knock at once.
 */
export function backoff(attempt, { first = 1000, cap = 15000, random = Math.random } = {}) {
  const wait = Math.min(cap, first * 2 ** Math.max(0, attempt - 1))
  return Math.round(wait * (0.75 + 0.25 * random()))
}
