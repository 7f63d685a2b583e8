import assert from 'node:assert/strict'
import test from 'node:test'

import { createIntoCart } from '../../../miniprogram/shared/into-cart.js'

/** A shop's cart; `loses` says what becomes of the next change: '', 'asked' or 'answer' is lost on the way. */
function shop(lying = 0) {
  const cart = { pieces: lying, loses: '', asked: [] }
  const items = () => ({ items: cart.pieces ? [{ sku: 's', quantity: cart.pieces }] : [] })
  cart.api = {
    cart: async () => items(),
    putInCart: async (sku, change) => {
      const { loses } = cart
      cart.loses = ''
      cart.asked.push(change)
      if (loses !== 'asked') cart.pieces = change.quantity
      if (loses) throw new Error(`lost: ${loses}`)
      return items()
    },
  }
  return cart
}

const lose = async (cart, lay, loses, pieces) => {
  cart.loses = loses
  await assert.rejects(lay(cart.api, 's', pieces), /lost/)
}

test('pieces are laid beside those that lie there, at the price of the room', async () => {
  const cart = shop(2)
  assert.deepEqual((await createIntoCart()(cart.api, 's', 3, 'r')).items, [{ sku: 's', quantity: 5 }])
  assert.deepEqual(cart.asked, [{ quantity: 5, selected: true, room: 'r' }])
})

test('who taps again after a lost answer has what was wanted, no more', async () => {
  for (const loses of ['answer', 'asked']) {
    const [cart, lay] = [shop(2), createIntoCart()]
    await lose(cart, lay, loses, 1)
    await lose(cart, lay, loses, 1)
    await lay(cart.api, 's', 1)
    assert.equal(cart.pieces, 3, loses)
    await lay(cart.api, 's', 1)
    assert.equal(cart.pieces, 4, 'the next wish is a new one')
  }
})

test('who changes the count after a lost answer has the later one', async () => {
  const [cart, lay] = [shop(2), createIntoCart()]
  await lose(cart, lay, 'answer', 1)
  await lay(cart.api, 's', 5)
  assert.equal(cart.pieces, 7)
})

test('what was changed in the cart meanwhile counts', async () => {
  const [cart, lay] = [shop(), createIntoCart()]
  await lose(cart, lay, 'answer', 1)
  cart.pieces = 6
  await lay(cart.api, 's', 1)
  assert.equal(cart.pieces, 7)
})
