import { identify } from './platform.js'
import { createApi } from './shared/api.js'
import { origin } from './site.js'
import { tag } from './words.js'

/** The shop's API, as far as the first pages need it. */
export const api = createApi({ origin, send, storage: { get: wx.getStorageSync, set: wx.setStorageSync }, identify, language: tag })

function send({ method, url, header, data }) {
  return new Promise((resolve, reject) => {
    wx.request({
      method,
      url,
      header,
      data,
      timeout: 8000,
      success: (answer) => resolve({ status: answer.statusCode, data: answer.data }),
      fail: (error) => reject(new Error(error.errMsg)),
    })
  })
}
