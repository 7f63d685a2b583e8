import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'

/**
 * Every template of the mini-program and of h5/builtin as {path, file, builtin, page, config}; `path` is what WeChat calls
 * it ("pages/home/home"), `file` its place without the ending.
 */
export function readSources(root, h5) {
  const pages = pagesOf(JSON.parse(readFileSync(join(root, 'app.json'), 'utf8')))
  const own = ['pages', 'components'].flatMap((folder) => templatesIn(join(root, folder)))
  return [
    ...templatesIn(join(h5, 'builtin')).map((file) => source(relative(h5, file), file, pages, true)),
    ...own.map((file) => source(relative(root, file), file, pages, false)),
  ]
}

/** Those of the main package, and of the packages that are fetched later. */
function pagesOf({ pages, subPackages }) {
  return [...pages, ...subPackages.flatMap((each) => each.pages.map((page) => `${each.root}/${page}`))]
}

function source(path, file, pages, builtin) {
  const config = existsSync(`${file}.json`) ? JSON.parse(readFileSync(`${file}.json`, 'utf8')) : {}
  return { path, file, builtin, page: pages.includes(path), config }
}

function templatesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).sort(byName).flatMap((entry) => {
    const place = join(folder, entry.name)
    if (entry.isDirectory()) return templatesIn(place)
    return entry.name.endsWith('.wxml') ? [place.slice(0, -'.wxml'.length)] : []
  })
}

function byName(a, b) {
  return a.name < b.name ? -1 : 1
}
