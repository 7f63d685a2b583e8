import { calendarOf } from '../shared/calendar.js'
import { addressOf } from './routes.js'
import { goOut, isCovered, rename } from './runtime/over.js'

/** Where these keys mean something else. */
const WRITTEN = 'input, textarea, select, wx-scroll-view'

/** What the mini-program's platform.js does, in a browser. */
export const client = clientOf(navigator.userAgent)

/** Whether a picture can leave the page for a small window. */
export const floats = Boolean(document.pictureInPictureEnabled || HTMLVideoElement.prototype.webkitSetPresentationMode)

/** A browser knows nobody: everyone is a guest, who is recognised by the token that he keeps. */
export function identify() {
  return Promise.resolve({ provider: 'guest' })
}

/** In WeChat's own browser the payment sheet is WeixinJSBridge (pay.weixin.qq.com, JSAPI). */
export function payInWechat(parameters) {
  return new Promise((resolve) => {
    const ask = () => window.WeixinJSBridge.invoke('getBrandWCPayRequest', parameters, ({ err_msg: said }) => resolve(said === 'get_brand_wcpay_request:ok'))
    if (window.WeixinJSBridge) ask()
    else document.addEventListener('WeixinJSBridgeReady', ask, { once: true })
  })
}

/** A browser's page cannot be told anything later. */
export const subscribes = false

export function subscribe() {
  return Promise.resolve(null)
}

/** To the provider's page; it sends the buyer back to the page he left. Only addresses of the web are followed. */
export function leaveFor(url) {
  if (!/^https?:\/\//.test(url)) return false
  goOut(() => location.assign(url))
  return true
}

/** WeChat's own browser keeps no files. */
export const givesFiles = client !== 'wechat'

export function giveFile(name, text, type) {
  const address = URL.createObjectURL(new Blob([text], { type }))
  download(address, name)
  URL.revokeObjectURL(address)
}

/** A show as a file that the calendar opens. */
export function remind(show) {
  if (!givesFiles) return Promise.resolve('elsewhere')
  giveFile('jinbo.ics', calendarOf({ ...show, url: location.href }, Date.now()), 'text/calendar;charset=utf-8')
  return Promise.resolve('saved')
}

/** The page shows something else now: its address says so, and coming back to it leads there. */
export function becomes(page, path) {
  rename(page, addressOf(path))
}

/** Keys that turn to what comes 'after' or 'before', while nothing lies over the page and nobody writes; returns what ends it. */
export function hearKeys(turn) {
  const press = (event) => {
    const side = { PageDown: 'after', PageUp: 'before' }[event.key]
    if (!side || event.repeat || isCovered() || event.target.closest(WRITTEN)) return
    event.preventDefault()
    turn(side)
  }
  document.addEventListener('keydown', press)
  return () => document.removeEventListener('keydown', press)
}

/** How a picture is saved by a tap: as a file, or pressed long. */
export const saves = givesFiles ? 'file' : ''

export async function savePicture(address) {
  download(address, address.split('/').pop())
  return 'saved'
}

/** A browser asks nobody. */
export const openAlbum = async () => true

/** The pages read their language once: a new one needs a new start. */
export function restart(path) {
  goOut(() => location.assign(addressOf(path)))
}

function download(href, name) {
  Object.assign(document.createElement('a'), { href, download: name }).click()
}

function clientOf(agent) {
  if (/MicroMessenger/i.test(agent)) return 'wechat'
  return /Mobi|Android|iPhone|iPad/i.test(agent) ? 'browser' : 'desktop'
}
