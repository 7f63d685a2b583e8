/**
 * Builds the mini-program for a browser: `node miniprogram/h5/build.js [--out DIR]`.
 * Leaves index.html, app.<hash>.js, what it fetches later, app.<hash>.css and those of later parts, regions.<hash>.json, the package's pictures and manifest.json (name -> file) in DIR
 * (h5/dist). Every address in them is below /viewer/.
 */
import { mkdirSync, rmSync, writeFileSync, cpSync, readFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { areaList } from '@vant/area-data'

import { bundle } from './build/bundle.js'
import { partsOf } from './build/parts.js'
import { readSources } from './build/sources.js'
import { sheetOf, styleSheet } from './build/styles.js'

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
  const parts = partsOf(sources)
  const sheets = await leaveSheets(out, parts)
  const scripts = await bundle(parts, { root: ROOT, h5: H5, tabs, regions: PUBLIC + regions, sheets })
  scripts.forEach(({ file, text }) => writeFileSync(join(out, file), text))
  const manifest = {
    'app.js': scripts[0].file,
    'app.css': leave(out, 'app', 'css', await styleSheet(parts.live, { root: ROOT, h5: H5 })),
    'regions.json': regions,
  }
  cpSync(join(ROOT, 'assets'), join(out, 'assets'), { recursive: true })
  writeFileSync(join(out, 'index.html'), indexPage(manifest, scripts))
  writeFileSync(join(out, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}

/** The style of each part that is fetched later, by the part's name. */
async function leaveSheets(out, { floor, shop }) {
  const sheets = {}
  for (const [name, part] of Object.entries({ floor, shop })) {
    sheets[name] = PUBLIC + leave(out, name, 'css', await sheetOf(part, { root: ROOT }))
  }
  return sheets
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
