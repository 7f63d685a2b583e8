const ADDRESS = '/static/vendor/hls.light.min.js'

let loading = null

/** hls.js, fetched when the first picture needs it; a fetch that failed is tried again at the next call. */
export function hlsLibrary() {
  loading = loading || fetchScript().catch((error) => {
    loading = null
    throw error
  })
  return loading
}

function fetchScript() {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = ADDRESS
    script.onload = () => resolve(window.Hls)
    script.onerror = () => reject(new Error('hls.js did not load'))
    document.head.appendChild(script)
  })
}
