/** How many pieces lie in the cart, for every page that shows it. */
export const COUNT = createCount()

export function createCount() {
  const listeners = new Set()
  let count = 0

  return {
    /** Calls `listen(count)` now and at every change; returns what ends that. */
    watch(listen) {
      listeners.add(listen)
      listen(count)
      return () => listeners.delete(listen)
    },
    tell(next) {
      count = next
      listeners.forEach((listen) => listen(count))
    },
  }
}

/** Pieces in a cart as the API gives it. */
export function piecesIn(cart) {
  return cart.items.reduce((pieces, item) => pieces + item.quantity, 0)
}
