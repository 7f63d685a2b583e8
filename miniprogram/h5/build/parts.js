/** Pages that a viewer of a show needs before anything else; all others come when somebody goes shopping. */
const LIVE = ['pages/home/home', 'pages/room/room']

/**
 * The sources in three parts: `live`, which has the built-in tags too; `floor`, what the live pages have a placeholder for until
 * it is there (WeChat injects such components late, too); and `shop`. A component comes after those it uses: one that stands in
 * for a placeholder is put to work as soon as it is known.
 */
export function partsOf(sources) {
  const byPath = new Map(sources.map((source) => [source.path, source]))
  const live = reached(LIVE, byPath, ({ placeholder }) => !placeholder)
  const whole = reached(LIVE, byPath, () => true)
  const all = reached(sources.map(({ path }) => path), byPath, () => true)
  return {
    live: [...all].map((path) => byPath.get(path)).filter(({ path, builtin }) => builtin || live.has(path)),
    floor: [...whole].filter((path) => !live.has(path)).map((path) => byPath.get(path)),
    shop: [...all].map((path) => byPath.get(path)).filter(({ path, builtin }) => !builtin && !whole.has(path)),
  }
}

/** The paths with all that they use, and that those use, as far as `follows` says; what is used comes first. */
function reached(paths, byPath, follows, found = new Set(), entered = new Set()) {
  for (const path of paths.filter((each) => !entered.has(each))) {
    entered.add(path)
    const { usingComponents = {}, componentPlaceholder = {} } = byPath.get(path).config
    const used = Object.entries(usingComponents).filter(([name]) => follows({ placeholder: componentPlaceholder[name] }))
    reached(used.map(([, each]) => each.slice(1)), byPath, follows, found, entered)
    found.add(path)
  }
  return found
}
