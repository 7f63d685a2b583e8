import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import esbuild from 'esbuild'

import { tags } from '../tags.js'

const IMPORT = /@import\s+["']([^"']+)["'];?/g
const RULE = /([^{}]+)\{/g
const TAG = new RegExp(`(^|[\\s>+~,(])(${tags.join('|')})(?=$|[\\s>+~,.:)\\[])`, 'g')
const PAGE = /(^|[\s,])page(?=$|[\s,.:[>])/g

/** The first sheet: the built-in tags, app.wxss, then the pages and components of the first part. */
export async function styleSheet(sources, { root, h5 }) {
  const common = [
    readFileSync(join(h5, 'builtin/builtin.css'), 'utf8'),
    translate(read(join(root, 'app.wxss'), root), { scope: '', page: '' }),
  ]
  return sheetOf(sources, { root }, common)
}

/** The WXSS of some pages and components as one sheet, each in a scope of its own. */
export async function sheetOf(sources, { root }, common = []) {
  const styled = sources.filter(({ builtin, file }) => !builtin && existsSync(`${file}.wxss`))
  const text = [...common, ...styled.map((source) => ofSource(source, root))].join('\n')
  const result = await esbuild.transform(text, { loader: 'css', minify: true, target: ['chrome80', 'safari14'] })
  return result.code
}

/** The prefix that a component's classes wear: `components/sheet/sheet` -> `sheet`. Pages share theirs with app.wxss. */
export function scopeOf(path) {
  return path.startsWith('pages/') ? '' : path.split('/').pop()
}

/**
 * WXSS as CSS: tags by their component names; a component's classes by its scope (`.a` -> `.scope--a`); a page's rules
 * only inside that page. Sizes are px throughout: rpx is refused, for it would be huge on a wide window.
 */
export function translate(wxss, { scope, page }) {
  if (/\drpx\b/.test(wxss)) throw new Error('rpx is not used here: write px')
  const css = wxss.replace(/\/\*[\s\S]*?\*\//g, '')
  return css.replace(RULE, (whole, prelude) => {
    const selector = prelude.trim()
    if (selector.startsWith('@') || /^(from|to|[\d.]+%)(\s*,|$)/.test(selector)) return whole
    return `${selector.split(',').map((each) => one(each.trim(), { scope, page })).join(',')}{`
  })
}

function one(selector, { scope, page }) {
  const host = page ? `wx-page[route="${page}"]` : 'wx-page'
  const named = scope ? selector.replace(/\.([a-zA-Z][\w-]*)/g, `.${scope}--$1`) : selector
  const tagged = named.replace(TAG, '$1wx-$2')
  const whole = tagged.replace(PAGE, `$1${host}`)
  return page && whole === tagged ? `${host} ${whole}` : whole
}

function ofSource({ path, file, page }, root) {
  return translate(read(`${file}.wxss`, root), { scope: scopeOf(path), page: page ? path : '' })
}

function read(file, root) {
  return readFileSync(file, 'utf8').replace(IMPORT, (_, name) => read(name.startsWith('/') ? join(root, name) : join(dirname(file), name), root))
}
