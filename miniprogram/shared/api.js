const SESSION = 'session'

/** What the server refused, as RFC 9457 tells it; status 0 means that no answer came. */
export class Refused extends Error {
  constructor(status, problem) {
    super((problem && problem.title) || `status ${status}`)
    this.status = status
    this.type = (problem && problem.type) || 'about:blank'
  }
}

/**
 * The shop's API for a viewer. `send({method, url, header, data})` resolves to {status, data} and rejects when no answer
 * came; `storage` has get(key) and set(key, value) and outlives the page.
 */
export function createApi({ origin, send, storage }) {
  let session = null

  async function call(method, path, data) {
    const first = await ask(method, path, data, await token())
    if (first.status !== 401) return settle(first)
    forget()
    return settle(await ask(method, path, data, await token()))
  }

  function token() {
    const kept = storage.get(SESSION)
    if (kept) return Promise.resolve(kept)
    session = session || open().finally(() => { session = null })
    return session
  }

  async function open() {
    const answer = settle(await ask('POST', '/sessions', { provider: 'guest' }))
    storage.set(SESSION, answer.token)
    return answer.token
  }

  function forget() {
    storage.set(SESSION, '')
  }

  function ask(method, path, data, bearer) {
    const header = bearer ? { Authorization: `Bearer ${bearer}` } : {}
    return send({ method, url: `${origin}/api/v1${path}`, header, data }).catch(() => ({ status: 0, data: null }))
  }

  return {
    rooms: () => call('GET', '/rooms'),
    room: (room, ticket) => call('GET', `/rooms/${encodeURIComponent(room)}${ticket ? `?ticket=${encodeURIComponent(ticket)}` : ''}`),
  }
}

function settle({ status, data }) {
  if (status >= 200 && status < 300) return data
  throw new Refused(status, data)
}
