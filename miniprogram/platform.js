import { hoursOf } from './shared/calendar.js'
import { savingOf } from './shared/poster-view.js'
import { acceptedOf } from './shared/reach.js'

/** What WeChat does in a way of its own. For a browser h5/platform.js stands in the place of this file. */

/** What the payment ways are asked for: mini, wechat, browser or desktop. */
export const client = 'mini'

/** Whether a picture can leave the page for a small window by a tap; WeChat does that by itself. */
export const floats = false

/** Shares the viewer's way into the shop: {provider, code}; rejects when WeChat does not answer. */
export function identify() {
  return new Promise((resolve, reject) => {
    wx.login({ success: ({ code }) => resolve({ provider: 'wechat', code }), fail: ({ errMsg }) => reject(new Error(errMsg)) })
  })
}

/** WeChat's own payment sheet; resolves to whether the buyer went through with it. The shop's server knows if money came. */
export function payInWechat(parameters, paid = () => {}) {
  return new Promise((resolve) => {
    const success = () => {
      paid() // in the callback itself: only there, and in a tap, WeChat lets a page ask to send messages
      resolve(true)
    }
    wx.requestPayment({ ...parameters, success, fail: () => resolve(false) })
  })
}

/** Whether the shop can tell a viewer something later: WeChat carries one message for each time it is allowed. */
export const subscribes = true

/** WeChat's own question; resolves to the templates that were accepted, or to null where it could not be asked (switched off). */
export function subscribe(templates) {
  return new Promise((resolve) => {
    wx.requestSubscribeMessage({ tmplIds: templates, success: (answer) => resolve(acceptedOf(templates, answer)), fail: () => resolve(null) })
  })
}

/** Payment ways that lead to another page, or to a code for another phone, are for browsers. */
export function leaveFor() {
  return false
}

/** Whether a page can give a file to keep; WeChat only lets text be copied. */
export const givesFiles = false

export function giveFile() {}

/** A show into the phone's calendar; resolves to what came of it, or to nothing when the viewer changed his mind. */
export function remind({ title, starts, note }) {
  return new Promise((resolve) => {
    wx.addPhoneCalendar({ title, description: note, alarm: 'true', ...hoursOf(starts), success: () => resolve('kept'), fail: () => resolve('') })
  })
}

/** WeChat shows no address. */
export function becomes() {}

/** A phone has no such keys. */
export function hearKeys() {
  return () => {}
}

/** How a picture is saved by a tap: into the album. */
export const saves = 'album'

/** Resolves to saved, refused (the viewer has not let the page into his album), failed, or nothing when he changed his mind. */
export function savePicture(address) {
  return new Promise((resolve) => {
    const keep = ({ statusCode, tempFilePath }) => {
      if (statusCode !== 200) resolve('failed')
      else wx.saveImageToPhotosAlbum({ filePath: tempFilePath, success: () => resolve('saved'), fail: ({ errMsg }) => resolve(savingOf(errMsg)) })
    }
    wx.downloadFile({ url: address, success: keep, fail: () => resolve('failed') })
  })
}

/** WeChat's page of permissions, opened by a tap; resolves to whether the album is open now. */
export function openAlbum() {
  return new Promise((resolve) => {
    wx.openSetting({ success: ({ authSetting }) => resolve(Boolean(authSetting['scope.writePhotosAlbum'])), fail: () => resolve(false) })
  })
}

/** The pages read their language once: a new one needs a new start. */
export function restart(path) {
  wx.restartMiniProgram({ path })
}
