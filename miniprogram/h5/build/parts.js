/** Pages that a viewer of a show needs before anything else; all others come when somebody goes shopping. */
const LIVE = ['pages/home/home', 'pages/room/room']

/** The sources in two parts: `live`, which has the built-in tags too, and `shop`. */
export function partsOf(sources) {
  const byPath = new Map(sources.map((source) => [source.path, source]))
  const live = new Set()
  LIVE.forEach((path) => take(path, byPath, live))
  return {
    live: sources.filter(({ path, builtin }) => builtin || live.has(path)),
    shop: sources.filter(({ path, builtin }) => !builtin && !live.has(path)),
  }
}

/** A page with every component that it uses, and that those use. */
function take(path, byPath, taken) {
  if (taken.has(path)) return
  taken.add(path)
  Object.values(byPath.get(path).config.usingComponents || {}).forEach((used) => take(used.slice(1), byPath, taken))
}
