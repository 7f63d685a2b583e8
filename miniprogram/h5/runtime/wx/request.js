/** wx.request over fetch: JSON both ways; any status is a success, only silence is a failure. */
export function request({ url, method = 'GET', header = {}, data, timeout = 10000, success, fail }) {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), timeout)
  const body = data === undefined ? undefined : JSON.stringify(data)
  const headers = body === undefined ? header : { 'Content-Type': 'application/json', ...header }
  fetch(url, { method, headers, body, signal: stop.signal })
    .then(async (answer) => ({ statusCode: answer.status, data: parse(await answer.text()) }))
    .then(success, (error) => fail({ errMsg: `request:fail ${error.message}` }))
    .finally(() => clearTimeout(timer))
}

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
