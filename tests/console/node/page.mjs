// As much of a page as the control room's modules touch: elements by id and by simple selectors, clicks, templates.

class Element {
  constructor({ tag = 'div', id = '', data = {}, classes = '', children = [], text = '' } = {}) {
    Object.assign(this, { tagName: tag.toUpperCase(), id, dataset: { ...data }, className: classes, children: [], hidden: false, disabled: false, own: text, listeners: {} })
    this.append(...children)
    this.classList = {
      add: (name) => (this.className = [...new Set([...this.className.split(' '), name])].join(' ').trim()),
      remove: (name) => (this.className = this.className.split(' ').filter((one) => one !== name).join(' ')),
      toggle: (name, on) => this.classList[on ? 'add' : 'remove'](name),
    }
  }

  get style() { return (this.styles ??= { setProperty(name, value) { this[name.slice(2)] = value } }) }
  get textContent() { return this.own + this.children.map((one) => one.textContent).join('') }
  set textContent(text) { this.children = []; this.own = String(text) }
  get firstElementChild() { return this.children[0] }
  get lastElementChild() { return this.children.at(-1) }
  get content() { return this }

  setAttribute(name, value) { (this.attributes ??= {})[name] = value }
  getAttribute(name) { return this.attributes?.[name] ?? null }
  append(...more) { for (const one of more) this.insertBefore(one, null) }
  prepend(one) { this.insertBefore(one, this.children[0] ?? null) }
  replaceChildren(...more) { this.children = []; this.append(...more) }
  remove() { if (this.parent) this.parent.children = this.parent.children.filter((one) => one !== this) }
  insertBefore(one, before) {
    one.remove()
    one.parent = this
    const at = before ? this.children.indexOf(before) : this.children.length
    this.children.splice(at, 0, one)
  }

  cloneNode() {
    return new Element({ tag: this.tagName, data: this.dataset, classes: this.className, text: this.own, children: this.children.map((one) => one.cloneNode()) })
  }

  addEventListener(name, does) { (this.listeners[name] ??= []).push(does) }
  async fire(name, event = {}) { for (const does of this.listeners[name] ?? []) await does({ preventDefault() {}, button: 0, target: this, ...event }) }
  click() { return this.fire('click') }

  get within() { return this.children.flatMap((one) => [one, ...one.within]) }
  querySelector(what) { return this.within.find((one) => is(one, what)) ?? null }
  querySelectorAll(what) { return this.within.filter((one) => is(one, what)) }
}

/** `.class`, `tag`, `#id` or `[data-name=value]`. */
function is(element, what) {
  const data = /^\[data-([\w-]+)(?:="?([^"\]]*)"?)?\]$/.exec(what)
  if (data) return data[1] in element.dataset && (data[2] === undefined || element.dataset[data[1]] === data[2])
  if (what.startsWith('.')) return element.className.split(' ').includes(what.slice(1))
  return what.startsWith('#') ? element.id === what.slice(1) : element.tagName === what.toUpperCase()
}

export const element = (more) => new Element(more)

/** A place for words. */
export const place = (name, tag = 'span') => element({ tag, data: { f: name } })

/**
 * Makes `document` and `fetch`: `ids` are elements by id, `answers(method, address, body)` what the house says (throw a problem to
 * refuse). What was asked is kept in `asked`, what was told at the foot of the screen in `told()`.
 */
export function page({ may = '', words = {}, ids = {}, loose = [], answers = () => ({}) }) {
  const asked = []
  const desk = element({ id: 'desk', data: { room: 'r1', may, csrf: 'c' } })
  const toast = element({ children: [element({ children: [place('words'), place('undo', 'button')] })] })
  const known = { desk, words: { textContent: JSON.stringify(words) }, toasts: element(), toast, ...ids }
  const body = element({ children: [...Object.values(ids).filter((one) => one instanceof Element), ...loose] })
  globalThis.document = {
    hidden: false,
    documentElement: element(),
    activeElement: null,
    listeners: {},
    createElement: (tag) => element({ tag }),
    getElementById: (id) => known[id] ?? null,
    querySelector: (what) => body.querySelector(what),
    querySelectorAll: (what) => body.querySelectorAll(what),
    addEventListener(name, does) { (this.listeners[name] ??= []).push(does) },
    fire(name, event = {}) { for (const does of this.listeners[name] ?? []) does(event) },
  }
  globalThis.fetch = async (address, { method = 'GET', body: sent } = {}) => {
    asked.push([method, address, sent && JSON.parse(sent)].filter(Boolean))
    try {
      const answer = await answers(method, address, sent && JSON.parse(sent))
      return { ok: true, json: async () => answer }
    } catch (problem) {
      return { ok: false, json: async () => problem }
    }
  }
  return { asked, told: () => known.toasts.textContent }
}
