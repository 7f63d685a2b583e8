/** WeChat's aria-* attributes, put on the tag's own element. */
const names = ['role', 'label', 'hidden', 'live', 'level', 'modal', 'checked', 'pressed', 'expanded']

export const aria = Behavior({
  properties: Object.fromEntries(names.map((name) => [property(name), { type: String, value: '' }])),
  observers: Object.fromEntries(names.map((name) => [property(name), function set(value) {
    reflect(this._$.$$, name === 'role' ? 'role' : `aria-${name}`, value)
  }])),
})

function property(name) {
  return `aria${name[0].toUpperCase()}${name.slice(1)}`
}

/** A tag that has left the page has no element any more. */
function reflect(element, attribute, value) {
  if (!element) return
  if (value) element.setAttribute(attribute, value)
  else element.removeAttribute(attribute)
}
