import { createOnce, newKey } from './once.js'

/** The shop's part of the API: `call(method, path, data)` and `wish(path, data, key)` do the asking. */
export function shopCalls(call, wish, tickets) {
  const get = (path, query) => call('GET', path + queryOf(query))
  const taken = oncePerName()

  return {
    shop: () => get('/shop'),
    about: () => get('/about'),
    categories: () => get('/categories'),
    products: (query) => get('/products', query),
    product: (id, room) => get(`/products/${part(id)}`, { room, ticket: tickets.of(room) }),
    favour: (id, on) => call(on ? 'PUT' : 'DELETE', `/products/${part(id)}/favourite`),
    offered: () => get('/coupons'),
    claim: (promotion) => taken(promotion, (key) => wish(`/promotions/${part(promotion)}/claim`, undefined, key)),

    cart: () => get('/cart'),
    putInCart: (sku, change) => call('PUT', `/cart/${part(sku)}${tickets.shown(change.room)}`, change),
    dropFromCart: (sku) => call('DELETE', `/cart/${part(sku)}`),
    select: (skus) => call('PUT', '/cart/selection', { skus }),
    quote: (wanted) => call('POST', `/quotes${tickets.shown(wanted.room)}`, wanted),

    placeOrder: (wanted, key) => wish(`/orders${tickets.shown(wanted.room)}`, wanted, key),
    orders: (query) => get('/orders', query),
    order: (id) => get(`/orders/${part(id)}`),
    cancel: (id) => call('DELETE', `/orders/${part(id)}`),
    moveOrder: (id, address) => call('PUT', `/orders/${part(id)}/address`, address),
    receive: (id) => call('POST', `/orders/${part(id)}/receipt`),
    ways: (id, client) => get(`/orders/${part(id)}/payment-ways`, { client }),
    pay: (id, wanted, key) => wish(`/orders/${part(id)}/payments`, wanted, key),
    payment: (attempt) => get(`/payments/${part(attempt)}`),

    claimAfterSale: (order, wanted, key) => wish(`/orders/${part(order)}/after-sales`, wanted, key),
    claimable: (order) => get(`/orders/${part(order)}/after-sales`),
    afterSales: () => get('/after-sales'),
    afterSale: (id) => get(`/after-sales/${part(id)}`),
    sendBack: (id, parcel) => call('PUT', `/after-sales/${part(id)}/parcel`, parcel),
    withdraw: (id) => call('DELETE', `/after-sales/${part(id)}`),

    me: () => get('/me'),
    changeMe: (change) => call('PATCH', '/me', change),
    bindPhone: (code) => call('POST', '/me/phone', { code }),
    addresses: () => get('/me/addresses'),
    addAddress: (address) => call('POST', '/me/addresses', address),
    changeAddress: (id, address) => call('PUT', `/me/addresses/${part(id)}`, address),
    dropAddress: (id) => call('DELETE', `/me/addresses/${part(id)}`),
    favourites: () => get('/me/favourites'),
    footprints: () => get('/me/footprints'),
    clearFootprints: () => call('DELETE', '/me/footprints'),
    points: () => get('/me/points'),
    deals: (query) => get('/me/deals', query),
    coupons: (state) => get('/me/coupons', { state }),
    consent: (consent) => call('POST', '/me/consents', consent),
    invites: (query) => get('/me/invites', query),
    inviteLink: () => get('/me/invites/link'),
    inviteCode: () => wish('/me/invites/code', {}, newKey()),
    cameBy: (code) => wish('/me/inviter', { code }, newKey()),
    messages: () => get('/me/messages'),
    tapped: (answer) => call('POST', '/me/messages', answer),
    unreserve: (show) => call('DELETE', `/me/reservations/${part(show)}`),
    mine: () => get('/me/export'),
    leave: () => call('DELETE', '/me'),
  }
}

/** `ask(key)` for each name on its own: what may have been granted although no answer came is asked with its key until one does. */
function oncePerName() {
  const known = new Map()
  return async (name, ask) => {
    if (!known.has(name)) known.set(name, createOnce())
    const once = known.get(name)
    const answer = await ask(once.keyOf(name))
    once.settle()
    return answer
  }
}

function part(text) {
  return encodeURIComponent(text)
}

function queryOf(query = {}) {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '')
  return pairs.length ? `?${pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}` : ''
}
