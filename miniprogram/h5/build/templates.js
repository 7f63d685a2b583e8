import { readFileSync } from 'node:fs'

import compiler from 'glass-easel-template-compiler'

import { tags } from '../tags.js'

const TAG = new RegExp(`<(/?)(${tags.join('|')})(?=[\\s>/])`, 'g')
const PICTURES = /(["'{\s])\/assets\//g

/** One JavaScript expression: an object of compiled templates by path. A warning of the compiler ends the build. */
export function compileTemplates(sources) {
  const group = new compiler.TmplGroup()
  for (const { path, file, builtin } of sources) {
    const text = readFileSync(`${file}.wxml`, 'utf8')
    const warnings = group.addTmpl(path, builtin ? text : forBrowser(text))
    if (warnings.length > 0) throw new Error(`${file}.wxml: ${JSON.stringify(warnings)}`)
  }
  return group.getTmplGenObjectGroups()
}

/** WeChat's tags by their component names (a real <video> as a host would hide its children), pictures below /viewer/. */
export function forBrowser(text) {
  return text.replace(TAG, '<$1wx-$2').replace(PICTURES, '$1/viewer/assets/')
}
