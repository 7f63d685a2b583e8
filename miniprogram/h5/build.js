/**
 * Builds the mini-program for a browser: `node miniprogram/h5/build.js [--out DIR]`.
 * Leaves index.html, app.<hash>.js, what it fetches later, app.<hash>.css, regions.<hash>.json, the package's pictures and manifest.json (name -> file) in DIR
 * (h5/dist). Every address in them is below /viewer/.
 */
import { mkdirSync, rmSync, writeFileSync, cpSync, readFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { areaList } from '@vant/area-data'

import { bundle } from './build/bundle.js'
import { readSources } from './build/sources.js'
import { styleSheet } from './build/styles.js'

const H5 = dirname(fileURLToPath(import.meta.url))
const ROOT = dirname(H5)
const PUBLIC = '/viewer/'

const flag = process.argv.indexOf('--out')
await build(flag > 0 ? process.argv[flag + 1] : join(H5, 'dist'))

async function build(out) {
  const sources = readSources(ROOT, H5)
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  const tabs = JSON.parse(readFileSync(join(ROOT, 'app.json'), 'utf8')).tabBar.list.map(({ pagePath }) => pagePath)
  const regions = leave(out, 'regions', 'json', JSON.stringify(areaList))
  const scripts = await bundle(sources, { root: ROOT, h5: H5, tabs, regions: PUBLIC + regions })
  scripts.forEach(({ file, text }) => writeFileSync(join(out, file), text))
  const manifest = {
    'app.js': scripts[0].file,
    'app.css': leave(out, 'app', 'css', await styleSheet(sources, { root: ROOT, h5: H5 })),
    'regions.json': regions,
  }
  cpSync(join(ROOT, 'assets'), join(out, 'assets'), { recursive: true })
  writeFileSync(join(out, 'index.html'), indexPage(manifest, scripts))
  writeFileSync(join(out, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}

function leave(out, name, extension, content) {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12)
  const file = `${name}.${hash}.${extension}`
  writeFileSync(join(out, file), content)
  return file
}

function indexPage(manifest, scripts) {
  const early = scripts.filter((each) => each.early).map(({ file }) => `<link rel="modulepreload" href="${PUBLIC}${file}">`)
  return readFileSync(join(H5, 'index.html'), 'utf8')
    .replace('{{style}}', PUBLIC + manifest['app.css'])
    .replace('{{script}}', PUBLIC + manifest['app.js'])
    .replace('{{early}}', early.join('\n'))
}
