/** A page of the mini-program and the address that a browser shows for it; `:name` is a query value of the page. */
export const routes = [
  { page: 'pages/home/home', path: '/' },
  { page: 'pages/room/room', path: '/rooms/:room' },
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
