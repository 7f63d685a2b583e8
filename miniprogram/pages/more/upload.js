import { Refused } from '../../shared/api.js'

/** One picture of this device to the shop's API at `path`; resolves to the answer. Rejects Refused. */
export async function upload(api, filePath, path) {
  const to = await api.upload(path)
  return new Promise((resolve, reject) => {
    wx.uploadFile({
      ...to,
      filePath,
      name: 'file',
      success: ({ statusCode, data }) => {
        const answer = read(data)
        if (statusCode >= 200 && statusCode < 300) resolve(answer)
        else reject(new Refused(statusCode, answer))
      },
      fail: () => reject(new Refused(0, null)),
    })
  })
}

/** At most so many pictures that the viewer chooses; resolves to their paths, to none when the viewer changed his mind. */
export function choosePictures(count) {
  return new Promise((resolve) => {
    wx.chooseMedia({ count, mediaType: ['image'], success: ({ tempFiles }) => resolve(tempFiles.map((file) => file.tempFilePath)), fail: () => resolve([]) })
  })
}

/** A proxy on the way may answer in HTML. */
function read(data) {
  try {
    return JSON.parse(data || 'null')
  } catch {
    return null
  }
}
