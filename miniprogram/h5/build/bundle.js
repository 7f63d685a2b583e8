import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'

import esbuild from 'esbuild'

import { scopeOf } from './styles.js'
import { compileTemplates } from './templates.js'

/** Parts that are fetched later, by the names under which they are imported. */
const LATER = ['floor', 'shop']

/**
 * The scripts by name: `app` with framework, runtime, built-in tags and the live pages, and what it fetches when a show is
 * watched and when somebody goes shopping. Modules of today's browsers, no eval at run time; [{name, file, text, early}], `app`
 * first, `early` what it cannot run without.
 */
export async function bundle(parts, { root, h5, tabs, regions, sheets }) {
  const entry = { contents: startOf(parts.live, { root, h5, tabs, sheets }), resolveDir: h5, sourcefile: 'app.js' }
  const result = await esbuild.build({
    stdin: entry,
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    outdir: join(h5, 'dist'),
    entryNames: 'app.[hash]',
    chunkNames: 'part.[hash]',
    format: 'esm',
    target: ['es2019', 'safari14.1'],
    supported: { 'dynamic-import': true },
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
    metafile: true,
    define: { REGIONS: JSON.stringify(regions) },
    plugins: [platform(h5), ...LATER.map((name) => later(name, `export const part = ${partOf(parts[name])}`, h5))],
  })
  const files = result.outputFiles.map(({ path, text }) => ({ name: basename(path).split('.')[0], file: basename(path), text }))
  return files.sort((a, b) => (a.name < b.name ? -1 : 1)).map((each) => ({ ...each, early: isEarly(each.file, result.metafile) }))
}

/** Whether the first script cannot run without it. */
function isEarly(file, { outputs }) {
  const entry = Object.values(outputs).find(({ entryPoint }) => entryPoint && entryPoint.endsWith('app.js'))
  return entry.imports.some(({ path, kind }) => kind === 'import-statement' && basename(path) === file)
}

function startOf(sources, { root, h5, tabs, sheets }) {
  return `
    import { start } from ${JSON.stringify(join(h5, 'runtime/main.js'))}
    start({ part: ${partOf(sources)}, later: { ${LATER.map((name) => `${name}: { sheet: ${JSON.stringify(sheets[name])}, script: () => import('jinbo:${name}') }`)} }, tabs: ${JSON.stringify(tabs)}, app: () => require(${JSON.stringify(join(root, 'app.js'))}) })
  `
}

/** Scripts are required one by one when their component registers itself, as WeChat does: Page() then knows whose it is. */
function partOf(sources) {
  const files = sources.map(({ path, file, builtin, page, config }) => `{
    path: ${JSON.stringify(path)}, ${builtin ? 'builtin: true, ' : ''}${page ? 'page: true, ' : ''}config: ${JSON.stringify(config)},
    scope: ${JSON.stringify(scopeOf(path))}, run: () => ${existsSync(`${file}.js`) ? `require(${JSON.stringify(`${file}.js`)})` : 'Component({})'} }`)
  return `{ templates: ${compileTemplates(sources)}, files: [${files.join(',')}] }`
}

/** Where a page asks for what WeChat has, a browser gives what it has: h5/platform.js for platform.js, h5/drawn.js for drawn.js. */
function platform(h5) {
  return { name: 'platform', setup: (build) => build.onResolve({ filter: /\.\/(platform|drawn)\.js$/ }, ({ path }) => ({ path: join(h5, basename(path)) })) }
}

function later(name, contents, resolveDir) {
  const namespace = `jinbo:${name}`
  return {
    name,
    setup(build) {
      build.onResolve({ filter: new RegExp(`^${namespace}$`) }, () => ({ path: namespace, namespace }))
      build.onLoad({ filter: /.*/, namespace }, () => ({ contents, resolveDir, loader: 'js' }))
    },
  }
}
