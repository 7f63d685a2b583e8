import { backoff } from './backoff.js'
import { roomCalls } from './api-room.js'
import { newKey } from './once.js'
import { createTickets } from './tickets.js'

const SESSION = 'session'
/** When it was opened or renewed. */
const SINCE = 'since'
/** What is kept of who it is (consent.js, inviting.js). */
const OWN = [SESSION, 'agreed', 'invite']
const DAY = 86400000
const DEVICE = 'device'
const TRIES = 3

/** What the server refused, as RFC 9457 tells it; status 0 means that no answer came. `facts` is the whole problem. */
export class Refused extends Error {
  constructor(status, problem) {
    super((problem && problem.title) || `status ${status}`)
    this.status = status
    this.type = (problem && problem.type) || 'about:blank'
    this.facts = problem && typeof problem === 'object' ? problem : {}
  }
}

/**
 * The shop's API for a viewer. `send({method, url, header, data})` resolves to {status, data} and rejects when no answer
 * came; `storage` has get(key) and set(key, value) and outlives the page; `identify()` tells who asks for a session;
 * `language` is what refusals are worded in.
 */
export function createApi({ origin, send, storage, identify = guest, language = 'zh-CN', rest = wait }) {
  const tickets = createTickets()
  let session = null

  async function call(method, path, data) {
    return settle(await withSession((bearer) => ask(method, path, data, bearer)))
  }

  /** A wish that must be granted once: the same key through every try, and through a lost answer. */
  async function wish(path, data, key) {
    const more = { 'Idempotency-Key': key, 'X-Device': device() }
    for (let attempt = 1; ; attempt += 1) {
      const answer = await withSession((bearer) => ask('POST', path, data, bearer, more))
      if ((answer.status !== 0 && answer.status < 502) || attempt === TRIES) return settle(answer)
      await rest(backoff(attempt))
    }
  }

  async function withSession(question) {
    const bearer = await token()
    const first = await question(bearer)
    if (first.status === 200) renew(bearer)
    if (first.status !== 401) return first
    if (storage.get(SESSION) === bearer) self.forget()
    return question(await token())
  }

  /** Once a day, behind a question: who comes again before a session ends stays who he is. */
  async function renew(bearer) {
    const now = Date.now()
    if (Math.abs(now - storage.get(SINCE)) < DAY) return
    storage.set(SINCE, now)
    const { status, data } = await ask('POST', '/me/session', undefined, bearer)
    if (status === 201 && storage.get(SESSION) === bearer) storage.set(SESSION, data.token)
    if (!status) storage.set(SINCE, 0)
  }

  /** A random name of this phone, told with what costs money only: the shop counts orders by it (防刷单). */
  function device() {
    const kept = storage.get(DEVICE)
    if (kept) return kept
    const made = newKey()
    storage.set(DEVICE, made)
    return made
  }

  function token() {
    const kept = storage.get(SESSION)
    if (kept) return Promise.resolve(kept)
    session = session || enter().finally(() => { session = null })
    return session
  }

  /** As whom the platform knows, or as a guest where it or the shop cannot tell. */
  async function enter() {
    const who = await identify().catch(guest)
    return open(who).catch((refused) => {
      if (who.provider === 'guest' || refused.status === 0) throw refused
      return open({ provider: 'guest' })
    })
  }

  async function open(body, bearer) {
    const answer = settle(await ask('POST', '/sessions', body, bearer))
    storage.set(SESSION, answer.token)
    storage.set(SINCE, Date.now())
    return answer.token
  }

  function ask(method, path, data, bearer, more = {}) {
    return send({ method, data, ...place(path, bearer, more) }).catch(() => ({ status: 0, data: null }))
  }

  function place(path, bearer, more) {
    return { url: `${origin}/api/v1${path}`, header: { 'Accept-Language': language, ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}), ...more } }
  }

  const self = {
    /** What the links of this viewer end with, and the promise of the code in it (inviting.js). */
    mark: '',
    own: null,
    rooms: () => call('GET', '/rooms'),
    ...roomCalls(call, wish, tickets),

    /** More that can be asked: `calls(call, wish, tickets)` gives it, of an api-*.js. */
    add(calls) {
      Object.assign(this, calls(call, wish, tickets))
      return this
    },

    /** Who the viewer really is, where the platform can tell; what he did as a guest stays his. */
    signIn: async () => open(await identify(), await token()),

    /** In WeChat's browser: who came back from its door, with what it gave. */
    signInAt: async (code, state) => open({ provider: 'wechat-web', code, state }, await token()),

    /** Nobody any more: the next question opens a new session, and somebody else has agreed to nothing. */
    forget() {
      OWN.forEach((key) => storage.set(key, ''))
      Object.assign(self, { mark: '', own: null })
    },

    /** Where a file for `path` goes, and what says whose it is. */
    upload: async (path) => place(path, await token()),
  }
  return self
}

function settle({ status, data }) {
  if (status >= 200 && status < 300) return data
  throw new Refused(status, data)
}

function guest() {
  return Promise.resolve({ provider: 'guest' })
}

function wait(ms) {
  return new Promise((resolve) => { setTimeout(resolve, ms) })
}
