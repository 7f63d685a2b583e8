/** A page of the mini-program and the address that a browser shows for it; `:name` is a query value of the page. */
export const routes = [
  { page: 'pages/home/home', path: '/' },
  { page: 'pages/room/room', path: '/rooms/:room' },
  { page: 'pages/more/replay/replay', path: '/replays/:show' },
  { page: 'pages/shop/shop', path: '/shop' },
  { page: 'pages/more/about/about', path: '/shop/about' },
  { page: 'pages/goods/goods', path: '/goods' },
  { page: 'pages/product/product', path: '/products/:id' },
  { page: 'pages/cart/cart', path: '/cart' },
  { page: 'pages/me/me', path: '/me' },
  { page: 'pages/pay/pay', path: '/orders/:order/payment' },
  { page: 'pages/more/orders/orders', path: '/orders' },
  { page: 'pages/more/order/order', path: '/orders/:id' },
  { page: 'pages/more/apply/apply', path: '/orders/:order/after-sale' },
  { page: 'pages/more/after-sales/after-sales', path: '/after-sales' },
  { page: 'pages/more/after-sale/after-sale', path: '/after-sales/:id' },
  { page: 'pages/more/addresses/addresses', path: '/me/addresses' },
  { page: 'pages/more/address/address', path: '/me/addresses/:id' },
  { page: 'pages/more/coupons/coupons', path: '/me/coupons' },
  { page: 'pages/more/points/points', path: '/me/points' },
  { page: 'pages/more/deals/deals', path: '/me/deals' },
  { page: 'pages/more/invites/invites', path: '/me/invites' },
  { page: 'pages/more/wins/wins', path: '/me/wins' },
  { page: 'pages/more/kept/kept', path: '/me/kept/:kind' },
  { page: 'pages/more/settings/settings', path: '/me/settings' },
  { page: 'pages/more/bargain/bargain', path: '/bargains/:id' },
  { page: 'pages/more/proof/proof', path: '/rounds/:round/proof' },
  { page: 'pages/more/team/team', path: '/teams/:id' },
]

/** '/pages/room/room?room=a' -> '/rooms/a' */
export function addressOf(url) {
  const [page, query = ''] = url.replace(/^\//, '').split('?')
  const values = new URLSearchParams(query)
  const route = routes.find((each) => each.page === page)
  if (!route) throw new Error(`No page "${page}"`)
  const path = route.path.replace(/:(\w+)/g, (_, name) => encodeURIComponent(take(values, name)))
  const rest = values.toString()
  return rest ? `${path}?${rest}` : path
}

/** '/rooms/a' -> {page: 'pages/room/room', query: {room: 'a'}}; an address nobody knows is the home page. */
export function pageAt(pathname, search = '') {
  for (const { page, path } of routes) {
    const match = new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}/?$`).exec(pathname)
    if (match) return { page, query: { ...Object.fromEntries(new URLSearchParams(search)), ...decoded(match.groups) } }
  }
  return { page: routes[0].page, query: {} }
}

function take(values, name) {
  const value = values.get(name) || ''
  values.delete(name)
  return value
}

function decoded(groups) {
  return Object.fromEntries(Object.entries(groups || {}).map(([name, value]) => [name, decodeURIComponent(value)]))
}
