import * as glass from 'glass-easel'
import * as adapter from 'glass-easel-miniprogram-adapter'

import { tagFor } from '../../shared/i18n/index.js'
import { createApp } from './app.js'
import { banGhosts } from './ghosts.js'
import { tellMenus } from './menu.js'
import { createParts } from './parts.js'
import { createStack } from './stack.js'
import { createWx } from './wx/index.js'

/** When the first page has had its say, the rest of the pages are fetched, so that a tap finds them there; in ms. */
const REST = 4000

/**
 * Starts the mini-program in this window. `part` has the `files` of the live pages (sources.js) and their compiled
 * `templates`, `later` tells how the others are fetched; `tabs` are the pages of the bar at the bottom, `app` runs app.js.
 */
export function start({ part, later, tabs, app }) {
  const environment = new adapter.MiniProgramEnv()
  const ground = environment.getGlobalCodeSpace()
  const space = environment.createCodeSpace('', true)
  for (const each of [ground, space]) each.getComponentSpace().updateComponentOptions({ propertyEarlyInit: true })
  const parts = createParts(part, later, (each) => install(each, ground, space))
  const stack = createStack({ open: (page) => openPage(associate(environment), space, page), ready: parts.ready, tabs })
  const application = createApp(app)
  window.wx = createWx(stack)
  document.documentElement.lang = tagFor(window.wx.getStorageSync('language') || navigator.language)
  window.getCurrentPages = () => stack.pages()
  window.getApp = () => application.instance
  banGhosts()
  tellMenus()
  application.launch()
  parts.begin()
  stack.begin()
  setTimeout(() => parts.fetchRest().catch(() => {}), REST)
}

function install({ files, templates }, ground, space) {
  for (const file of files) declare(file.builtin ? ground : space, file, templates)
  for (const file of files.filter((each) => each.builtin)) register(ground, file, space)
  for (const file of files.filter((each) => !each.builtin)) register(space, file)
}

function declare(space, { path, config, scope }, templates) {
  space.addComponentStaticConfig(path, config)
  space.addCompiledTemplate(path, { groupList: templates, content: templates[path] })
  space.addStyleSheet(path, undefined, scope)
}

/** A built-in lives in the ground space and is lent to the pages: in their own space its inner tags would mean itself. */
function register(space, { path, builtin, run }, pages) {
  space.globalComponentEnv(window, path, run)
  if (!builtin) return
  const definition = space.getComponentSpace().getComponentByUrl(path, '')
  pages.getComponentSpace().setGlobalUsingComponent(`wx-${path.split('/').pop()}`, definition)
}

let backend = null

/** One backend for the window; it says nothing of taps until somebody listens. */
function associate(environment) {
  if (backend) return backend
  const context = new glass.CurrentWindowBackendContext()
  context.onEvent((target, type, detail, options) => {
    const event = new glass.Event(type, detail, options)
    glass.Event.dispatchEvent(target, event)
    return event.defaultPrevented() ? glass.EventBubbleStatus.NoDefault : glass.EventBubbleStatus.Normal
  })
  backend = environment.associateBackend(context)
  return backend
}

function openPage(associated, space, page) {
  const root = associated.createRoot('wx-page', space, page)
  const place = document.body.appendChild(document.createElement('div'))
  root.attach(document.body, place)
  const component = root.getComponent()
  return { instance: root.get(), element: component.$$, tell: (name) => component.triggerPageLifetime(name, []), close: () => closePage(root) }
}

function closePage(root) {
  const element = root.getComponent().$$
  root.release()
  element.remove()
}
