import { existsSync } from 'node:fs'
import { join } from 'node:path'

import esbuild from 'esbuild'

import { compileTemplates } from './templates.js'
import { scopeOf } from './styles.js'

/** The whole page as one classic script: framework, runtime, built-in tags, pages. No eval at run time. */
export async function bundle(sources, { root, h5 }) {
  const result = await esbuild.build({
    stdin: { contents: entry(sources, { root, h5 }), resolveDir: h5, sourcefile: 'entry.js' },
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: ['es2019', 'safari14.1'],
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
  })
  return result.outputFiles[0].text
}

/** Scripts are required one by one when their component registers itself, as WeChat does: Page() then knows whose it is. */
function entry(sources, { root, h5 }) {
  const files = sources.map(({ path, file, builtin, page, config }) => `{
    path: ${JSON.stringify(path)}, builtin: ${builtin}, page: ${page}, config: ${JSON.stringify(config)},
    scope: ${JSON.stringify(scopeOf(path))}, run: () => ${existsSync(`${file}.js`) ? `require(${JSON.stringify(`${file}.js`)})` : 'Component({})'} }`)
  return `
    import { start } from ${JSON.stringify(join(h5, 'runtime/main.js'))}
    start({ templates: ${compileTemplates(sources)}, files: [${files.join(',')}], app: () => require(${JSON.stringify(join(root, 'app.js'))}) })
  `
}
