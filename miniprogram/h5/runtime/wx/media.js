const chosen = new Map()

export const media = {
  /** Pictures from the device; success({tempFiles: [{tempFilePath, size}]}). */
  chooseMedia({ count = 9, success, fail }) {
    const input = document.createElement('input')
    input.type = 'file'
    input.accept = 'image/*'
    input.multiple = count > 1
    input.addEventListener('change', () => success({ tempFiles: [...input.files].slice(0, count).map(keep) }))
    input.addEventListener('cancel', () => fail && fail({ errMsg: 'chooseMedia:fail cancel' }))
    input.click()
  },

  uploadFile({ url, filePath, name, header = {}, success, fail }) {
    const form = new FormData()
    form.append(name, chosen.get(filePath))
    fetch(url, { method: 'POST', headers: header, body: form })
      .then(async (answer) => ({ statusCode: answer.status, data: await answer.text() }))
      .then(success, (error) => fail({ errMsg: `uploadFile:fail ${error.message}` }))
  },
}

function keep(file) {
  const tempFilePath = URL.createObjectURL(file)
  chosen.set(tempFilePath, file)
  return { tempFilePath, size: file.size }
}
