/**
 * Lays pieces into the cart beside those that lie there: `lay(api, sku, pieces, room)` resolves to the cart. Where no answer
 * came they may lie there already: asked for again they are not laid twice.
 */
export function createIntoCart() {
  let lost = null

  return async function lay(api, sku, pieces, room) {
    const lies = lyingIn(await api.cart(), sku)
    const before = lost && lost.sku === sku && lost.sum === lies ? lost.before : lies
    lost = { sku, before, sum: before + pieces }
    const cart = await api.putInCart(sku, { quantity: lost.sum, selected: true, room })
    lost = null
    return cart
  }
}

function lyingIn(cart, sku) {
  const item = cart.items.find((each) => each.sku === sku)
  return item ? item.quantity : 0
}
